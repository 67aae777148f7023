import { type ImagePlane } from '../../geometry/imagePlane';
import { squareAround, wholeImage, type Region } from '../../geometry/region';
import { type Diameter, type SegmentMeasurements } from '../../measure';
import { type RegionMask } from '../../mask/regionMask';
import { text } from '../dicom/dataset';
import { drawingPlane } from '../dicom/source';
import { type ExportSegment } from '../exportInput';
import { type FindingJob } from '../findingJob';
import { sideOf } from '../segmentTypes';

/** A finding on the slice of its long axis, to be drawn. */
export interface KeyImageRequest {
  readonly plane: ImagePlane;
  /** The part of the slice to be shown. */
  readonly region: Region;
  /** Longest side of the picture without its caption, pixels. */
  readonly side: number;
  /** columns × rows, x fastest, after the modality LUT. */
  readonly values: Float32Array;
  readonly mask: RegionMask;
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  /** True where high values are shown dark (MONOCHROME1). */
  readonly inverted: boolean;
  readonly measurements: SegmentMeasurements;
  /** What the caption says, without one where empty; nothing of the patient. */
  readonly lines: readonly string[];
}

/** Red, green and blue of each pixel, rows from the top. */
export interface KeyImagePixels {
  readonly pixels: Uint8Array;
  readonly columns: number;
  readonly rows: number;
}

/** Side of a key image without its caption, and of a picture in a report, pixels. */
const KEY_IMAGE_SIDE = 768;
const PICTURE_SIDE = 320;
/** A close picture shows the finding and what is around it: never less than this, mm. */
const CLOSE_MM = 80;
const CLOSE_SHARE = 2.5;

/**
 * The request for a finding's key image: the whole slice with a caption, or only what is around the
 * finding. Null where there is nothing to draw: no measurements, no grey values.
 */
export async function keyImageRequest(
  { sources, findings, measurements: all, units, imageOf }: FindingJob,
  finding: number,
  look: 'slice' | 'close',
): Promise<KeyImageRequest | null> {
  const measurements = all[finding];
  if (!measurements) return null;
  const { slice: index, longAxis } = measurements.axes;
  const source = sources[index];
  const mask = findings[finding].maskOf(index);
  const values = await imageOf(index);
  if (!mask || !values) return null;
  const plane = drawingPlane(source);
  const inverted = text(source.attributes.PhotometricInterpretation) === 'MONOCHROME1';
  const common = { plane, values, mask, units, inverted, measurements };
  if (look === 'slice') {
    const lines = caption(findings[finding], measurements, units);
    return { ...common, region: wholeImage(plane), side: KEY_IMAGE_SIDE, lines };
  }
  return { ...common, region: closeRegion(plane, longAxis), side: PICTURE_SIDE, lines: [] };
}

/** The part of a slice that shows a finding and what is around it. */
export function closeRegion(plane: ImagePlane, { from, to, length }: Diameter): Region {
  const centre = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const;
  return squareAround(plane, centre, Math.max(CLOSE_MM, CLOSE_SHARE * length));
}

/** What a finding is and how large, in codes and numbers. */
function caption(
  {
    property,
    tracking,
    algorithm,
  }: Pick<ExportSegment, 'property' | 'algorithm'> & { readonly tracking: { readonly id: string } },
  { volume, axes, lengthUnit, intensity }: SegmentMeasurements,
  units: KeyImageRequest['units'],
): string[] {
  const { type, region } = property;
  const what = [sideOf(property), region, type].flatMap(code => code?.meaning ?? []);
  const unit = units === 'arbitrary' ? '' : ` ${units}`;
  const { longAxis, shortAxis } = axes;
  const by = algorithm.type === 'MANUAL' ? 'manual' : `${algorithm.name}, accepted by the reader`;
  const lengths = `axes ${longAxis.length.toFixed(1)} × ${shortAxis.length.toFixed(1)} ${lengthUnit}`;
  return [
    `${tracking.id}: ${what.join(', ')} (${by})`,
    volume === null
      ? `A${lengths.slice(1)}`
      : `Volume ${(volume / 1000).toFixed(2)} cm³, ${lengths}`,
    intensity
      ? `Mean ${intensity.mean.toFixed(1)}, SD ${intensity.standardDeviation.toFixed(1)}${unit}`
      : '',
  ];
}
