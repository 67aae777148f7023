/** @jest-environment jsdom */
import { waitFor } from '@testing-library/dom';
import { createTexts } from '../../../extension/src/i18n/texts';
import { createPanelComponent } from '../../../extension/src/ui/mountPanel';
import { fakeSession, INITIAL, READY } from './fakeSession';

type ReactModule = typeof import('react');
type ReactDomModule = typeof import('react-dom/client');

/** The viewer's React: another copy than the one that the panel imports. */
function hostReact(): { react: ReactModule; dom: ReactDomModule } {
  let copies: { react: ReactModule; dom: ReactDomModule } | undefined;
  jest.isolateModules(() => {
    copies = { react: jest.requireActual('react'), dom: jest.requireActual('react-dom/client') };
  });
  return copies!;
}

const own = {
  react: jest.requireActual<ReactModule>('react'),
  dom: jest.requireActual<ReactDomModule>('react-dom/client'),
};

let complaints: jest.SpyInstance;
beforeEach(() => (complaints = jest.spyOn(console, 'error').mockImplementation(() => {})));
afterEach(() => complaints.mockRestore());

test('the copies differ, as they do in the viewer', () => {
  expect(hostReact().react).not.toBe(own.react);
});

test.each([
  ['another copy of React, as in the drop-in bundle', hostReact()],
  ['the same copy, as when the site compiles the viewer', own],
])('works when rendered by %s', async (_name, { react, dom }) => {
  const session = fakeSession(INITIAL);
  const Panel = createPanelComponent(session, createTexts('en'));
  const element = document.body.appendChild(document.createElement('div'));
  const root = dom.createRoot(element);

  root.render(react.createElement(Panel));
  await waitFor(() => expect(element.textContent).toContain('The model is not loaded yet.'));
  await waitFor(() => expect(session.listenerCount()).toBe(1));

  session.set(READY);
  await waitFor(() => expect(element.textContent).toContain('WASM, 2 threads'));

  root.unmount();
  await waitFor(() => expect(session.listenerCount()).toBe(0));
  expect(element.textContent).toBe('');
  expect(complaints).not.toHaveBeenCalled();
  element.remove();
});

test('the panel can be closed and opened again', async () => {
  const session = fakeSession(READY);
  const Panel = createPanelComponent(session, createTexts('zh'));
  const { react, dom } = hostReact();
  const element = document.body.appendChild(document.createElement('div'));
  const root = dom.createRoot(element);
  for (let round = 0; round < 3; round++) {
    root.render(react.createElement(Panel));
    await waitFor(() => expect(element.textContent).toContain('就绪'));
    root.render(null);
    await waitFor(() => expect(session.listenerCount()).toBe(0));
  }
  root.unmount();
  expect(complaints).not.toHaveBeenCalled();
});
