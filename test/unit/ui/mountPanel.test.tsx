/** @jest-environment jsdom */
import { waitFor } from '@testing-library/dom';
import { createPanelComponent } from '../../../extension/src/ui/mountPanel';
import { fakeApp, IDLE, READY } from './fakeApp';
import { panelProps } from './panelProps';

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
  const app = fakeApp(IDLE);
  const Panel = createPanelComponent(() => panelProps(app));
  const element = document.body.appendChild(document.createElement('div'));
  const root = dom.createRoot(element);

  root.render(react.createElement(Panel));
  await waitFor(() => expect(element.textContent).toContain('The model is not loaded yet.'));
  await waitFor(() => expect(app.listenerCount()).toBeGreaterThan(0));

  app.set(READY);
  await waitFor(() => expect(element.textContent).toContain('WASM, 2 threads'));

  root.unmount();
  await waitFor(() => expect(app.listenerCount()).toBe(0));
  expect(element.textContent).toBe('');
  expect(complaints).not.toHaveBeenCalled();
  element.remove();
});

test('the panel can be closed and opened again', async () => {
  const app = fakeApp(READY, 'zh');
  const Panel = createPanelComponent(() => panelProps(app));
  const { react, dom } = hostReact();
  const element = document.body.appendChild(document.createElement('div'));
  const root = dom.createRoot(element);
  for (let round = 0; round < 3; round++) {
    root.render(react.createElement(Panel));
    await waitFor(() => expect(element.textContent).toContain('就绪'));
    root.render(null);
    await waitFor(() => expect(app.listenerCount()).toBe(0));
  }
  root.unmount();
  expect(complaints).not.toHaveBeenCalled();
});
