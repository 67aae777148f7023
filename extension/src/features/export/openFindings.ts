import { SamError } from '../../core/errors';
import type { Axes } from '../../core/measure';
import type { LabelmapStore } from '../../host/labelmap';
import type { Viewports } from '../../host/viewports';
import type { FindingsFeature, ReaderAxes } from '../findings';

export interface OpenDeps {
  readonly viewports: Pick<Viewports, 'activeId' | 'get'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeRegions'>;
  readonly findings: Pick<FindingsFeature, 'records' | 'target' | 'worker' | 'recordOrigin'>;
}

/**
 * Opens a file of findings as new segments of the active segmentation, each one undo step; resolves
 * to their number. Throws SamError `import-unreadable`, `import-other-images` or `label-limit`, and
 * nothing was changed; `no-segmentation` or `segmentation-failed`, and segments before it stay.
 */
export async function openFindings(deps: OpenDeps, file: Blob): Promise<number> {
  const { viewports, labelmaps, findings } = deps;
  const { activeId } = viewports;
  const shown = activeId ? viewports.get(activeId) : null;
  if (!activeId || !shown) throw new SamError('no-segmentation', 'no pane is active');
  const imageIds = shown.getImageIds();
  const { known, findings: read } = await findings.worker.read(file, imageIds);
  const placed = read.filter(({ masks }) => masks.size);
  findings.target.checkRoom(activeId, placed.length);
  for (const { label, masks, steps, status, role, axes, ...origin } of placed) {
    const segment = await findings.target.addNew(activeId, label);
    const regions = [...masks].map(([index, region]) => ({ imageId: known[index], region }));
    const { step } = await labelmaps.writeRegions(segment, regions);
    findings.recordOrigin(
      segment,
      {
        ...(origin.property ? { property: origin.property } : {}),
        ...(origin.algorithm ? { algorithm: origin.algorithm } : {}),
        ...(origin.edits.length ? { edits: origin.edits } : {}),
        ...(origin.tracking ? { tracking: origin.tracking } : {}),
      },
      steps.map(({ image, ...rest }) => ({ ...rest, imageId: known[image] })),
      step,
    );
    const review = {
      ...(status ? { status } : {}),
      ...(role ? { role } : {}),
      ...(axes ? { axes: placedAxes(axes, known) } : {}),
    };
    if (Object.keys(review).length) findings.records.setReview(segment, review);
  }
  return placed.length;
}

const placedAxes = (
  { slice, longAxis, shortAxis }: Axes,
  imageIds: readonly string[],
): ReaderAxes => ({ imageId: imageIds[slice], longAxis, shortAxis });
