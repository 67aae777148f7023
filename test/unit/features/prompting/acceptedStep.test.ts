import { acceptedStep, propagatedDraft } from '../../../../extension/src/features/prompting/drafts';
import type { Propagated, SliceDraft } from '../../../../extension/src/features/prompting/types';
import { final, point, slice } from './fakes';

const { answer } = final(4) as { readonly answer: Propagated['answer'] };
const asked = [{ kind: 'point', polarity: 'include', at: [1, 1] }] as const;
const propagated: Propagated = {
  ...{ answer, prompts: asked, confidence: 0.9, milliseconds: 1, checked: false },
};
const left = propagatedDraft(slice('a'), propagated);

test.each<[string, Partial<SliceDraft>]>([
  ['propagated', {}],
  ['checked', { propagated: { ...propagated, checked: true } }],
  ['corrected', { prompts: [point('a')] }],
  ['prompted', { prompts: [point('a')], propagated: undefined }],
])('the record says of a slice that it was %s', (made, change) => {
  expect(acceptedStep({ ...left, ...change }, 'model')?.made).toBe(made);
});

test('another of a propagated slice’s masks is a correction', () => {
  const [mask] = answer.candidates;
  const two = { ...answer, candidates: [mask, mask] };
  expect(acceptedStep({ ...left, answer: two, chosen: 1 }, 'model')?.made).toBe('corrected');
});
