import { toErrorData } from '../../core/errors';
import { newRunId } from '../../core/runId';
import type { ShownSlice } from '../../host/slices';
import type { Notices } from '../../ui/notices';
import type { AnswerUpdate, ModelRunner, ModelView } from '../runtime';
import {
  baseMask,
  candidatesOf,
  emptyDraft,
  firstAnswer,
  previousMask,
  saysWhatToSegment,
  toEnginePrompts,
  unanswered,
} from './drafts';
import { withDraft, type PromptingStore } from './store';
import type { DraftPrompt, SliceDraft } from './types';

export interface AnsweringDeps {
  readonly store: PromptingStore;
  readonly runner: Pick<ModelRunner, 'answer'>;
  readonly notices: Notices;
  readonly viewFor: (slice: ShownSlice) => ModelView;
}

/**
 * Keeps the drafts of the object that is being prompted, and has them answered. Each change of a
 * slice's prompts is a run of its own: the model is asked once, and only answers of the present run
 * are taken. Slices do not disturb each other.
 */
export class Answering {
  private readonly wanted = new Map<string, AbortController>();

  constructor(private readonly deps: AnsweringDeps) {}

  get(sliceKey: string): SliceDraft | undefined {
    return this.deps.store.getState().drafts.get(sliceKey);
  }

  /** The draft that a prompt belongs to. */
  of(promptId: string): SliceDraft | undefined {
    const { drafts } = this.deps.store.getState();
    return [...drafts.values()].find(draft => draft.prompts.some(p => p.id === promptId));
  }

  /** The draft of a slice, or a new one. */
  on(slice: ShownSlice): SliceDraft {
    return this.get(slice.key) ?? emptyDraft(slice);
  }

  put(draft: SliceDraft): void {
    const { store } = this.deps;
    const { key } = draft.slice;
    store.setState(({ drafts }) => ({ drafts: withDraft(drafts, key, draft), pending: null }));
  }

  /** Drops a slice's draft; an answer that is under way is not wanted any more. */
  drop(sliceKey: string): void {
    this.stop(sliceKey);
    this.deps.store.setState(state => {
      const drafts = withDraft(state.drafts, sliceKey, null);
      return { drafts, pending: null, ...(drafts.size ? {} : { refines: null, becomes: null }) };
    });
  }

  /** Drops the whole object. */
  clear(): void {
    this.wanted.forEach(run => run.abort());
    this.wanted.clear();
    this.deps.store.setState({ drafts: new Map(), refines: null, becomes: null, pending: null });
  }

  /** Shows another candidate, if there is one of that index. */
  choose(draft: SliceDraft, chosen: number): void {
    if (candidatesOf(draft)[chosen]) this.put({ ...draft, chosen });
  }

  /**
   * Gives a slice other prompts and has them answered. `corrects` tells that a prompt was added to
   * the answer shown, which is then fed back.
   */
  change(draft: SliceDraft, prompts: readonly DraftPrompt[], corrects: boolean): void {
    const { notices, runner, viewFor } = this.deps;
    const { slice } = draft;
    this.stop(slice.key);
    if (!(baseMask(draft) ? prompts.length : saysWhatToSegment(prompts))) {
      this.put({ ...draft, prompts, ...unanswered() });
      if (!draft.origin) notices.tell('info', 'notice.includeFirst');
      return;
    }
    // What was told of the prompts before has been read.
    notices.dismiss('info');
    const run = newRunId();
    const next: SliceDraft = { ...draft, prompts, run, phase: 'asked' };
    this.put(next);
    const wanted = new AbortController();
    this.wanted.set(slice.key, wanted);
    const request = {
      prompts: toEnginePrompts(next),
      previous: previousMask(next, corrects),
      ...viewFor(slice),
    };
    void runner
      .answer(slice, request, update => this.take(slice.key, run, update), wanted.signal)
      .catch((error: unknown) =>
        this.take(slice.key, run, { error: toErrorData(error, 'runtime-failed') }),
      );
  }

  private stop(sliceKey: string): void {
    this.wanted.get(sliceKey)?.abort();
    this.wanted.delete(sliceKey);
  }

  private take(sliceKey: string, run: number, update: AnswerUpdate): void {
    const draft = this.get(sliceKey);
    if (draft?.run !== run) return;
    if (update.error) {
      // A mask of the prompts before is no answer to these.
      const none = draft.phase === 'asked' ? { answer: null, first: null, chosen: 0 } : {};
      this.put({ ...draft, ...none, phase: 'failed' });
      if (update.error.code !== 'aborted') {
        this.deps.notices.tell('error', `error.${update.error.code}`);
      }
      return;
    }
    const { answer, milliseconds, refining } = update;
    // A better answer must not move the reader's own choice of candidate away.
    const better = draft.phase === 'quick';
    const chosen = better && answer.candidates[draft.chosen] ? draft.chosen : 0;
    const first = better ? firstAnswer(draft, answer) : null;
    const phase = refining ? 'quick' : 'final';
    this.put({ ...draft, answer, first, milliseconds, chosen, phase });
  }
}
