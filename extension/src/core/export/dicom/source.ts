import { type ImagePlane } from '../../geometry/imagePlane';
import { cross, dot, normalize, type Vec3 } from '../../geometry/vec3';
import { SamError } from '../../errors';
import { item, itemAt, items, number, numbers, text, type Attributes } from './dataset';

/** Where an image lies in the patient; the values as the source states them, not normalised. */
export interface SourceGeometry {
  /** Absent in broken files only. */
  readonly frameOfReferenceUID?: string;
  readonly positionReferenceIndicator?: string;
  /** Centre of the first pixel, LPS mm. */
  readonly imagePositionPatient: Vec3;
  /** Direction cosines of a row (towards growing columns), then of a column. */
  readonly imageOrientationPatient: readonly number[];
  /** Distance of rows, then of columns, mm. */
  readonly pixelSpacing: readonly [number, number];
  readonly sliceThickness?: number;
}

/** One image, or one frame of a multi-frame image, that masks belong to. */
export interface SourceImage {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  /** From 1; only for multi-frame images. */
  readonly frameNumber?: number;
  readonly rows: number;
  readonly columns: number;
  /** Null for images without a place in the patient: radiographs, ultrasound, captures. */
  readonly geometry: SourceGeometry | null;
  /** Distance of rows, then of columns, mm; null where the image doesn't say. */
  readonly pixelSpacing: readonly [number, number] | null;
  /**
   * All attributes of the instance: patient and study are copied from them. The frames of one
   * instance share one object.
   */
  readonly attributes: Attributes;
}

/**
 * Reads a source image from an instance's naturalised attributes (dcmjs, or OHIF's `instance`
 * metadata; the functional groups of enhanced images are looked up).
 *
 * @param frameNumber from 1, for a multi-frame instance
 * @throws SamError `save-failed` when UIDs or size are missing
 */
export function sourceImage(attributes: Attributes, frameNumber?: number): SourceImage {
  const required = (keyword: string) => {
    const value = text(attributes[keyword]);
    if (!value) throw new SamError('save-failed', `The source image has no ${keyword}.`);
    return value;
  };
  const isMultiFrame = (number(attributes.NumberOfFrames) ?? 1) > 1;
  const frame = frameValues(attributes, isMultiFrame ? (frameNumber ?? 1) : undefined);
  const spacing = positivePair(frame('PixelMeasuresSequence', 'PixelSpacing'));
  return {
    studyInstanceUID: required('StudyInstanceUID'),
    seriesInstanceUID: required('SeriesInstanceUID'),
    sopClassUID: required('SOPClassUID'),
    sopInstanceUID: required('SOPInstanceUID'),
    ...(isMultiFrame ? { frameNumber: frameNumber ?? 1 } : {}),
    rows: Number(required('Rows')),
    columns: Number(required('Columns')),
    geometry: sourceGeometry(attributes, frame, spacing, isMultiFrame ? (frameNumber ?? 1) : null),
    pixelSpacing: spacing,
    attributes,
  };
}

/** The value of an attribute of one functional group macro, for one frame. */
type FrameValues = (macro: string, keyword: string) => unknown;

/**
 * Where a frame's values are: of a multi-frame image in its functional groups, as the viewer's
 * instances repeat one frame's values beside them; else in the attributes themselves.
 */
export function frameValues(attributes: Attributes, frameNumber?: number): FrameValues {
  const shared = item(attributes.SharedFunctionalGroupsSequence);
  const own = itemAt(attributes.PerFrameFunctionalGroupsSequence, (frameNumber ?? 1) - 1);
  return (macro, keyword) => {
    const grouped = item(own[macro])[keyword] ?? item(shared[macro])[keyword];
    return frameNumber === undefined
      ? (attributes[keyword] ?? grouped)
      : (grouped ?? attributes[keyword]);
  };
}

function sourceGeometry(
  attributes: Attributes,
  frame: FrameValues,
  spacing: readonly [number, number] | null,
  frameNumber: number | null,
): SourceGeometry | null {
  const detector = item(attributes.DetectorInformationSequence);
  const orientation = numbers(
    frame('PlaneOrientationSequence', 'ImageOrientationPatient') ??
      (frameNumber ? detector.ImageOrientationPatient : undefined),
    6,
  );
  if (!orientation || !spacing || !isPlane(orientation)) return null;
  const position = frameNumber
    ? framePosition(attributes, orientation, frameNumber)
    : numbers(frame('PlanePositionSequence', 'ImagePositionPatient'), 3);
  if (!position) return null;
  const thickness = number(frame('PixelMeasuresSequence', 'SliceThickness'));
  return {
    frameOfReferenceUID: text(attributes.FrameOfReferenceUID),
    positionReferenceIndicator: text(attributes.PositionReferenceIndicator),
    imagePositionPatient: [position[0], position[1], position[2]],
    imageOrientationPatient: orientation,
    pixelSpacing: spacing,
    // Zero is what some writers put where they don't know.
    ...(thickness !== undefined && thickness > 0 ? { sliceThickness: thickness } : {}),
  };
}

/**
 * Position of a frame: its functional groups; else by the offsets of RT dose, or the detector of
 * nuclear medicine; else that of the instance. The viewer makes up [0, 0, frame] where there is
 * none: that is not believed.
 */
function framePosition(
  attributes: Attributes,
  orientation: readonly number[],
  frameNumber: number,
): readonly number[] | undefined {
  const macro = 'PlanePositionSequence';
  const shared = item(item(attributes.SharedFunctionalGroupsSequence)[macro]);
  const perFrame = attributes.PerFrameFunctionalGroupsSequence;
  const own = item(itemAt(perFrame, frameNumber - 1)[macro]);
  const stated = numbers(own.ImagePositionPatient ?? shared.ImagePositionPatient, 3);
  // Where some frames say where they lie, those that don't lie at no known place.
  if (stated || items(perFrame).some(group => macro in group)) return stated;
  const normal = sourceNormal({ imageOrientationPatient: orientation });
  const shifted = (from: readonly number[], by: number) =>
    from.map((value, axis) => value + normal[axis] * by);
  const first = numbers(attributes.ImagePositionPatient, 3);
  const isMadeUp = first?.[0] === 0 && first[1] === 0 && Number.isInteger(first[2]) && first[2] > 0;
  const offsets = attributes.GridFrameOffsetVector;
  if (first && !isMadeUp) {
    const by = Array.isArray(offsets) ? Number(offsets[frameNumber - 1]) : 0;
    return Number.isFinite(by) ? shifted(first, by) : undefined;
  }
  const detector = item(attributes.DetectorInformationSequence);
  const corner = numbers(detector.ImagePositionPatient, 3);
  const step = number(attributes.SpacingBetweenSlices);
  return corner && step ? shifted(corner, step * (frameNumber - 1)) : undefined;
}

/**
 * Direction cosines that an image states, be its position known or not; else those that viewers
 * show images with that state none.
 */
export function orientationOf({
  attributes,
  frameNumber,
  geometry,
}: SourceImage): readonly number[] {
  if (geometry) return geometry.imageOrientationPatient;
  const stated = frameValues(attributes, frameNumber)(
    'PlaneOrientationSequence',
    'ImageOrientationPatient',
  );
  const orientation = numbers(stated, 6);
  return orientation && isPlane(orientation) ? orientation : [1, 0, 0, 0, 1, 0];
}

/** True for two unit vectors at a right angle, within the rounding of decimal strings. */
function isPlane(orientation: readonly number[]): boolean {
  const [row, column] = [orientation.slice(0, 3), orientation.slice(3)] as unknown as [Vec3, Vec3];
  const isUnit = (v: Vec3) => Math.abs(dot(v, v) - 1) < 0.02;
  return isUnit(row) && isUnit(column) && Math.abs(dot(row, column)) < 0.01;
}

function positivePair(value: unknown): readonly [number, number] | null {
  const pair = numbers(value, 2);
  return pair && pair[0] > 0 && pair[1] > 0 ? [pair[0], pair[1]] : null;
}

/** Unit normal of an image plane: row direction × column direction (PS3.3 C.7.6.2.1.1). */
export function sourceNormal({
  imageOrientationPatient: o,
}: Pick<SourceGeometry, 'imageOrientationPatient'>): Vec3 {
  return normalize(cross([o[0], o[1], o[2]], [o[3], o[4], o[5]]));
}

/** Signed distance of an image plane from the origin along a normal, mm. */
export const positionAlong = (normal: Vec3, geometry: SourceGeometry): number =>
  dot(normal, geometry.imagePositionPatient);

/** The plane of a source image in the patient. */
export function sourcePlane({ rows, columns }: SourceImage, geometry: SourceGeometry): ImagePlane {
  const [xx, xy, xz, yx, yy, yz] = geometry.imageOrientationPatient;
  return {
    origin: geometry.imagePositionPatient,
    rowDirection: normalize([xx, xy, xz]),
    columnDirection: normalize([yx, yy, yz]),
    columnSpacing: geometry.pixelSpacing[1],
    rowSpacing: geometry.pixelSpacing[0],
    columns,
    rows,
  };
}

/**
 * A plane to draw or measure on for any source: the true one, or for images without a place one at
 * the origin, with the image's own spacing or else with square pixels.
 */
export function drawingPlane(source: SourceImage): ImagePlane {
  if (source.geometry) return sourcePlane(source, source.geometry);
  const [rowSpacing, columnSpacing] = source.pixelSpacing ?? [1, 1];
  return {
    origin: [0, 0, 0],
    rowDirection: [1, 0, 0],
    columnDirection: [0, 1, 0],
    ...{ columnSpacing, rowSpacing },
    ...{ columns: source.columns, rows: source.rows },
  };
}
