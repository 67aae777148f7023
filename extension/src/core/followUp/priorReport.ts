import { ANATOMY, QUANTITY, sameCode, UNITS, type Code } from '../export/codes';
import type { Attributes } from '../export/dicom/dataset';
import {
  findingsOfReport,
  groupsOfReport,
  type DecodedGroup,
  partsOfReport,
  type DecodedPart,
} from '../export/sr';
import type { AnatomyId } from '../export/segmentTypes';
import { pixelToWorld, type ImagePlane, type PixelPoint } from '../geometry/imagePlane';
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
 * tracking UIDs. Lengths and pairs of diameters that other software measured, without a segment, are
 * lesions, too. What has no tracking UID is left out, as nothing could be told to be the same.
 *
 * @param planeOf the plane of an image of the prior study; null where it is not known
 */
export function priorLesions(
  report: Attributes,
  planeOf: (sopInstanceUID: string, frameNumber?: number) => ImagePlane | null,
): PriorLesions {
  const parts = partsOfReport(report);
  const ofSegments = findingsOfReport(report);
  const segments = new Set(ofSegments.map(({ trackingUid }) => trackingUid));
  const lesions: PriorLesion[] = [];
  const placed: PlacedLesion[] = [];
  for (const finding of ofSegments) {
    const lesion = lesionOf(finding);
    if (!lesion) continue;
    lesions.push(lesion);
    const part = parts.find(({ trackingUid }) => trackingUid === lesion.id);
    const plane = part?.imageUid ? planeOf(part.imageUid, part.frameNumber) : null;
    const centre = part && plane && middleOf(part, plane);
    if (centre) placed.push({ id: lesion.id, centre, diameter: lesion.longAxis ?? 0 });
  }
  for (const group of groupsOfReport(report)) {
    const lesion = segments.has(group.trackingUid) ? null : measuredLesion(group);
    if (!lesion) continue;
    segments.add(lesion.id);
    lesions.push(lesion);
    const { imageUid, frameNumber, points } = group;
    const plane = imageUid ? planeOf(imageUid, frameNumber) : null;
    const centre = plane && meanOf(points, plane);
    if (centre) placed.push({ id: lesion.id, centre, diameter: lesion.longAxis ?? 0 });
  }
  return { lesions, placed };
}

type Measured = Pick<DecodedGroup, 'measurements'>;

/** Names of the longest diameter and of the one across it, with those of older objects. */
const LONGEST: readonly Code[] = [
  QUANTITY.longAxis,
  { value: 'G-A185', scheme: 'SRT', meaning: 'Long Axis' },
  { value: '410668003', scheme: 'SCT', meaning: 'Length' },
  { value: 'G-D7FE', scheme: 'SRT', meaning: 'Length' },
];
const SHORTEST: readonly Code[] = [
  QUANTITY.shortAxis,
  { value: 'G-A186', scheme: 'SRT', meaning: 'Short Axis' },
];

function lesionOf(
  found: Omit<DecodedGroup, 'label' | 'imageUid' | 'frameNumber' | 'points'>,
): PriorLesion | null {
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

/** A lesion that was measured on an image alone; null where nothing was measured in millimetres. */
function measuredLesion(group: DecodedGroup): PriorLesion | null {
  const lesion = lesionOf(group);
  if (!lesion) return null;
  const first = (names: readonly Code[]) =>
    names.map(name => valueOf(group, name, UNITS.millimetre)).find(value => value !== null) ?? null;
  const [longAxis, shortAxis] = [first(LONGEST), first(SHORTEST)];
  if (longAxis === null) return null;
  const id = group.label ?? lesion.tracking.id;
  return { ...lesion, longAxis, shortAxis, tracking: { ...lesion.tracking, id } };
}

function valueOf({ measurements }: Measured, name: Code, unit: Code): number | null {
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
  return meanOf(outline.slice(0, -1), plane);
}

function meanOf(points: readonly PixelPoint[], plane: ImagePlane): Vec3 | null {
  if (!points.length) return null;
  // The report counts from the edge of the image, a plane from the middle of its first pixel.
  const sum = points.reduce<Vec3>(
    (total, [i, j]) => add(total, pixelToWorld(plane, [i - 0.5, j - 0.5])),
    [0, 0, 0],
  );
  return scale(sum, 1 / points.length);
}
