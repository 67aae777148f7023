import { SamError, toErrorData } from '../../core/errors';
import { companionSlice, segmentFromTwo } from '../../core/series';
import type { Ask } from '../../core/volume';
import { planesOf, type SeriesGroup, type SeriesGroups } from '../../host/seriesGroups';
import type { ShownSlice, SliceReader } from '../../host/slices';
import type { AnswerUpdate, ModelRunner, ModelView } from '../runtime';
import type { PromptingStore } from './store';
import type { PromptingState, SeriesName } from './types';

export interface TwoSeriesDeps {
  readonly store: PromptingStore;
  readonly series: Pick<SeriesGroups, 'of' | 'beside'>;
  readonly reader: Pick<SliceReader, 'readSlice'>;
  readonly runner: Pick<ModelRunner, 'answer'>;
  /** How the model is shown a slice that is in no pane. */
  readonly viewFor: (slice: Pick<ShownSlice, 'units'>) => ModelView;
}

type Request = Parameters<ModelRunner['answer']>[1];
type OnUpdate = (update: AnswerUpdate) => void;

export type TwoSeries = ReturnType<typeof createTwoSeries>;

/** The other series that the reader wants prompts to be answered on as well. */
export function createTwoSeries(deps: TwoSeriesDeps) {
  const { store, series, runner } = deps;
  /** What was chosen in each study of this page; off in any other. */
  const remembered = new Set<string>();
  const besideOf = (own: SeriesGroup | null) => (own ? series.beside(own) : []);
  const chosenOf = (others: readonly SeriesGroup[]) =>
    others.find(({ id }) => remembered.has(id)) ?? null;
  const follow = (slice: ShownSlice | null) => {
    const own = slice && series.of(slice.imageId);
    const others = besideOf(own);
    const next: PromptingState['series'] = {
      shown: own && nameOf(own),
      others: others.map(nameOf),
      chosen: chosenOf(others)?.id ?? null,
    };
    // Most slices are of the series before.
    if (JSON.stringify(next) !== JSON.stringify(store.getState().series)) {
      store.setState({ series: next });
    }
  };
  return {
    /** Another slice is shown: what there is beside its series. */
    follow,
    /** Chooses a series that is looked at as well; null for none. */
    choose: (id: string | null) => {
      const { others, shown } = store.getState().series;
      for (const { id: other } of others) remembered.delete(other);
      if (id !== null && others.some(other => other.id === id)) remembered.add(id);
      store.setState({ series: { shown, others, chosen: id } });
    },
    runner: {
      /** As the model's runner does; from two series where one was chosen. */
      answer: async (
        slice: ShownSlice,
        request: Request,
        onUpdate: OnUpdate,
        signal?: AbortSignal,
      ): Promise<void> => {
        const own = remembered.size ? series.of(slice.imageId) : null;
        const other = chosenOf(besideOf(own));
        if (!own || !other) return runner.answer(slice, request, onUpdate, signal);
        return answerFromTwo(deps, { slice, own, other }, request, onUpdate, signal);
      },
    } satisfies TwoSeriesDeps['runner'],
  };
}

interface Pair {
  readonly slice: ShownSlice;
  readonly own: SeriesGroup;
  readonly other: SeriesGroup;
}

async function answerFromTwo(
  { reader, runner, viewFor }: TwoSeriesDeps,
  { slice, own, other }: Pair,
  request: Request,
  onUpdate: OnUpdate,
  signal?: AbortSignal,
): Promise<void> {
  const found = companionSlice(slice.plane, planesOf(own), planesOf(other));
  if (found.kind === 'none') {
    const series = { leads: 'prompted', id: other.id, missing: found.reason } as const;
    const told = (update: AnswerUpdate): AnswerUpdate =>
      update.error || update.refining
        ? update
        : { ...update, answer: { ...update.answer, trace: { ...update.answer.trace, series } } };
    return runner.answer(slice, request, update => onUpdate(told(update)), signal);
  }
  const companion = other.slices[found.index];
  let milliseconds = 0;
  const ask: Ask = async ({ slice: { key }, prompts, previous, window, wholeSlice }) => {
    const asked = key === slice.key ? slice : companion;
    const answered = await finalAnswer(
      runner,
      asked,
      { prompts, previous, window, wholeSlice },
      quick => asked === slice && onUpdate(quick),
      signal,
    );
    milliseconds += answered.milliseconds;
    return answered.answer;
  };
  try {
    const answer = await segmentFromTwo(
      ask,
      { ...request, slice: await reader.readSlice(slice), quality: 'best' },
      {
        id: other.id,
        read: () => reader.readSlice(companion),
        window: viewFor(companion).window,
      },
      signal,
    );
    if (!signal?.aborted) onUpdate({ answer, milliseconds, refining: false });
  } catch (error) {
    if (!signal?.aborted) onUpdate({ error: toErrorData(error, 'segmentation-failed') });
  }
}

type Answered = Extract<AnswerUpdate, { readonly error?: undefined }>;

/** The runner's last word on a slice; what comes before is handed on. Rejects with its SamError. */
async function finalAnswer(
  runner: TwoSeriesDeps['runner'],
  slice: ShownSlice,
  request: Request,
  onQuick: (update: Answered) => void,
  signal?: AbortSignal,
): Promise<Answered> {
  let last: AnswerUpdate = { error: { code: 'aborted', detail: 'not wanted any more' } };
  const take = (update: AnswerUpdate) => {
    if (!update.error && update.refining) onQuick(update);
    else last = update;
  };
  await runner.answer(slice, request, take, signal);
  return answeredOf(last);
}

function answeredOf(update: AnswerUpdate): Answered {
  if (update.error) throw new SamError(update.error.code, update.error.detail);
  return update;
}

export const nameOf = ({ id, description, modality, group }: SeriesGroup): SeriesName => ({
  ...{ id, description, modality },
  ...(group ? { group } : {}),
});
