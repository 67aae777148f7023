import { SamError } from '../../core/errors';
import { EMPTY_MASK } from '../../core/mask/regionMask';
import type { LabelmapStore, SegmentRef, SliceEdit, StepId } from '../../host/labelmap';
import type { Notices } from '../../ui/notices';
import type { Findings, RecordedSteps } from '../findings';
import type { Answering } from './answering';
import { acceptableMask, acceptedStep } from './drafts';
import { allPrompts, type PromptingStore } from './store';
import type { SliceDraft } from './types';

/** What an Accept has written. */
export interface Accepted {
  readonly segment: SegmentRef;
  readonly imageIds: readonly string[];
  /** The undo step of its voxels; null when none has changed. */
  readonly step: StepId | null;
}

export interface AcceptDeps {
  readonly store: PromptingStore;
  readonly answering: Pick<Answering, 'get' | 'drop'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeAll' | 'writeSegments' | 'onHistory' | 'covers'>;
  readonly findings: Pick<Findings, 'ensureTarget' | 'record'>;
  readonly notices: Notices;
  readonly activeViewportId: () => string | null;
  /** Resolves when the work is safe: until then the prompts stay. */
  readonly onAccepted: (accepted: Accepted) => Promise<void>;
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
  /** What each undo step left in the record of the findings. */
  const records = new Map<StepId, RecordedSteps>();
  deps.labelmaps.onHistory((step, change) => {
    if (change === 'undone') records.get(step)?.takeBack();
    else records.get(step)?.restore();
  });
  return () => {
    underWay ??= (async () => {
      store.setState({ accepting: true });
      try {
        await acceptOnce(deps, records);
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

async function acceptOnce(deps: AcceptDeps, records: Map<StepId, RecordedSteps>): Promise<void> {
  const { store, findings, labelmaps, notices, modelId } = deps;
  const { drafts, refines, becomes } = store.getState();
  const viewportId = deps.activeViewportId();
  // The mask shown is not yet the answer to the last prompt.
  if (!viewportId || [...drafts.values()].some(({ phase }) => phase === 'asked')) return;
  const ready = [...drafts.values()].filter(acceptableMask);
  if (!ready.length) {
    if (allPrompts({ drafts }).length) notices.tell('warning', 'notice.emptyMask');
    return;
  }
  const model = modelId();
  const segment = refines ?? (await findings.ensureTarget(viewportId, becomes));
  // The study was left meanwhile.
  if (!store.getState().accepting) return;
  const here = ready.filter(({ slice }) => labelmaps.covers(segment, slice));
  if (!here.length)
    throw new SamError('segmentation-failed', 'the segmentation is of another series');
  const { keptOther, step } = await write(deps, segment, here);
  if (step !== null) {
    const steps = here.flatMap(draft => acceptedStep(draft, model) ?? []);
    records.set(step, findings.record(segment, steps));
  }
  await deps.onAccepted({ segment, imageIds: here.map(({ slice }) => slice.imageId), step });
  if (!store.getState().accepting) return;
  // Prompts that were changed meanwhile are another draft.
  here
    .filter(draft => deps.answering.get(draft.slice.key)?.run === draft.run)
    .forEach(({ slice }) => deps.answering.drop(slice.key));
  if (here.length < ready.length) {
    notices.tell('info', 'notice.otherSeriesKept', { count: ready.length - here.length });
  } else if (keptOther > 0) {
    notices.tell('info', 'notice.otherSegmentsKept', { count: keptOther });
  } else {
    notices.tell('info', 'notice.accepted', { count: here.length });
  }
}

function write({ labelmaps }: AcceptDeps, segment: SegmentRef, drafts: readonly SliceDraft[]) {
  const edits = drafts.flatMap((draft): SliceEdit[] => {
    const mask = acceptableMask(draft);
    return mask ? [{ slice: draft.slice, mask, replaces: draft.origin ?? undefined }] : [];
  });
  const from = drafts.flatMap(({ propagated }) => propagated?.takesFrom ?? []).at(0);
  const own =
    from?.segmentationId === segment.segmentationId && from.segmentIndex === segment.segmentIndex;
  if (!from || own) return labelmaps.writeAll(segment, edits);
  const taken = edits.map(({ slice, mask }) => ({ slice, mask: EMPTY_MASK, replaces: mask }));
  return labelmaps.writeSegments([
    { target: from, masks: taken },
    { target: segment, masks: edits },
  ]);
}
