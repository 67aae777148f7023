import type { ImagePlane } from '../geometry/imagePlane';

/** Display window as the pair of values mapped to black and white (in the slice's own units). */
export interface ValueWindow {
  readonly lower: number;
  readonly upper: number;
}

/**
 * One slice as the model's preparation needs it: values after the modality LUT, with geometry.
 *
 * `values` has rows × columns × channels entries, x fastest, channels interleaved.
 */
export interface SliceImage {
  /** Opaque and unique per image and plane; holds no patient data. */
  readonly key: string;
  readonly plane: ImagePlane;
  readonly values: Float32Array;
  readonly channels: 1 | 3;
  /** DICOM Modality (0008,0060). */
  readonly modality: string;
  /** HU: CT; SUV: PET by body weight; OD: MONOCHROME without calibration, MR, US, … */
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  /** MONOCHROME1: low values are shown bright. */
  readonly inverted: boolean;
  /** Values from Pixel Padding (PS3.3 C.7.5.1.1.2) after the modality LUT; both ends inclusive. */
  readonly padding?: ValueWindow;
}

/** True for what no scanner measured: NaN, infinities and padding values. */
export function isBackground(value: number, padding: SliceImage['padding']): boolean {
  if (!Number.isFinite(value)) return true;
  return padding !== undefined && value >= padding.lower && value <= padding.upper;
}
