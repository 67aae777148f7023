import { distanceToPlane, worldToPixel } from '../../geometry/imagePlane';
import { type Vec3 } from '../../geometry/vec3';
import { item, items, number, readCode, text } from '../dicom/dataset';
import { readPart10 } from '../dicom/readPart10';
import { sourcePlane, type SourceImage } from '../dicom/source';
import { type Code } from '../codes';
import { fillPolygon } from '../../mask/polygon';
import { fromFull, type RegionMask } from '../../mask/regionMask';
import type { Contour } from './contours';
import { RT_STRUCTURE_SET_STORAGE } from './encodeRtStruct';

export interface DecodedRoi {
  readonly roiNumber: number;
  readonly name: string;
  readonly generationAlgorithm: string | undefined;
  readonly type: Code | undefined;
  /** Masks by index of the source. */
  readonly masks: ReadonlyMap<number, RegionMask>;
}

export interface DecodedRtStruct {
  readonly sopInstanceUID: string | undefined;
  readonly seriesInstanceUID: string | undefined;
  readonly studyInstanceUID: string | undefined;
  readonly frameOfReferenceUID: string | undefined;
  readonly rois: readonly DecodedRoi[];
  /** Contours that lie on none of the sources, or not where the referenced image does. */
  readonly misplaced: number;
}

/** A contour's plane may differ from its image's by rounding only, mm. */
const PLANE_TOLERANCE = 0.01;

/**
 * Reads the closed planar contours of an RT Structure Set as masks on given images: a pixel is
 * inside when its centre is, and contours of one ROI on one image combine by exclusive or.
 *
 * @throws Error with a plain sentence when the file is no such object
 */
export function decodeRtStruct(
  bytes: ArrayBuffer,
  sources: readonly SourceImage[],
): DecodedRtStruct {
  const { attributes } = readPart10(bytes);
  if (text(attributes.SOPClassUID) !== RT_STRUCTURE_SET_STORAGE) {
    throw new Error('The file is no RT Structure Set.');
  }
  const contoursOf = new Map(
    items(attributes.ROIContourSequence).map(roi => [
      number(roi.ReferencedROINumber),
      items(roi.ContourSequence),
    ]),
  );
  const observations = new Map(
    items(attributes.RTROIObservationsSequence).map(o => [number(o.ReferencedROINumber), o]),
  );
  const indexOf = new Map(
    sources.map(({ sopInstanceUID, frameNumber }, index) => [
      `${sopInstanceUID} ${frameNumber ?? ''}`,
      index,
    ]),
  );
  let misplaced = 0;
  const rois = items(attributes.StructureSetROISequence).map((roi): DecodedRoi => {
    const roiNumber = number(roi.ROINumber) ?? 0;
    const drawn = drawContours(contoursOf.get(roiNumber) ?? [], sources, indexOf);
    misplaced += drawn.misplaced;
    return {
      roiNumber,
      name: text(roi.ROIName) ?? '',
      generationAlgorithm: text(roi.ROIGenerationAlgorithm),
      type: readCode(observations.get(roiNumber)?.RTROIIdentificationCodeSequence),
      masks: drawn.masks,
    };
  });
  const frame = item(attributes.ReferencedFrameOfReferenceSequence);
  return {
    sopInstanceUID: text(attributes.SOPInstanceUID),
    seriesInstanceUID: text(attributes.SeriesInstanceUID),
    studyInstanceUID: text(attributes.StudyInstanceUID),
    frameOfReferenceUID: text(frame.FrameOfReferenceUID),
    rois,
    misplaced,
  };
}

/** The contours of one ROI as masks by image, and how many of them lie on none of the images. */
function drawContours(
  contours: ReturnType<typeof items>,
  sources: readonly SourceImage[],
  indexOf: ReadonlyMap<string, number>,
) {
  const full = new Map<number, Uint8Array>();
  let misplaced = 0;
  for (const contour of contours) {
    const reference = item(contour.ContourImageSequence);
    const frame = number(reference.ReferencedFrameNumber) ?? '';
    const index = indexOf.get(`${text(reference.ReferencedSOPInstanceUID)} ${frame}`) ?? -1;
    const drawn = index < 0 ? null : onImage(contour.ContourData, sources[index]);
    if (!drawn) {
      misplaced++;
      continue;
    }
    const { columns, rows } = sources[index];
    const mask = full.get(index) ?? new Uint8Array(columns * rows);
    full.set(index, mask);
    fillPolygon(drawn, mask, columns, rows);
  }
  const masks = new Map(
    [...full].map(([index, mask]) => {
      const { columns, rows } = sources[index];
      return [index, fromFull(mask, columns, rows)];
    }),
  );
  return { masks, misplaced };
}

/** The contour in pixel coordinates of its image; null when it does not lie on it. */
function onImage(data: unknown, source: SourceImage): Contour | null {
  if (!Array.isArray(data) || !source.geometry) return null;
  const plane = sourcePlane(source, source.geometry);
  const values = data.map(Number);
  const points = Array.from({ length: Math.floor(values.length / 3) }, (_, n): Vec3 => [
    values[3 * n],
    values[3 * n + 1],
    values[3 * n + 2],
  ]);
  const isOnPlane = points.every(p => Math.abs(distanceToPlane(plane, p)) < PLANE_TOLERANCE);
  return isOnPlane ? points.map(p => worldToPixel(plane, p)) : null;
}
