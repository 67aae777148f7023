import { type ImagePlane } from '../../geometry/imagePlane';
import { cross, dot, normalize, type Vec3 } from '../../geometry/vec3';
import { SamError } from '../../errors';
import { item, items, number, numbers, text, type Attributes } from './dataset';

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
  /** All attributes of the instance: patient and study are copied from them. */
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
  return {
    studyInstanceUID: required('StudyInstanceUID'),
    seriesInstanceUID: required('SeriesInstanceUID'),
    sopClassUID: required('SOPClassUID'),
    sopInstanceUID: required('SOPInstanceUID'),
    ...(isMultiFrame ? { frameNumber: frameNumber ?? 1 } : {}),
    rows: Number(required('Rows')),
    columns: Number(required('Columns')),
    geometry: sourceGeometry(attributes, frameNumber ?? 1),
    attributes,
  };
}

function sourceGeometry(attributes: Attributes, frameNumber: number): SourceGeometry | null {
  const shared = item(attributes.SharedFunctionalGroupsSequence);
  const frame = items(attributes.PerFrameFunctionalGroupsSequence)[frameNumber - 1] ?? {};
  const find = (macro: string, keyword: string): unknown =>
    attributes[keyword] ?? item(frame[macro])[keyword] ?? item(shared[macro])[keyword];

  const position = numbers(find('PlanePositionSequence', 'ImagePositionPatient'), 3);
  const orientation = numbers(find('PlaneOrientationSequence', 'ImageOrientationPatient'), 6);
  const spacing = numbers(find('PixelMeasuresSequence', 'PixelSpacing'), 2);
  if (!position || !orientation || !spacing) return null;
  return {
    frameOfReferenceUID: text(attributes.FrameOfReferenceUID),
    positionReferenceIndicator: text(attributes.PositionReferenceIndicator),
    imagePositionPatient: [position[0], position[1], position[2]],
    imageOrientationPatient: orientation,
    pixelSpacing: [spacing[0], spacing[1]],
    sliceThickness: number(find('PixelMeasuresSequence', 'SliceThickness')),
  };
}

/** Unit normal of an image plane: row direction × column direction (PS3.3 C.7.6.2.1.1). */
export function sourceNormal({ imageOrientationPatient: o }: SourceGeometry): Vec3 {
  return normalize(cross([o[0], o[1], o[2]], [o[3], o[4], o[5]]));
}

/** Signed distance of an image plane from the origin along a normal, mm. */
export const positionAlong = (normal: Vec3, geometry: SourceGeometry): number =>
  dot(normal, geometry.imagePositionPatient);

/** Distances of neighbouring slices along the normal, mm, ascending; slices at one place count once. */
export function sliceGaps(sources: readonly SourceImage[]): number[] {
  const geometries = sources.flatMap(source => source.geometry ?? []);
  if (geometries.length === 0) return [];
  const normal = sourceNormal(geometries[0]);
  const places = geometries.map(g => positionAlong(normal, g)).sort((a, b) => a - b);
  return places
    .slice(1)
    .map((place, n) => place - places[n])
    .filter(gap => gap > 1e-3)
    .sort((a, b) => a - b);
}

/** Indices of the sources in the order of their place along the normal; else as given. */
export function stackOrder(sources: readonly SourceImage[]): number[] {
  const indices = sources.map((_, index) => index);
  const first = sources.find(source => source.geometry)?.geometry;
  if (!first) return indices;
  const normal = sourceNormal(first);
  const place = sources.map(s => (s.geometry ? positionAlong(normal, s.geometry) : 0));
  return indices.sort((a, b) => place[a] - place[b]);
}

/** The plane of a source image. */
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
