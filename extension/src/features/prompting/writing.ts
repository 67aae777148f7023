import { toErrorData } from '../../core/errors';
import type { FindingRegistry, SegmentTarget } from '../findings';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import type { ShownSlice } from '../../host/slices';
import type { DraftBook } from './draftBook';
import { acceptedStep, chosenCandidate, emptyDraft, type Draft } from './drafts';
import type { Notice, TargetState } from '../../app/types';

export interface WritingParts {
  readonly labelmaps: LabelmapStore;
  readonly target: SegmentTarget;
  readonly findings: FindingRegistry;
  /** Label of a segmentation that Accept has to make. */
  readonly newSegmentationLabel: () => string;
}

/** Brings drafts into segments, and segments back into drafts. */
export class Writing {
  constructor(
    private readonly parts: WritingParts,
    private readonly drafts: DraftBook,
    private readonly tell: (notice: Notice) => void,
  ) {}

  /** Writes the draft's chosen mask into its segment as one undo step, and drops the draft. */
  async accept(viewportId: string, draft: Draft, model: string): Promise<void> {
    const { target, labelmaps, findings, newSegmentationLabel } = this.parts;
    const mask = chosenCandidate(draft)?.mask;
    // The mask shown is not yet the answer to the last prompt.
    if (!mask || draft.working) return;
    if (!mask.width) return this.tell({ kind: 'warning', text: 'notice.emptyMask' });
    try {
      const segment: SegmentRef =
        draft.origin?.segment ?? (await target.ensure(viewportId, newSegmentationLabel()));
      const { keptOther } = await labelmaps.writeAll(segment, [
        { slice: draft.slice, mask, replaces: draft.origin?.mask },
      ]);
      target.markWritten(segment);
      const step = acceptedStep(draft, model);
      if (step) findings.addStep(segment, step);
      this.drafts.drop(draft);
      this.tell(
        keptOther > 0
          ? { kind: 'info', text: 'notice.otherSegmentsKept', params: { count: keptOther } }
          : { kind: 'info', text: 'notice.accepted' },
      );
    } catch (error) {
      this.tellError(error);
    }
  }

  /** The segment's mask on a slice becomes the mask that the next prompts correct. */
  refine(
    slice: ShownSlice,
    { segmentationId, segmentIndex, label, locked }: Omit<TargetState, 'coding'>,
  ): void {
    if (locked) return this.tell({ kind: 'error', text: 'error.segment-locked' });
    try {
      const segment = { segmentationId, segmentIndex };
      const mask = this.parts.labelmaps.maskOn(segment, slice);
      if (!mask.width) return this.tell({ kind: 'info', text: 'notice.nothingToRefine' });
      const draft = {
        ...(this.drafts.get(slice.key) ?? emptyDraft(slice)),
        origin: { segment, mask },
      };
      // Prompts that were given already correct it, too.
      if (draft.prompts.length) this.drafts.change(draft, draft.prompts, false);
      else this.drafts.put(draft);
      this.tell({ kind: 'info', text: 'notice.refining', params: { label } });
    } catch (error) {
      this.tellError(error);
    }
  }

  private tellError(error: unknown): void {
    this.tell({ kind: 'error', text: `error.${toErrorData(error, 'segmentation-failed').code}` });
  }
}
