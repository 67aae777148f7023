/** @jest-environment jsdom */
import {
  promptingActions,
  type ActionDeps,
} from '../../../../extension/src/features/prompting/actions';
import { boundsOfMask } from '../../../../extension/src/core/mask/regionMask';
import { allPrompts } from '../../../../extension/src/features/prompting/store';
import type { FindingsState } from '../../../../extension/src/features/findings';
import { TARGET } from '../../ui/fakeApp';
import { draftBench, final, maskAt, slice } from './fakes';

const include = { kind: 'point', polarity: 'include', at: [1, 1, 0] } as const;
const box = {
  kind: 'box',
  corners: [
    [0, 0, 0],
    [9, 9, 0],
  ],
} as const;

function bench(target: FindingsState['target'] = TARGET) {
  const drafts = draftBench();
  const selectTool = jest.fn();
  const maskOn = jest.fn(() => maskAt(4));
  const findings: ActionDeps['findings'] = {
    store: { getState: () => ({ target }) } as ActionDeps['findings']['store'],
  };
  const choose = jest.fn();
  const actions = promptingActions({
    ...drafts,
    ...{ findings, selectTool },
    labelmaps: { maskOn },
    twoSeries: { choose },
    shown: () => slice('a'),
    measuredPrompt: () => box,
    toolFor: shape => (shape.kind === 'point' ? shape.polarity : shape.kind),
    leaveHover: jest.fn(),
  });
  drafts.store.setState({ slice: { phase: 'ready', key: 'a' } });
  const notice = () => drafts.notices.store.getState().notice?.text;
  const prompts = () => allPrompts(drafts.store.getState()).map(({ tool }) => tool);
  return { ...drafts, actions, choose, selectTool, maskOn, notice, prompts };
}

beforeEach(() => localStorage.clear());

test('Clear drops the slice shown, with Shift the whole object', () => {
  const { actions, store, notice } = bench();
  for (const key of ['a', 'b', 'c']) actions.addPrompt(slice(key), include);
  actions.clear();
  expect([...store.getState().drafts.keys()]).toEqual(['b', 'c']);
  actions.clear();
  expect(store.getState().drafts.size).toBe(2);
  expect(notice()).toBe('notice.promptsElsewhere');
  actions.clear({ all: true });
  expect(store.getState().drafts.size).toBe(0);
});

test('a new box stands in for the old one, other prompts stay', () => {
  const { actions, prompts, asked } = bench();
  actions.addPrompt(slice('a'), include);
  actions.addPrompt(slice('a'), box);
  actions.addPrompt(slice('a'), box, 'circle');
  expect(prompts()).toEqual(['include', 'circle']);
  expect(asked.at(-1)?.prompts).toBe(2);
});

test('deleting the last prompt of a slice drops its draft', () => {
  const { actions, store } = bench();
  const id = actions.addPrompt(slice('a'), include);
  actions.selectPrompt(id);
  actions.deleteSelected();
  expect(store.getState()).toMatchObject({ selectedPromptId: null });
  expect(store.getState().drafts.size).toBe(0);
});

test('a prompt that is moved is asked about anew', () => {
  const { actions, asked, store } = bench();
  const id = actions.addPrompt(slice('a'), include);
  actions.movePrompt(id, { ...include, at: [7, 7, 0] });
  expect(asked).toHaveLength(2);
  expect(asked[0].signal?.aborted).toBe(true);
  expect(allPrompts(store.getState())[0]).toMatchObject({ id, at: [7, 7, 0], tool: 'include' });
});

test('candidates are stepped through in a circle', () => {
  const { actions, asked, store } = bench();
  actions.addPrompt(slice('a'), include);
  const answered = final(1);
  if (answered.error) throw new Error('The fixture is an answer.');
  const [one] = answered.answer.candidates;
  const answer = { ...answered.answer, candidates: [one, one, one] };
  asked[0].answer({ ...answered, answer });
  const chosen = () => store.getState().drafts.get('a')?.chosen;
  actions.stepCandidate(-1);
  expect(chosen()).toBe(2);
  actions.stepCandidate(1);
  expect(chosen()).toBe(0);
});

test('refining begins with the segment’s mask, on several slices of one segment', () => {
  const { actions, store, selectTool, notice, asked } = bench();
  actions.refineSegment();
  expect(selectTool).toHaveBeenCalledWith('include');
  expect(store.getState().refines).toMatchObject({ segmentIndex: 1, label: 'Liver lesion' });
  expect(store.getState().drafts.get('a')?.origin).toEqual(maskAt(4));
  expect(notice()).toBe('notice.refining');
  // Exclude points correct it without any include point.
  actions.addPrompt(slice('a'), { ...include, polarity: 'exclude' });
  const object = boundsOfMask(maskAt(4));
  expect(asked[0].previous).toEqual({ mask: maskAt(4), object });
  // What is corrected further is looked at where the segment lies, too.
  asked[0].answer(final(1));
  actions.addPrompt(slice('a'), include);
  expect(asked[1].previous).toEqual({ mask: maskAt(1), object });
  actions.clear();
  expect(store.getState().refines).toBeNull();
});

test('an object that corrects one segment is not turned onto another', () => {
  const { actions, store, notice } = bench();
  store.setState({ refines: { segmentationId: 'segmentation', segmentIndex: 2, label: 'other' } });
  actions.refineSegment();
  expect(notice()).toBe('notice.refinesOther');
  expect(store.getState().drafts.size).toBe(0);
});

test('a locked segment, and one that has nothing here, are not refined', () => {
  const locked = bench({ ...TARGET, locked: true });
  locked.actions.refineSegment();
  expect(locked.notice()).toBe('error.segment-locked');
  const empty = bench();
  empty.maskOn.mockReturnValue({ ...maskAt(0), width: 0 });
  empty.actions.refineSegment();
  expect(empty.notice()).toBe('notice.nothingToRefine');
});

test('another window asks anew what is prompted on the slice shown, and is kept', () => {
  const { actions, asked, store } = bench();
  actions.addPrompt(slice('a'), include);
  actions.changeSettings({ window: 'liver' });
  expect(asked).toHaveLength(2);
  actions.changeSettings({ hover: false });
  expect(asked).toHaveLength(2);
  expect(store.getState().settings).toMatchObject({ window: 'liver', hover: false });
  expect(JSON.parse(localStorage.getItem('ohif-sam.settings')!)).toEqual({
    window: 'liver',
    hover: false,
  });
});

test('a measurement becomes a prompt of the tool that gives such', () => {
  const { actions, prompts } = bench();
  actions.useMeasurement();
  expect(prompts()).toEqual(['box']);
});

test('another series to look at asks anew what is prompted on the slice shown', () => {
  const { actions, asked, choose } = bench();
  actions.lookAlsoAt('series-2');
  expect(asked).toHaveLength(0);
  actions.addPrompt(slice('a'), include);
  actions.lookAlsoAt(null);
  expect(asked).toHaveLength(2);
  expect(choose.mock.calls).toEqual([['series-2'], [null]]);
});
