/** @jest-environment jsdom */
import { cleanup, fireEvent, screen } from '@testing-library/react';
import type { PropagationState } from '../../../extension/src/features/propagation';
import { answerOf } from '../core/volume/discs';
import { DRAFT, drafts, type PanelChange } from './fakeApp';
import { showPanel } from './showPanel';

afterEach(cleanup);

const button = (name: string) => screen.getByRole('button', { name });
const show = (propagation: Partial<PropagationState>, change: PanelChange = {}, language = 'en') =>
  showPanel({ ...change, propagation }, language).app.propagation;

test('it begins where the reader asks for it', () => {
  const { propagate } = show({}, { prompting: { drafts: drafts(DRAFT) } });
  for (const name of ['Propagate', 'Up', 'Down', 'To here']) fireEvent.click(button(name));
  expect(propagate.mock.calls).toEqual(
    ['both', 'up', 'down', 'here'].map(direction => [{ direction }]),
  );
});

test('a run tells how far it is, and can be paused and cancelled', () => {
  const { pause, cancel } = show({ phase: 'running', done: 3, remaining: 9, secondsLeft: 11.2 });
  expect(screen.getByText('3 slices done, at most 9 to go, about 12 s')).toBeTruthy();
  fireEvent.click(button('Pause'));
  fireEvent.click(button('Cancel'));
  expect(pause).toHaveBeenCalledWith(true);
  expect(cancel).toHaveBeenCalled();
});

test('a paused run goes on', () => {
  const { pause } = show({ phase: 'paused', done: 3 });
  fireEvent.click(button('Resume'));
  expect(pause).toHaveBeenCalledWith(false);
});

test.each([
  ['cancelled', 'Ended early. 3 slices were kept: accept them, or go on.'],
  ['failed', 'Failed after 3 slices, which were kept: accept them, or go on.'],
] as const)('what was %s says what was kept, and goes on', (phase, words) => {
  const { propagate } = show({ phase, done: 3 }, { prompting: { drafts: drafts(DRAFT) } });
  expect(screen.getByText(words)).toBeTruthy();
  fireEvent.click(button('Go on'));
  expect(propagate).toHaveBeenCalledWith({ goOn: true });
});

test('where and why it has ended, in the viewer’s language', () => {
  show({ phase: 'done', done: 3, stops: [{ sliceNumber: 7, reason: 'growth' }] }, {}, 'zh');
  expect(screen.getByText('在第 7 层结束：面积变化过大。')).toBeTruthy();
});

test('without a mask to follow, the buttons say what to do', () => {
  const { propagate } = show({});
  const why = 'Prompt the object on a slice, or show a slice that the segment is on.';
  for (const name of ['Propagate', 'Up', 'Down', 'To here']) {
    expect(button(name).title).toBe(why);
    fireEvent.click(button(name));
  }
  expect(propagate).not.toHaveBeenCalled();
  expect(screen.getByText(why)).toBeTruthy();
});

test('on a slice that the segment is on it can begin without a prompt', () => {
  const { propagate } = show({ written: new Set(['here']) });
  fireEvent.click(button('Propagate'));
  expect(propagate).toHaveBeenCalledWith({ direction: 'both' });
});

test('the queue tells how many slices are to be looked at', () => {
  const propagated = {
    ...{ answer: answerOf(), prompts: [], confidence: 0.2, milliseconds: 1, checked: false },
  };
  const doubtful = {
    ...{ ...DRAFT, slice: { ...DRAFT.slice, key: 'there' }, prompts: [], propagated },
  };
  const stack = ['here', 'there', 'beyond'].map((key, n) => ({ key, number: n + 1 }));
  const propagation = show(
    { phase: 'done', stack },
    { prompting: { drafts: drafts(DRAFT, doubtful) } },
  );
  expect(screen.getByText('1 slice to look at')).toBeTruthy();
  fireEvent.click(button('Next slice to look at'));
  expect(propagation.jump).toHaveBeenCalledWith(1);
  fireEvent.click(button('Looks right'));
  expect(propagation.check).toHaveBeenCalled();
});
