import { regionOf } from '../../core/automatic/askSegmenter';
import type { AutomaticMask } from '../../core/automatic/generate';
import { SamError } from '../../core/errors';
import type { ValueWindow } from '../../core/image/sliceImage';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import { isStored, type ShownSlice } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { AcceptedStep, FindingsFeature } from '../findings';
import type { Runtime } from '../runtime';
import type { Destination } from './types';

export interface AcceptDeps {
  readonly viewports: Pick<Viewports, 'activeId'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeSegments' | 'covers'>;
  readonly findings: Pick<FindingsFeature, 'target' | 'record'>;
  readonly runtime: Pick<Runtime, 'model'>;
}

/** Masks of one slice that the reader picked. */
export interface PickedMasks {
  readonly slice: ShownSlice;
  readonly masks: readonly AutomaticMask[];
  readonly destination: Destination;
  /** What the model was shown the slice in. */
  readonly window: ValueWindow;
}

/**
 * Writes masks into the active segmentation as one undo step: each as a new segment, the smallest
 * first where they overlap, or all into the active segment. Resolves to how many voxels of the masks
 * stay with other segments.
 *
 * Rejects with SamError `no-segmentation`, `segment-locked`, `label-limit` or `segmentation-failed`;
 * then no voxel has changed.
 */
export async function acceptMasks(
  { viewports, labelmaps, findings, runtime }: AcceptDeps,
  { slice, masks, destination, window }: PickedMasks,
): Promise<number> {
  const { activeId } = viewports;
  if (!activeId) throw new SamError('no-segmentation', 'no pane is active');
  const known = findings.target.current(activeId);
  if (known && !labelmaps.covers(known, slice)) {
    throw new SamError('segmentation-failed', 'the segmentation is of another series');
  }
  const bySize = [...masks].sort((a, b) => a.area - b.area);
  const segments: { readonly target: SegmentRef; readonly masks: readonly AutomaticMask[] }[] = [];
  if (destination === 'active') {
    segments.push({ target: await findings.target.ensure(activeId), masks: bySize });
  } else {
    findings.target.checkRoom(activeId, bySize.length);
    for (const mask of bySize) {
      segments.push({ target: await findings.target.add(activeId), masks: [mask] });
    }
  }
  const { step, keptOther } = await labelmaps.writeSegments(
    segments.map(({ target, masks: own }) => ({
      target,
      masks: own.map(({ mask }) => ({ slice, mask })),
    })),
  );
  const model = runtime.model()?.id ?? 'unknown';
  for (const { target, masks: own } of step !== null && isStored(slice) ? segments : []) {
    findings.record(
      target,
      own.map(mask => stepOf(slice, mask, window, model)),
      step,
    );
  }
  return keptOther;
}

/** How a mask came about, for the record of its finding: the grid's point is its prompt. */
const stepOf = (
  { imageId }: ShownSlice,
  { point, token, cropBox }: AutomaticMask,
  window: ValueWindow,
  model: string,
): AcceptedStep => ({
  ...{ imageId, model, window, token, region: regionOf(cropBox), made: 'automatic' },
  prompts: [{ kind: 'point', polarity: 'include', at: point }],
});
