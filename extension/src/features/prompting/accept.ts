import { SamError } from '../../core/errors';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import type { Notices } from '../../ui/notices';
import type { Findings } from '../findings';
import type { Answering } from './answering';
import { acceptableMask, acceptedStep } from './drafts';
import { allPrompts, type PromptingStore } from './store';
import type { SliceDraft } from './types';

export interface AcceptDeps {
  readonly store: PromptingStore;
  readonly answering: Pick<Answering, 'get' | 'drop'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeAll' | 'sourcesOf'>;
  readonly findings: Pick<Findings, 'ensureTarget' | 'record'>;
  readonly notices: Notices;
  readonly activeViewportId: () => string | null;
  /** Id of the model that gave the answers. */
  readonly modelId: () => string;
}

/**
 * Makes the function that writes the object's masks, of all slices, into its segment as one undo
 * step, and drops their drafts. While one Accept is under way further ones join it. What can't be
 * written stays a draft.
 */
export function createAccept(deps: AcceptDeps): () => Promise<void> {
  const { store, notices } = deps;
  let underWay: Promise<void> | null = null;
  return () => {
    underWay ??= (async () => {
      store.setState({ accepting: true });
      try {
        await acceptOnce(deps);
      } catch (error) {
        notices.fail(error, 'segmentation-failed');
      } finally {
        underWay = null;
        store.setState({ accepting: false });
      }
    })();
    return underWay;
  };
}

async function acceptOnce(deps: AcceptDeps): Promise<void> {
  const { store, findings, labelmaps, notices, modelId } = deps;
  const { drafts, refines } = store.getState();
  const viewportId = deps.activeViewportId();
  // The mask shown is not yet the answer to the last prompt.
  if (!viewportId || [...drafts.values()].some(({ phase }) => phase === 'asked')) return;
  const ready = [...drafts.values()].filter(acceptableMask);
  if (!ready.length) {
    if (allPrompts({ drafts }).length) notices.tell('warning', 'notice.emptyMask');
    return;
  }
  const model = modelId();
  const segment = refines ?? (await findings.ensureTarget(viewportId));
  // The study was left meanwhile.
  if (!store.getState().accepting) return;
  const sources = new Set(labelmaps.sourcesOf(segment));
  const here = ready.filter(({ slice }) => sources.has(slice.imageId));
  if (!here.length)
    throw new SamError('segmentation-failed', 'the segmentation is of another series');
  const keptOther = write(deps, segment, here, model);
  // Prompts that were changed meanwhile are another draft.
  here
    .filter(draft => deps.answering.get(draft.slice.key)?.run === draft.run)
    .forEach(({ slice }) => deps.answering.drop(slice.key));
  if (here.length < ready.length) {
    notices.tell('info', 'notice.otherSeriesKept', { count: ready.length - here.length });
  } else if (keptOther > 0) {
    notices.tell('info', 'notice.otherSegmentsKept', { count: keptOther });
  } else {
    notices.tell('info', 'notice.accepted');
  }
}

/** Writes the masks and records where they come from, both to be undone and redone as one step. */
function write(
  { labelmaps, findings }: AcceptDeps,
  segment: SegmentRef,
  drafts: readonly SliceDraft[],
  model: string,
): number {
  const edits = drafts.map(draft => ({
    slice: draft.slice,
    mask: acceptableMask(draft)!,
    replaces: draft.origin ?? undefined,
  }));
  let recorded: ReturnType<Findings['record']> | undefined;
  const { keptOther, written } = labelmaps.writeAll(segment, edits, change => {
    if (change === 'undone') recorded?.takeBack();
    else recorded?.restore();
  });
  if (written > 0) {
    const steps = drafts.flatMap(draft => acceptedStep(draft, model) ?? []);
    recorded = findings.record(segment, steps);
  }
  return keptOther;
}
