import { type ImagePlane } from '../../geometry/imagePlane';
import { type SegmentMeasurements } from '../../measure';
import { type ExportSegment } from '../exportInput';

/** A finding on the slice of its long axis, to be drawn. */
export interface KeyImageRequest {
  readonly plane: ImagePlane;
  /** columns × rows, x fastest, after the modality LUT. */
  readonly values: Float32Array;
  readonly mask: Uint8Array;
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  readonly measurements: SegmentMeasurements;
  /** What the caption says; nothing of the patient. */
  readonly lines: readonly string[];
}

/** Red, green and blue of each pixel, rows from the top. */
export interface KeyImagePixels {
  readonly pixels: Uint8Array;
  readonly columns: number;
  readonly rows: number;
}

/** What a finding is and how large, in codes and numbers. */
export function caption(
  {
    property,
    tracking,
    algorithm,
  }: Pick<ExportSegment, 'property' | 'algorithm'> & { readonly tracking: { readonly id: string } },
  { volume, axes, intensity }: SegmentMeasurements,
  units: KeyImageRequest['units'],
): string[] {
  const { type, typeModifier, region, regionModifier } = property;
  const what = [typeModifier ?? regionModifier, region, type].flatMap(code => code?.meaning ?? []);
  const unit = units === 'arbitrary' ? '' : ` ${units}`;
  const { longAxis, shortAxis } = axes;
  const by = algorithm.type === 'MANUAL' ? 'manual' : `${algorithm.name}, accepted by the reader`;
  return [
    `${tracking.id}: ${what.join(', ')} (${by})`,
    `Volume ${(volume / 1000).toFixed(2)} cm³, axes ${longAxis.length.toFixed(1)} × ${shortAxis.length.toFixed(1)} mm`,
    intensity
      ? `Mean ${intensity.mean.toFixed(1)}, SD ${intensity.standardDeviation.toFixed(1)}${unit}`
      : '',
  ];
}
