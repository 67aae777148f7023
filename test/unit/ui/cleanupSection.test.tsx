/** @jest-environment jsdom */
import { cleanup as unmount, fireEvent, screen } from '@testing-library/react';
import type { CleanupState } from '../../../extension/src/features/cleanup';
import { DRAFT, drafts, TARGET, type PanelChange } from './fakeApp';
import { showPanel } from './showPanel';

afterEach(unmount);

const button = (name: string | RegExp) => screen.getByRole('button', { name, hidden: true });
const isDisabled = (element: HTMLElement) => element.getAttribute('aria-disabled') === 'true';
const show = (cleanup: CleanupState, change: PanelChange = {}, language = 'en') =>
  showPanel({ findings: { target: TARGET }, ...change, cleanup }, language, {
    applyCleanup: 'U',
    cancelCleanup: 'Shift+U',
  }).app.cleanup;

const PREVIEW: Extract<CleanupState, { preview: unknown }>['preview'] = {
  ...{ kind: 'keep-largest', segment: TARGET, sizeKnown: true, edits: new Map(), columns: 4 },
  ...{ addedVoxels: 0, addedVolume: 0, removedVoxels: 1234, removedVolume: 520 },
  volumeBefore: 43_200,
  parts: [
    { voxels: 1200, volume: 505, at: [0, 0, 0] },
    { voxels: 34, volume: 14.4, at: [0, 0, 9] },
  ],
};
const nothing = (kind: (typeof PREVIEW)['kind'], reason: string) =>
  ({ phase: 'nothing', kind, reason }) as CleanupState;

test('it is folded until it is opened, and stays out of the way', () => {
  const { container } = showPanel({ cleanup: { phase: 'idle' } });
  expect(container.querySelector<HTMLDetailsElement>('.sam-folded')!.open).toBe(false);
});

test('each clean-up is previewed; holes of slices when they are asked for', () => {
  const { preview } = show({ phase: 'idle' });
  const names = ['Keep largest', 'Fill holes', 'Fit edges', 'Smooth'];
  for (const name of names) fireEvent.click(button(name));
  fireEvent.click(screen.getByLabelText('Holes of each slice, too'));
  fireEvent.click(button('Fill holes'));
  expect(preview.mock.calls).toEqual([
    ['keep-largest'],
    ['fill-holes'],
    ['fit-edges'],
    ['smooth'],
    ['fill-slice-holes'],
  ]);
});

test('a preview tells voxels, volumes and places, and can be applied or cancelled', () => {
  const { apply, cancel, showPart } = show({ phase: 'preview', preview: PREVIEW });
  expect(screen.getByText('1,234 voxels, 0.52 cm³')).toBeTruthy();
  expect(screen.getByText('43.2 cm³ → 42.7 cm³ (−1.2 %)')).toBeTruthy();
  fireEvent.click(button('2. 34 voxels, 14 mm³'));
  fireEvent.click(button(/^Apply/));
  fireEvent.click(button('Cancel'));
  expect(showPart).toHaveBeenCalledWith(1);
  expect(apply).toHaveBeenCalled();
  expect(cancel).toHaveBeenCalled();
});

test('what is worked out shows how far it is, and can be cancelled', () => {
  const { cancel } = show({ phase: 'working', kind: 'smooth', share: 0.4 });
  expect(screen.getByText('Looking at the segment…')).toBeTruthy();
  expect(document.querySelector('progress')!.value).toBe(0.4);
  fireEvent.click(button('Cancel'));
  expect(cancel).toHaveBeenCalled();
});

test.each([
  [nothing('keep-largest', 'clean'), 'The segment is in one part: there is nothing to take away.'],
  [nothing('fill-holes', 'clean'), 'The segment has no enclosed holes.'],
  [nothing('smooth', 'one-slice'), /lies on one slice/],
  [nothing('smooth', 'repeated-positions'), /as several images lie at one position/],
])('nothing to do is said plainly, without a button that pretends: %#', (state, words) => {
  show(state);
  expect(screen.getByText(words)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Apply/, hidden: true })).toBeNull();
});

test('masks that are not accepted are named', () => {
  show({ phase: 'idle' }, { prompting: { drafts: drafts(DRAFT) } });
  expect(screen.getByText('The mask on 1 slice is not accepted yet and is left out.')).toBeTruthy();
});

test('without a segment, or with a locked one, it says why it waits', () => {
  show({ phase: 'idle' }, { findings: { target: null } });
  expect(isDisabled(button('Smooth'))).toBe(true);
  expect(screen.getByText('There is no segment to clean yet.')).toBeTruthy();
  unmount();
  show({ phase: 'idle' }, { findings: { target: { ...TARGET, locked: true } } });
  expect(button('Smooth').title).toBe('The active segment is locked.');
});

test('in the viewer’s language', () => {
  show({ phase: 'preview', preview: PREVIEW }, {}, 'zh');
  expect(screen.getByText('43.2 cm³ → 42.7 cm³（−1.2 %）')).toBeTruthy();
});
