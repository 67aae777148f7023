import { SamError } from '../../core/errors';
import { EMPTY_MASK } from '../../core/mask/regionMask';
import type { LabelmapStore, SegmentRef, SliceEdit, StepId } from '../../host/labelmap';
import { isStored } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { AcceptedStep, FindingsFeature } from '../findings';
import type { Runtime } from '../runtime';
import type { LesionChoices, LesionOnSlice, ListedLesion, SearchedOrgan } from './types';

export interface AcceptDeps {
  readonly viewports: Pick<Viewports, 'activeId'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeSegments' | 'covers'>;
  readonly findings: Pick<FindingsFeature, 'target' | 'record'>;
  readonly runtime: Pick<Runtime, 'model'>;
}

export interface AcceptedLesions {
  readonly step: StepId | null;
  /** Voxels that stay with other segments. */
  readonly keptOther: number;
}

type Choices = Pick<LesionChoices, 'destination' | 'takesFromOrgan'>;

/**
 * Writes candidates into the active segmentation as one undo step: each as a new segment, or all into
 * the active one. What they have of the organ's segment is taken from it where the reader wants that;
 * else, as with all other segments, it stays there.
 *
 * Rejects with SamError `no-segmentation`, `segment-locked`, `label-limit` or `segmentation-failed`;
 * then no voxel has changed.
 */
export async function acceptLesions(
  { viewports, labelmaps, findings, runtime }: AcceptDeps,
  lesions: readonly ListedLesion[],
  organ: SearchedOrgan,
  { destination, takesFromOrgan }: Choices,
): Promise<AcceptedLesions> {
  const { activeId } = viewports;
  if (!activeId) throw new SamError('no-segmentation', 'no pane is active');
  const known = findings.target.current(activeId);
  const [first] = lesions;
  if (known && !labelmaps.covers(known, first.best.slice)) {
    throw new SamError('segmentation-failed', 'the segmentation is of another series');
  }
  const targets: SegmentRef[] = [];
  if (destination === 'new') findings.target.checkRoom(activeId, lesions.length);
  for (let n = 0; n < lesions.length; n++) {
    const target =
      destination === 'active'
        ? await findings.target.ensure(activeId)
        : await findings.target.add(activeId);
    targets.push(target);
  }
  const writes = lesions.map(({ slices }, n) => ({
    target: targets[n],
    masks: slices.map(({ slice, mask }): SliceEdit => ({ slice, mask })),
  }));
  const isOrgan = ({ segmentationId, segmentIndex }: SegmentRef) =>
    segmentationId === organ.segment.segmentationId && segmentIndex === organ.segment.segmentIndex;
  const taken = lesions.flatMap(({ slices }) =>
    slices.map(({ slice, mask }): SliceEdit => ({ slice, mask: EMPTY_MASK, replaces: mask })),
  );
  const fromOrgan = takesFromOrgan && !targets.some(isOrgan);
  const { step, keptOther } = await labelmaps.writeSegments([
    ...(fromOrgan ? [{ target: organ.segment, masks: taken }] : []),
    ...writes,
  ]);
  const model = runtime.model()?.id ?? 'unknown';
  for (const [n, { slices }] of step === null ? [] : lesions.entries()) {
    const steps = slices.flatMap(one => stepOf(one, model) ?? []);
    if (steps.length) findings.record(targets[n], steps, step);
  }
  return { step, keptOther };
}

/** How a mask came about, for the record; null on a reformatted plane, which is no stored image. */
function stepOf({ slice, prompts, answer }: LesionOnSlice, model: string): AcceptedStep | null {
  const { imageId } = slice;
  if (!isStored(slice)) return null;
  const { region, window } = answer.spec;
  const [{ token }] = answer.candidates;
  return { ...{ imageId, model, window, token, region, prompts }, made: 'automatic' };
}
