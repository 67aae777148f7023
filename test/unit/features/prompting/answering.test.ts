/** @jest-environment jsdom */
import {
  acceptableMask,
  answerName,
  candidatesOf,
  chosenCandidate,
} from '../../../../extension/src/features/prompting/drafts';
import { allPrompts } from '../../../../extension/src/features/prompting/store';
import { draftBench, final, maskAt, point, quick, slice } from './fakes';

const [a, b, c] = ['a', 'b', 'c'].map(slice);

test('click, Clear, click on one slice: the late answer to the first is not shown for the second', () => {
  const { asked, answering } = draftBench();
  answering.change(answering.on(a), [point('a', 'one')], false);
  answering.drop('a');
  answering.change(answering.on(a), [point('a', 'two')], false);
  asked[0].answer(quick(1));
  asked[0].answer(final(1));
  expect(answering.get('a')).toMatchObject({ phase: 'asked', answer: null });
  expect(acceptableMask(answering.get('a')!)).toBeNull();

  asked[1].answer(quick(2));
  asked[0].answer(final(1));
  asked[1].answer(final(2));
  const draft = answering.get('a')!;
  expect(acceptableMask(draft)).toEqual(maskAt(2));
  expect(candidatesOf(draft).map(({ mask }) => mask.x)).toEqual([2]);
});

test('an answer to prompts that were changed since is not taken, and no longer wanted', () => {
  const { asked, answering } = draftBench();
  answering.change(answering.on(a), [point('a', 'one')], false);
  answering.change(answering.get('a')!, [point('a', 'one'), point('a', 'two')], true);
  expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
  asked[0].answer(final(1));
  expect(answering.get('a')?.answer).toBeNull();
});

test('clicks on slices A, B, C in quick succession: each keeps its own state and gets its final answer', () => {
  const { asked, answering } = draftBench();
  for (const on of [a, b, c]) answering.change(answering.on(on), [point(on.key)], false);
  expect(asked.map(({ signal }) => signal?.aborted)).toEqual([false, false, false]);
  asked.forEach(({ answer }, n) => answer(quick(n)));
  const phases = () => ['a', 'b', 'c'].map(key => answering.get(key)?.phase);
  expect(phases()).toEqual(['quick', 'quick', 'quick']);
  asked[1].answer(final(11));
  expect(phases()).toEqual(['quick', 'final', 'quick']);
  asked[0].answer(final(10));
  asked[2].answer(final(12));
  expect(phases()).toEqual(['final', 'final', 'final']);
  expect(chosenCandidate(answering.get('b'))?.mask.x).toBe(11);
});

test('a quick answer whose better one failed is never named final', () => {
  const { asked, answering, notices } = draftBench();
  answering.change(answering.on(a), [point('a')], false);
  asked[0].answer(quick(1));
  asked[0].answer({ error: { code: 'out-of-memory', detail: 'bad_alloc' } });
  const draft = answering.get('a')!;
  expect(answerName(draft)).not.toContain('final');
  expect(acceptableMask(draft)).toEqual(maskAt(1));
  expect(notices.store.getState().notice?.text).toBe('error.out-of-memory');
});

test('the mask of the prompts before is no answer when the new prompts got none', () => {
  const { asked, answering } = draftBench();
  answering.change(answering.on(a), [point('a', 'one')], false);
  asked[0].answer(final(1));
  answering.change(answering.get('a')!, [point('a', 'one'), point('a', 'two')], true);
  asked[1].answer({ error: { code: 'device-lost', detail: 'lost' } });
  expect(acceptableMask(answering.get('a')!)).toBeNull();
  expect(answering.get('a')!.prompts).toHaveLength(2);
});

test('exclude points alone ask nothing and say so', () => {
  const { asked, answering, notices } = draftBench();
  answering.change(answering.on(a), [{ ...point('a'), polarity: 'exclude' } as never], false);
  expect(asked).toHaveLength(0);
  expect(notices.store.getState().notice?.text).toBe('notice.includeFirst');
});

test('the reader’s own choice of candidate stays when the better answer comes', () => {
  const { asked, answering } = draftBench();
  answering.change(answering.on(a), [point('a')], false);
  const two = quick(1);
  if (two.error) throw new Error('The fixture is an answer.');
  const { candidates } = two.answer;
  const answer = {
    ...two.answer,
    candidates: [...candidates, { ...candidates[0], mask: maskAt(9) }],
  };
  asked[0].answer({ ...two, answer });
  answering.choose(answering.get('a')!, 1);
  asked[0].answer({ ...two, answer, refining: false });
  expect(answering.get('a')).toMatchObject({ chosen: 1, phase: 'final' });
});

test('an answer of the study before is not taken in the next', () => {
  const { asked, answering, store } = draftBench();
  answering.change(answering.on(a), [point('a')], false);
  answering.clear();
  expect(asked[0].signal?.aborted).toBe(true);
  asked[0].answer(final(1));
  expect(allPrompts(store.getState())).toEqual([]);
});

test('a model that throws leaves the prompts and is told', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { answering, notices } = draftBench();
  Object.assign(answering['deps'].runner, {
    answer: () => Promise.reject(new Error('Patient Doe')),
  });
  answering.change(answering.on(a), [point('a')], false);
  await new Promise(resolve => setTimeout(resolve));
  expect(answering.get('a')).toMatchObject({ phase: 'failed', answer: null });
  expect(notices.store.getState().notice?.text).toBe('error.runtime-failed');
  expect(logged).toHaveBeenCalledTimes(1);
  expect(logged.mock.calls[0].join(' ')).toContain('answering.test.ts');
  expect(logged.mock.calls[0].join(' ')).not.toContain('Doe');
  logged.mockRestore();
});
