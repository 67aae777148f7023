import type { SliceImage, ValueWindow } from '../core/image/sliceImage';
import type { Texts } from '../i18n/texts';

/** The size of a mask on a slice; of a pixel, mm², where the image states its spacing. */
interface MaskSize {
  readonly pixels: number;
  readonly pixelMm2?: number;
}

/**
 * An area on the slice: mm² below 1 cm², else cm², with two to three figures; pixels where the image
 * states no spacing.
 */
export function areaText(texts: Texts, { pixels, pixelMm2 }: MaskSize): string {
  if (pixelMm2 === undefined) return texts.text('unit.pixels', { value: texts.number(pixels, 0) });
  const mm2 = pixels * pixelMm2;
  if (mm2 < 100) {
    return texts.text('unit.mm2', { value: texts.number(mm2, mm2 < 10 ? 1 : 0) });
  }
  const cm2 = mm2 / 100;
  return texts.text('unit.cm2', { value: texts.number(cm2, cm2 < 10 ? 2 : cm2 < 100 ? 1 : 0) });
}

/** A volume in mm³: as such below 0.1 cm³, else in cm³, with two to three figures. */
export function volumeText(texts: Texts, mm3: number): string {
  if (mm3 < 100) return texts.text('unit.mm3', { value: texts.number(mm3, mm3 < 10 ? 1 : 0) });
  const cm3 = mm3 / 1000;
  return texts.text('unit.cm3', { value: texts.number(cm3, cm3 < 10 ? 2 : 1) });
}

/** A predicted IoU with two decimals; the model's estimate may go beyond what an IoU can be. */
export function predictedIoUText(texts: Texts, predictedIoU: number): string {
  return texts.number(Math.min(1, Math.max(0, predictedIoU)), 2);
}

/** Of a mask: what the model was shown of the slice. */
interface ShownToModel {
  readonly zoom: number;
  readonly window: ValueWindow;
  readonly units: SliceImage['units'];
}

/** What the model was shown: "Zoomed 3.2×, window −10 to 190 HU". */
export function shownText(texts: Texts, { zoom, window, units }: ShownToModel): string {
  const part =
    zoom < 1.05
      ? texts.text('candidates.wholeSlice')
      : texts.text('candidates.zoomed', { zoom: texts.number(zoom, 1) });
  const decimals = windowDecimals(window.upper - window.lower);
  const lower = texts.number(window.lower, decimals);
  const upper = texts.number(window.upper, decimals);
  const range =
    units === 'arbitrary'
      ? texts.text('candidates.windowUnitless', { lower, upper })
      : texts.text('candidates.window', { lower, upper, units });
  return texts.text('candidates.shown', { part, range });
}

/** Decimals that tell the ends of a window of this width apart. */
function windowDecimals(width: number): number {
  if (width >= 20) return 0;
  return width >= 2 ? 1 : 2;
}

/** Megabytes (10⁶ bytes) with one decimal. */
export function megabytesText(texts: Texts, bytes: number): string {
  return texts.number(bytes / 1e6, 1);
}
