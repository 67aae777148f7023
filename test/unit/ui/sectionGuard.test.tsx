/** @jest-environment jsdom */
import { cleanup, render, screen } from '@testing-library/react';
import { SamPanel } from '../../../extension/src/ui/SamPanel';
import { fakeApp, READY } from './fakeApp';
import { panelProps } from './panelProps';

afterEach(cleanup);

test('a section that throws is told in its place; the rest of the panel works on', () => {
  const log = jest.spyOn(console, 'error').mockImplementation(() => {});
  const props = panelProps(fakeApp(READY));
  const broken = {
    ...{ id: 'broken', order: 0 },
    Component: () => {
      throw new TypeError('no such thing');
    },
  };
  render(<SamPanel {...props} sections={[broken, ...props.sections]} />);
  expect(screen.getAllByRole('alert')[0].textContent).toMatch(/failed and is not shown.*were kept/);
  expect(screen.getByRole('button', { name: /^Accept/ })).toBeTruthy();
  expect(log.mock.calls.flat().join()).toContain('unexpected failure');
  log.mockRestore();
});
