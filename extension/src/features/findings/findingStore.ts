import { createStore, type StoreApi } from 'zustand/vanilla';

import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { FindingEdit } from '../../core/export/findingSet';
import type { FindingsDocument } from '../../core/export/json';
import { codingFromLabel } from '../../core/export/segmentLabel';
import {
  propertyOf,
  type FindingCoding,
  type SegmentProperty,
} from '../../core/export/segmentTypes';
import { makeUid } from '../../core/export/uid';
import type { Axes } from '../../core/measure';
import type { LesionRole } from '../../core/recist';
import type { SegmentRef } from '../../host/labelmap';
import type { AcceptedStep, RecordedSteps } from './types';

export interface Tracking {
  readonly id: string;
  readonly uid: string;
}

type Triple = readonly [number, number, number];

/** What a file says of a segment that came out of it; stays as it is until somebody says otherwise. */
export interface FindingOrigin {
  readonly property?: SegmentProperty;
  readonly description?: string;
  readonly algorithm?: SegmentAlgorithm;
  /** What was done to the whole segment before. */
  readonly edits?: readonly FindingEdit[];
  readonly tracking?: Tracking;
  /** Red, green, blue, 0 to 255 each. */
  readonly color?: Triple;
  /** The same as it is stored (PS3.3 C.10.7.1.1). */
  readonly cieLab?: Triple;
  /** What a report beside the file says. */
  readonly review?: FindingReview;
}

/** Masks of a model that went into a segment at once, and how they came about. */
export interface Acceptance {
  readonly steps: readonly AcceptedStep[];
  readonly algorithm: SegmentAlgorithm;
  readonly models: FindingsDocument['models'];
}

/** How far a finding has come: found by the machine, taken by the reader, looked at and approved. */
export type FindingStatus = 'candidate' | 'accepted' | 'reviewed';

/** Axes on a stored image, in its pixel coordinates; lengths in mm. */
export interface ReaderAxes extends Omit<Axes, 'slice'> {
  readonly imageId: string;
}

/** What the reader has said of a finding beside its codes. */
export interface FindingReview {
  /** Unless said otherwise, what is in a segment was accepted. */
  readonly status?: FindingStatus;
  /** Whether it is followed as a target of RECIST 1.1. */
  readonly role?: LesionRole;
  /** Where the site in `coding` comes from, unless the reader chose it. */
  readonly siteFrom?: 'organ' | 'position';
  /** Where the reader has placed them instead of where the mask has them. */
  readonly axes?: ReaderAxes;
}

/** Everything that a segment is known by. */
export interface FindingRecord {
  /** Never that of another finding, whatever becomes of segment numbers. */
  readonly id: string;
  readonly segment: SegmentRef;
  readonly tracking: Tracking;
  /** True when the tracking UID is in a file: then it stays with this object. */
  readonly isTracked: boolean;
  /** As the reader says. */
  readonly coding?: FindingCoding;
  readonly origin?: FindingOrigin;
  /** In the order in which they were accepted; what undo took back is not among them. */
  readonly accepted: readonly Acceptance[];
  /** What was done to the whole segment here, in its order; without what undo took back. */
  readonly edits: readonly FindingEdit[];
  readonly review: FindingReview;
  /** Saving passes it by. */
  readonly leftOut: boolean;
}

interface FindingStoreState {
  /** By id. */
  readonly findings: ReadonlyMap<string, FindingRecord>;
}

/** Of all studies on this page: what comes late for one must not meet another. */
let findings = 0;

/** Which segments the viewer has; undefined for a segmentation that is gone. */
export type SegmentsOf = (segmentationId: string) => readonly number[] | undefined;

/**
 * The one place that knows what segments are known by: tracking, codes, provenance, the reader's
 * choice. Findings have ids of their own; a segment that gets the number of a removed one is another
 * finding. Removed ones are kept only so that the viewer's undo can bring them back.
 */
export class FindingStore {
  readonly store: StoreApi<FindingStoreState> = createStore<FindingStoreState>(() => ({
    findings: new Map(),
  }));
  private readonly ids = new Map<string, string>();
  private readonly seen = new Set<string>();
  private removed: FindingRecord[] = [];
  private trackings = 0;

  /**
   * @param originsOf what the file that a segmentation was loaded from says of its segments; asked
   *   once, when the segmentation is met first
   */
  constructor(
    private readonly segmentsOf: SegmentsOf,
    private readonly originsOf: (segmentationId: string) => ReadonlyMap<number, FindingOrigin>,
  ) {}

  /** The finding of a segment. */
  of(segment: SegmentRef): FindingRecord {
    this.meet(segment.segmentationId);
    return this.known(segment) ?? this.make(segment);
  }

  /** What a finding is, in codes: as the reader says, else its file, else its label. */
  propertyOf({ coding, origin }: FindingRecord, label: string): SegmentProperty {
    if (coding) return propertyOf(coding);
    return origin?.property ?? propertyOf(codingFromLabel(label));
  }

  /** Says what a segment is. */
  setCoding(segment: SegmentRef, coding: FindingCoding): void {
    this.put({ ...this.of(segment), coding });
  }

  /** Says more of a finding: status, role, where its site comes from. */
  setReview(segment: SegmentRef, change: FindingReview): void {
    const finding = this.of(segment);
    this.put({ ...finding, review: { ...finding.review, ...change } });
  }

  /** Takes a segment along when saving, or leaves it out. */
  setChosen(segment: SegmentRef, chosen: boolean): void {
    this.put({ ...this.of(segment), leftOut: !chosen });
  }

  /** The finding of a segment for a file: its tracking UID is known outside from now on. */
  giveOut(segment: SegmentRef): FindingRecord {
    const finding = { ...this.of(segment), isTracked: true };
    this.put(finding);
    return finding;
  }

  /**
   * Records how masks that went into a segment came about: accepted answers of a model, or a file.
   * Taken back, nothing of it stays: of a segment that held nothing else, identity and codes go as
   * well, as what comes next is another object.
   */
  record(
    segment: SegmentRef,
    acceptance: Acceptance | null,
    origin?: FindingOrigin,
  ): RecordedSteps {
    const before = this.of(segment);
    const { id } = before;
    const wasEmpty =
      !before.accepted.length && !before.origin && !before.isTracked && !isSaid(before.review);
    this.put({
      ...before,
      ...(origin && wasEmpty ? originated(before, origin) : {}),
      accepted: acceptance ? [...before.accepted, acceptance] : before.accepted,
    });
    let taken: Partial<FindingRecord> | null = null;
    return {
      takeBack: () => {
        const now = this.byId(id);
        if (!now || taken) return;
        const { tracking, isTracked, coding, origin: from, review } = now;
        taken = wasEmpty ? { tracking, isTracked, coding, origin: from, review } : {};
        const accepted = now.accepted.filter(other => other !== acceptance);
        this.put({ ...now, accepted, ...(wasEmpty ? this.unknown(before.coding) : {}) });
      },
      restore: () => {
        const now = this.byId(id);
        if (!now || !taken) return;
        const accepted = acceptance ? [...now.accepted, acceptance] : now.accepted;
        this.put({ ...now, ...taken, accepted });
        taken = null;
      },
    };
  }

  /**
   * Records what was done to a segment as a whole. Axes that the reader had placed are not those of a
   * finding that was merged or split.
   */
  recordEdit(segment: SegmentRef, edit: FindingEdit): RecordedSteps {
    const { id, review } = this.of(segment);
    const { axes } = review;
    const dropsAxes = axes && (edit.kind === 'merge' || edit.kind === 'split');
    const change = (
      edits: (before: readonly FindingEdit[]) => readonly FindingEdit[],
      reviewed: FindingReview,
    ) => {
      const now = this.byId(id);
      if (!now) return;
      this.put({ ...now, edits: edits(now.edits), review: { ...now.review, ...reviewed } });
    };
    const restore = () =>
      change(
        before => (before.includes(edit) ? before : [...before, edit]),
        dropsAxes ? { axes: undefined } : {},
      );
    const takeBack = () =>
      change(before => before.filter(other => other !== edit), dropsAxes ? { axes } : {});
    restore();
    return { takeBack, restore };
  }

  /**
   * Makes a finding the lesion of a prior study: it is known by the same tracking from now on, and has
   * that role. One that was known by it before gets a tracking of its own.
   */
  adopt(segment: SegmentRef, tracking: Tracking, role: LesionRole | null): RecordedSteps {
    const { id } = this.of(segment);
    const { findings: known } = this.store.getState();
    const before = [...known.values()].filter(
      // An id that was given here only counts them.
      ({ id: other, tracking: own, isTracked }) =>
        other === id || own.uid === tracking.uid || (own.id === tracking.id && !isTracked),
    );
    const restore = () => {
      for (const { id: other } of before) {
        const now = this.byId(other);
        if (now && other !== id)
          this.put({ ...now, tracking: this.newTracking(), isTracked: false });
      }
      const now = this.byId(id);
      if (!now) return;
      const review = role ? { ...now.review, role } : now.review;
      this.put({ ...now, tracking, isTracked: true, review });
    };
    restore();
    return {
      restore,
      takeBack: () => {
        for (const { id: other, tracking: own, isTracked, review } of before) {
          const now = this.byId(other);
          if (!now) continue;
          const { role: ownRole } = review;
          this.put({ ...now, tracking: own, isTracked, review: { ...now.review, role: ownRole } });
        }
      },
    };
  }

  /** Makes a finding what it was when its work was kept. */
  restore(segment: SegmentRef, kept: Omit<FindingRecord, 'id' | 'segment'>): void {
    const { id, segment: here } = this.of(segment);
    this.put({ ...this.of(segment), ...kept, id, segment: here });
  }

  /** Takes note of what the viewer has: meets new segmentations, forgets segments that are gone. */
  reconcile(segmentationIds: Iterable<string>): void {
    for (const id of segmentationIds) this.meet(id);
    const present = new Map<string, ReadonlySet<number> | null>();
    for (const finding of this.store.getState().findings.values()) {
      const { segmentationId, segmentIndex } = finding.segment;
      if (!present.has(segmentationId)) {
        const indices = this.segmentsOf(segmentationId);
        present.set(segmentationId, indices ? new Set(indices) : null);
      }
      const segments = present.get(segmentationId);
      if (segments?.has(segmentIndex)) continue;
      this.drop(finding);
      if (segments) this.removed.push(finding);
    }
    this.removed = this.removed.filter(({ segment }) => this.segmentsOf(segment.segmentationId));
    for (const id of this.seen) if (!this.segmentsOf(id)) this.seen.delete(id);
  }

  /** The viewer's undo has brought a removed segment back: the finding that it was is known again. */
  revive(): void {
    const finding = this.removed.at(-1);
    if (!finding) return;
    const { segment } = finding;
    if (!this.segmentsOf(segment.segmentationId)?.includes(segment.segmentIndex)) return;
    const present = this.known(segment);
    // Something was made meanwhile under its number: that is what is there now.
    if (present && (present.accepted.length || present.coding || present.origin)) return;
    this.removed.pop();
    if (present) this.drop(present);
    this.put(finding);
  }

  /** The study is left: nothing of it stays. */
  reset(): void {
    this.ids.clear();
    this.seen.clear();
    this.removed = [];
    this.trackings = 0;
    this.store.setState({ findings: new Map() });
  }

  /** Reads, once, where the segments of a segmentation come from. */
  private meet(segmentationId: string): void {
    if (this.seen.has(segmentationId)) return;
    const segments = this.segmentsOf(segmentationId);
    if (!segments) return;
    this.seen.add(segmentationId);
    const origins = this.originsOf(segmentationId);
    for (const segmentIndex of segments)
      this.make({ segmentationId, segmentIndex }, origins.get(segmentIndex));
  }

  private make(
    { segmentationId, segmentIndex }: SegmentRef,
    origin?: FindingOrigin,
  ): FindingRecord {
    const bare: FindingRecord = {
      id: `finding-${++findings}`,
      segment: { segmentationId, segmentIndex },
      tracking: this.newTracking(),
      isTracked: false,
      accepted: [],
      edits: [],
      review: {},
      leftOut: false,
    };
    const finding = origin ? { ...bare, ...originated(bare, origin) } : bare;
    this.put(finding);
    return finding;
  }

  /** What an object is known by of which nothing is known yet. */
  private unknown(coding: FindingCoding | undefined): Partial<FindingRecord> {
    return {
      tracking: this.newTracking(),
      isTracked: false,
      coding,
      origin: undefined,
      review: {},
    };
  }

  private newTracking(): Tracking {
    const known = new Set([...this.store.getState().findings.values()].map(one => one.tracking.id));
    let id: string;
    do id = `Finding ${++this.trackings}`;
    while (known.has(id));
    return { id, uid: makeUid() };
  }

  private byId(id: string): FindingRecord | undefined {
    return this.store.getState().findings.get(id);
  }

  private known(segment: SegmentRef): FindingRecord | undefined {
    return this.byId(this.ids.get(keyOf(segment)) ?? '');
  }

  private put(finding: FindingRecord): void {
    this.ids.set(keyOf(finding.segment), finding.id);
    this.store.setState(({ findings }) => ({
      findings: new Map(findings).set(finding.id, finding),
    }));
  }

  private drop({ id, segment }: FindingRecord): void {
    this.ids.delete(keyOf(segment));
    this.store.setState(state => {
      const findings = new Map(state.findings);
      findings.delete(id);
      return { findings };
    });
  }
}

/** What becomes of a finding whose file is known. */
const originated = ({ tracking, isTracked }: FindingRecord, origin: FindingOrigin) => ({
  origin,
  review: origin.review ?? {},
  tracking: origin.tracking ?? tracking,
  isTracked: isTracked || origin.tracking !== undefined,
});

/** The reader has said something. */
const isSaid = (review: FindingReview): boolean =>
  Object.values(review).some(value => value !== undefined);

const keyOf = ({ segmentationId, segmentIndex }: SegmentRef) => `${segmentationId}|${segmentIndex}`;
