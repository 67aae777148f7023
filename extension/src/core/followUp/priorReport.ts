import { ANATOMY, QUANTITY, sameCode, UNITS, type Code } from '../export/codes';
import type { Attributes } from '../export/dicom/dataset';
import {
  findingsOfReport,
  partsOfReport,
  type DecodedFinding,
  type DecodedPart,
} from '../export/sr';
import type { AnatomyId } from '../export/segmentTypes';
import { pixelToWorld, type ImagePlane } from '../geometry/imagePlane';
import { add, scale, type Vec3 } from '../geometry/vec3';
import type { PriorLesion } from './compare';
import type { PlacedLesion } from './match';

/** The lesions of a prior study, as its measurement report has them. */
export interface PriorLesions {
  readonly lesions: readonly PriorLesion[];
  /** Those whose place is known. */
  readonly placed: readonly PlacedLesion[];
}

/**
 * Reads the lesions of a prior study from its measurement report (PS3.16 TID 1500): tracking, role,
 * site, diameters, volume, and the middle of the outline on the slice of the long axis. Ids are the
 * tracking UIDs. What has none is left out, as nothing could be told to be the same.
 *
 * @param planeOf the plane of an image of the prior study; null where it is not known
 */
export function priorLesions(
  report: Attributes,
  planeOf: (sopInstanceUID: string, frameNumber?: number) => ImagePlane | null,
): PriorLesions {
  const parts = partsOfReport(report);
  const lesions: PriorLesion[] = [];
  const placed: PlacedLesion[] = [];
  for (const finding of findingsOfReport(report)) {
    const lesion = lesionOf(finding);
    if (!lesion) continue;
    lesions.push(lesion);
    const part = parts.find(({ trackingUid }) => trackingUid === lesion.id);
    const plane = part?.imageUid ? planeOf(part.imageUid, part.frameNumber) : null;
    const centre = part && plane && middleOf(part, plane);
    if (centre) placed.push({ id: lesion.id, centre, diameter: lesion.longAxis ?? 0 });
  }
  return { lesions, placed };
}

function lesionOf(found: DecodedFinding): PriorLesion | null {
  const { trackingUid: uid, trackingId, site, finding, role } = found;
  if (!uid) return null;
  const organ = anatomyOf(site) ?? anatomyOf(finding);
  const cubicCentimetres = valueOf(found, QUANTITY.volume, UNITS.cubicCentimetre);
  return {
    id: uid,
    longAxis: valueOf(found, QUANTITY.longAxis, UNITS.millimetre),
    shortAxis: valueOf(found, QUANTITY.shortAxis, UNITS.millimetre),
    isNode: organ === 'lymphNode',
    organ,
    sliceSpacing: null,
    volume: cubicCentimetres === null ? null : 1000 * cubicCentimetres,
    role: role ?? null,
    tracking: { id: trackingId ?? '', uid },
  };
}

function valueOf({ measurements }: DecodedFinding, name: Code, unit: Code): number | null {
  const found = measurements.find(
    one => !one.derivation && sameCode(one.name, name) && one.unit && sameCode(one.unit, unit),
  );
  return found?.value ?? null;
}

function anatomyOf(code: Code | undefined): AnatomyId | null {
  const ids = Object.keys(ANATOMY) as AnatomyId[];
  return ids.find(id => code && sameCode(ANATOMY[id], code)) ?? null;
}

/** The mean of the outline's corners in the world, LPS mm; the last one repeats the first. */
function middleOf({ outline }: DecodedPart, plane: ImagePlane): Vec3 | null {
  const corners = outline.slice(0, -1);
  if (!corners.length) return null;
  // The report counts from the edge of the image, a plane from the middle of its first pixel.
  const sum = corners.reduce<Vec3>(
    (total, [i, j]) => add(total, pixelToWorld(plane, [i - 0.5, j - 0.5])),
    [0, 0, 0],
  );
  return scale(sum, 1 / corners.length);
}
