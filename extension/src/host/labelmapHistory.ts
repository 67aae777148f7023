import type { ImageChange } from './editPlan';
import { segmentLayer, voxels, type LabelmapImage, type SegmentRef } from './labelmapLayers';
import type { Host } from './ohif';
import { removalMemo } from './segmentRemoval';

/** One undo step; never the same twice in a session. */
export type StepId = number;
/** What happened to an undo step. */
export type HistoryChange = 'undone' | 'redone';
export type HistoryListener = (step: StepId, change: HistoryChange) => void;

/** What was changed of one segment. */
export interface SegmentChange {
  readonly target: SegmentRef;
  readonly labelValue: number;
  readonly changes: readonly ImageChange[];
}

interface Step {
  readonly id: StepId;
  /** One for each segment. */
  parts: readonly SegmentChange[];
}

/** As many steps as the viewer itself can redo. */
const KEPT_UNDONE = 50;

/**
 * Writes of voxels as steps of the viewer's own history, whoever asks for undo and redo. A step
 * turns only voxels that still are what it left, and redo only those that undo took; neither brings
 * back voxels of a segment that was removed in between.
 */
export class LabelmapHistory {
  private readonly listeners = new Set<HistoryListener>();
  private readonly undone = new Map<StepId, Step>();
  private lastId = 0;

  constructor(private readonly host: Host) {
    const { SEGMENTATION_MODIFIED, SEGMENTATION_REMOVED } = host.tools.Enums.Events;
    host.core.eventTarget.addEventListener(SEGMENTATION_MODIFIED, this.forgetRemoved);
    host.core.eventTarget.addEventListener(SEGMENTATION_REMOVED, this.forgetRemoved);
  }

  /** Calls `listener` when a step is taken back or made again. Returns the way to stop. */
  onHistory(listener: HistoryListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Notes changes that were made just now as one step and tells the viewer of them; removes segments
   * from their segmentation within that step.
   */
  record(parts: readonly SegmentChange[], removed: readonly SegmentRef[] = []): StepId {
    const { HistoryMemo, uuidv4 } = this.host.core.utilities;
    const history = HistoryMemo.DefaultHistoryMemo;
    const step: Step = { id: ++this.lastId, parts };
    if (removed.length) history.startGroupRecording();
    // A memo of our own: cornerstone's labelmap memo is bound to one image or one volume, while a
    // write crosses many images.
    history.push({
      restoreMemo: (undo?: boolean) => this.restore(step, undo !== false),
      id: uuidv4(),
      operationType: 'labelmap',
    });
    for (const { target, changes } of parts) tellModified(this.host, target, changes);
    for (const target of removed) history.push(removalMemo(this.host, target));
    if (removed.length) history.endGroupRecording();
    return step.id;
  }

  private restore(step: Step, undo: boolean): void {
    const remaining = step.parts.filter(({ target }) => this.exists(target));
    if (!remaining.length || (!undo && !this.undone.delete(step.id))) return;
    const turned = (part: SegmentChange): SegmentChange => ({
      ...part,
      changes: part.changes.map(change =>
        turnVoxels(this.host, change, part.labelValue, undo ? 'clear' : 'mark'),
      ),
    });
    // Undo begins at the end: a later part may have what an earlier one gave away.
    step.parts = undo ? [...remaining].reverse().map(turned).reverse() : remaining.map(turned);
    if (undo) {
      this.undone.set(step.id, step);
      const [oldest] = this.undone.keys();
      if (this.undone.size > KEPT_UNDONE) this.undone.delete(oldest);
    }
    for (const { target, changes } of step.parts) tellModified(this.host, target, changes);
    this.listeners.forEach(listener => listener(step.id, undo ? 'undone' : 'redone'));
  }

  private exists({ segmentationId, segmentIndex }: SegmentRef): boolean {
    const { state } = this.host.tools.segmentation;
    return Boolean(state.getSegmentation(segmentationId)?.segments[segmentIndex]);
  }

  /** A segment that gets the number of a removed one is another segment. */
  private readonly forgetRemoved = (): void => {
    for (const [id, step] of this.undone) {
      step.parts = step.parts.filter(({ target }) => this.exists(target));
      if (!step.parts.length) this.undone.delete(id);
    }
  };
}

/**
 * Makes a change of one labelmap image (`mark`) or takes it back (`clear`), at the voxels that are
 * as it left them. Returns what was turned.
 */
export function turnVoxels(
  { core }: Host,
  { labelmapImageId, marked, cleared }: ImageChange,
  labelValue: number,
  direction: 'mark' | 'clear',
): ImageChange {
  const image = core.cache.getImage(labelmapImageId);
  const turn = (offsets: Uint32Array, marking: boolean): Uint32Array => {
    // Gone with its segmentation: nothing left to turn.
    if (!image) return new Uint32Array(0);
    const [from, to] = marking ? [0, labelValue] : [labelValue, 0];
    const manager = voxels(image);
    const data = manager.getScalarData();
    const turned = offsets.filter(offset => data[offset] === from);
    for (const offset of turned) manager.setAtIndex(offset, to);
    return turned;
  };
  const forward = direction === 'mark';
  return { labelmapImageId, marked: turn(marked, forward), cleared: turn(cleared, !forward) };
}

/** Tells the viewer which slices of a segmentation have other voxels now. */
function tellModified(host: Host, target: SegmentRef, changes: readonly ImageChange[]): void {
  if (!changes.length) return;
  const { core, tools } = host;
  const layer = segmentLayer(host, target);
  const changed = new Map<string, ImageChange[]>();
  for (const change of changes) {
    const source = core.cache.getImage(change.labelmapImageId)?.referencedImageId;
    if (source) changed.set(source, [...(changed.get(source) ?? []), change]);
  }
  const slices: number[] = [];
  layer.order.forEach((imageId, k) => {
    const image = core.cache.getImage(imageId);
    const here = changed.get(image?.referencedImageId ?? '');
    if (!image || !here) return;
    slices.push(k);
    if (layer.merged)
      mergeAgain(image, layer.images.get(image.referencedImageId ?? '') ?? [], here);
  });
  tools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
    target.segmentationId,
    [...new Set(slices)],
    target.segmentIndex,
  );
}

/** Brings the copy that volume viewports show up to date with the images that it was merged from. */
function mergeAgain(
  merged: LabelmapImage,
  images: readonly LabelmapImage[],
  changes: readonly ImageChange[],
): void {
  for (const offset of changes.flatMap(({ marked, cleared }) => [...marked, ...cleared])) {
    const values = images.map(image => Number(voxels(image).getAtIndex(offset)));
    voxels(merged).setAtIndex(offset, values.find(value => value !== 0) ?? 0);
  }
}
