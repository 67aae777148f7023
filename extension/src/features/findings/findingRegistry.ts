import { codingFromLabel } from '../../core/export/segmentLabel';
import type { FindingCoding } from '../../core/export/segmentTypes';
import { makeUid } from '../../core/export/uid';
import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { SegmentRef } from '../../host/labelmap';
import type { AcceptedStep } from './types';

interface Entry {
  readonly tracking: { readonly id: string; readonly uid: string };
  readonly steps: AcceptedStep[];
  coding?: FindingCoding;
  algorithm?: SegmentAlgorithm;
  leftOut?: boolean;
}

/** What findings are known by from save to save, and how they came about. */
export class FindingRegistry {
  private readonly entries = new Map<string, Entry>();

  /** Tracking ID and UID of a segment: the same in every object that is written of it. */
  trackingOf(segment: SegmentRef): Entry['tracking'] {
    return this.entryOf(segment).tracking;
  }

  /** What the segment is: as the reader has said, else as its label says. */
  codingOf(segment: SegmentRef, label: string): FindingCoding {
    return this.entries.get(keyOf(segment))?.coding ?? codingFromLabel(label);
  }

  setCoding(segment: SegmentRef, coding: FindingCoding): void {
    this.entryOf(segment).coding = coding;
  }

  /** How the segment was made before it came here; undefined where that is not known. */
  algorithmOf(segment: SegmentRef): SegmentAlgorithm | undefined {
    return this.entries.get(keyOf(segment))?.algorithm;
  }

  setAlgorithm(segment: SegmentRef, algorithm: SegmentAlgorithm): void {
    this.entryOf(segment).algorithm = algorithm;
  }

  /** True unless the reader has left the segment out of what is saved. */
  isChosen(segment: SegmentRef): boolean {
    return !this.entries.get(keyOf(segment))?.leftOut;
  }

  setChosen(segment: SegmentRef, chosen: boolean): void {
    this.entryOf(segment).leftOut = !chosen;
  }

  addStep(segment: SegmentRef, step: AcceptedStep): void {
    this.entryOf(segment).steps.push(step);
  }

  /** In the order in which they were accepted. */
  stepsOf(segment: SegmentRef): readonly AcceptedStep[] {
    return this.entryOf(segment).steps;
  }

  private entryOf(segment: SegmentRef): Entry {
    const key = keyOf(segment);
    let entry = this.entries.get(key);
    if (!entry) {
      const id = `Finding ${this.entries.size + 1}`;
      entry = { tracking: { id, uid: makeUid() }, steps: [] };
      this.entries.set(key, entry);
    }
    return entry;
  }
}

const keyOf = ({ segmentationId, segmentIndex }: SegmentRef) => `${segmentationId}|${segmentIndex}`;
