import type { SamErrorCode } from '../../core/errors';
import type { ShownSlice } from '../../host/slices';
import {
  candidatesOf,
  firstAnswer,
  previousMask,
  saysWhatToSegment,
  toEnginePrompts,
  type Draft,
} from './drafts';
import type { Engine, ModelView } from '../runtime';
import type { SessionPrompt } from '../../app/types';

/** What the book asks of the session, and tells it. */
interface DraftBookEvents {
  readonly viewFor: (slice: ShownSlice) => ModelView;
  /** Some draft has changed. */
  readonly onChange: () => void;
  /** Prompts were given that are being answered, or that can't be yet. */
  readonly onPrompts: (outcome: 'asked' | 'include-first') => void;
  readonly onError: (code: SamErrorCode) => void;
}

/** The drafts of all slices: takes changes of prompts, has them answered, keeps the answers. */
export class DraftBook {
  private readonly drafts = new Map<string, Draft>();

  constructor(
    private readonly engine: Engine,
    private readonly events: DraftBookEvents,
  ) {}

  get size(): number {
    return this.drafts.size;
  }

  get(sliceKey: string | undefined): Draft | undefined {
    return sliceKey === undefined ? undefined : this.drafts.get(sliceKey);
  }

  /** The draft that a prompt belongs to. */
  of(promptId: string): Draft | undefined {
    return [...this.drafts.values()].find(draft => draft.prompts.some(p => p.id === promptId));
  }

  /** The prompts of all slices, in the order of the drafts. */
  prompts(): readonly SessionPrompt[] {
    return [...this.drafts.values()].flatMap(draft => draft.prompts);
  }

  put(draft: Draft): void {
    this.drafts.set(draft.slice.key, draft);
    this.events.onChange();
  }

  drop(draft: Draft): void {
    this.drafts.delete(draft.slice.key);
    this.events.onChange();
  }

  clear(): void {
    this.drafts.clear();
  }

  /** Shows another candidate, if there is one of that index. */
  choose(draft: Draft, chosen: number): void {
    if (candidatesOf(draft)[chosen]) this.put({ ...draft, chosen });
  }

  /**
   * Gives a draft other prompts and has them answered. `corrects` tells that a prompt was added to
   * the answer shown, which is then fed back.
   */
  change(draft: Draft, prompts: readonly SessionPrompt[], corrects: boolean): void {
    const revision = draft.revision + 1;
    if (!(draft.origin ? prompts.length : saysWhatToSegment(prompts))) {
      const unanswered = { answer: null, first: null, chosen: 0, working: false, refining: false };
      this.put({ ...draft, prompts, revision, ...unanswered });
      if (!draft.origin) this.events.onPrompts('include-first');
      return;
    }
    const next: Draft = { ...draft, prompts, revision, working: true, refining: false };
    this.events.onPrompts('asked');
    this.put(next);
    const request = {
      prompts: toEnginePrompts(next),
      previous: previousMask(next, corrects),
      ...this.events.viewFor(draft.slice),
    };
    void this.engine.answer(draft.slice, request, update => {
      const current = this.drafts.get(draft.slice.key);
      if (current?.revision !== revision) return;
      if (update.error) {
        this.put({ ...current, working: false, refining: false });
        if (update.error.code !== 'aborted') this.events.onError(update.error.code);
        return;
      }
      const { answer, milliseconds, refining } = update;
      // A better answer must not move the reader's own choice of candidate away.
      const better = current.answer !== null && current.refining;
      const chosen = better && answer.candidates[current.chosen] ? current.chosen : 0;
      const first = better ? firstAnswer(current, answer) : null;
      this.put({ ...current, answer, first, milliseconds, chosen, working: false, refining });
    });
  }
}
