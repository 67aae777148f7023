/** @jest-environment jsdom */
import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { AutomaticState } from '../../../extension/src/features/automatic';
import { showPanel } from './showPanel';

afterEach(cleanup);

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const show = (automatic: Partial<AutomaticState>, language = 'en') =>
  showPanel({ automatic }, language).app.automatic;
const masks = [3, 8].map(id => ({ id })) as unknown as AutomaticState['masks'];
const ready = { phase: 'ready', masks, sliceKey: 'here' } as const;

test('the section is folded until it is opened or has something to show', () => {
  show({});
  const section = () => screen.getByText('Automatic masks').closest('details')!;
  expect(section().open).toBe(false);
  cleanup();
  show(ready);
  expect(section().open).toBe(true);
});

test('the reader chooses what to look for and where, and begins', () => {
  const { find, choosePreset, change } = show({});
  fireEvent.change(screen.getByLabelText('Look for'), { target: { value: 'liver' } });
  fireEvent.change(screen.getByLabelText('On'), { target: { value: 'segment' } });
  fireEvent.click(screen.getByText('Find masks'));
  expect(choosePreset).toHaveBeenCalledWith('liver');
  expect(change).toHaveBeenCalledWith({ area: 'segment' });
  expect(find).toHaveBeenCalled();
});

test('a search tells how far it is, and can be cancelled', () => {
  const { cancel } = show({ phase: 'running', done: 64, total: 1024, secondsLeft: 7.2 });
  expect(screen.getByText('64 of 1,024 points, about 8 s to go')).toBeTruthy();
  expect(screen.queryByText('Find masks')).toBeNull();
  fireEvent.click(screen.getByText('Cancel'));
  expect(cancel).toHaveBeenCalled();
});

test('thresholds are moved, in pixels or square millimetres', () => {
  const { change } = show(ready);
  const set = (label: string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  set('Unit', 'mm2');
  fireEvent.change(screen.getByRole('slider', { name: /Predicted IoU/ }), {
    target: { value: '0.7' },
  });
  fireEvent.change(screen.getByRole('slider', { name: /Stability/ }), { target: { value: '0.6' } });
  fireEvent.change(screen.getByRole('spinbutton'), { target: { value: '-4' } });
  expect(change.mock.calls).toEqual([
    [{ areaUnit: 'mm2' }],
    [{ predIouThresh: 0.7 }],
    [{ stabilityScoreThresh: 0.6 }],
    [{ minArea: 0 }],
  ]);
});

test('where the image states no spacing, areas are in pixels, and the list says why', () => {
  show({ ...ready, spacingKnown: false });
  const unit = screen.getByLabelText<HTMLSelectElement>('Unit');
  expect(unit.title).toContain('states no pixel spacing');
  expect([...unit.options].map(({ value, disabled }) => [value, disabled])).toEqual([
    ['px', false],
    ['mm2', true],
  ]);
});

test('picked masks are counted and accepted; without any the button says why not', () => {
  const { accept } = show(ready);
  fireEvent.click(screen.getByTitle('Pick a mask first.'));
  expect(accept).not.toHaveBeenCalled();
  cleanup();
  const picking = show({ ...ready, picked: new Set([8, 99]) });
  expect(screen.getByText('2 masks, 1 picked')).toBeTruthy();
  fireEvent.click(button(/Accept 1/));
  fireEvent.click(screen.getByText('Drop'));
  fireEvent.change(screen.getByLabelText('As'), { target: { value: 'active' } });
  expect(picking.accept).toHaveBeenCalled();
  expect(picking.drop).toHaveBeenCalled();
  expect(picking.change).toHaveBeenCalledWith({ destination: 'active' });
});

test('masks of another slice are said to be so, in the viewer’s language', () => {
  show({ ...ready, sliceKey: 'elsewhere' }, 'zh');
  expect(screen.getByText('这些掩膜属于另一层面。')).toBeTruthy();
  expect(screen.getByText('2 个掩膜，已选 0 个')).toBeTruthy();
});
