import { makeUid } from '../../core/export/uid';
import type { FindingsDocument } from '../../core/export/json';
import type { SegmentRef } from '../labelmap';

type Step = FindingsDocument['findings'][number]['steps'][number];
/** An accepted answer, on the image that it was given on. */
export type AcceptedStep = Omit<Step, 'image'> & { readonly imageId: string };

interface Entry {
  readonly tracking: { readonly id: string; readonly uid: string };
  readonly steps: AcceptedStep[];
}

/** What findings are known by from save to save, and how they came about. */
export class FindingRegistry {
  private readonly entries = new Map<string, Entry>();

  /** Tracking ID and UID of a segment: the same in every object that is written of it. */
  trackingOf(segment: SegmentRef): Entry['tracking'] {
    return this.entryOf(segment).tracking;
  }

  addStep(segment: SegmentRef, step: AcceptedStep): void {
    this.entryOf(segment).steps.push(step);
  }

  /** In the order in which they were accepted. */
  stepsOf(segment: SegmentRef): readonly AcceptedStep[] {
    return this.entryOf(segment).steps;
  }

  private entryOf({ segmentationId, segmentIndex }: SegmentRef): Entry {
    const key = `${segmentationId}|${segmentIndex}`;
    let entry = this.entries.get(key);
    if (!entry) {
      const id = `Finding ${this.entries.size + 1}`;
      entry = { tracking: { id, uid: makeUid() }, steps: [] };
      this.entries.set(key, entry);
    }
    return entry;
  }
}
