import type { PixelPoint } from '../geometry/imagePlane';
import { grow, regionCentre, squareAround, wholeImage, type Region } from '../geometry/region';
import type { SliceImage, ValueWindow } from '../image/sliceImage';
import { median, quantiles } from '../image/statistics';
import { overviewWindow, percentileWindow, sampleValues, valuesAround } from '../image/window';
import type { EncodeSpec } from './types';

/**
 * What the model is shown. Two views differ in what they make visible: the *tissue* view is a
 * narrow window around the prompted values, for organs that hardly differ from their neighbours;
 * the *surroundings* view takes in all values near the prompt, for structures made of several
 * tissues (bone with its marrow, bowel with gas, a lesion in lung).
 */

/** Side of the tissue view around a click: most organs fit. */
const TISSUE_VIEW_MM = 210;
/** Lungs are larger than other organs. */
const LUNG_VIEW_MM = 320;
/** Side of the surroundings view around a click: small structures need the detail. */
const SURROUNDINGS_VIEW_MM = 64;
/** Side of the square that a click's contrast unit is taken from. */
const CONTRAST_MM = 140;
/** Values within this distance of the click are its tissue. */
const TISSUE_RADIUS_MM = 2;
/** Values within this distance of the click are its surroundings. */
const SURROUNDINGS_RADIUS_MM = 12;
/** Surroundings windows reach beyond the 5th to 95th percentile by that share on each side. */
const CLICK_MARGIN = 0.25;
const OBJECT_MARGIN = 0.15;
const MIN_SURROUNDINGS_UNITS = 120;
/** Width of the tissue window. */
const TISSUE_UNITS = 100;
/** The crop's side relative to the object's longest side. */
const OBJECT_CROP = 1.6;
/** Below this there is more interpolation than image. */
const MIN_CROP_MM = 24;

/** Below this is lung or gas, above this bone or dense contrast (HU): they vary more. */
const LUNG_HU = -300;
const LUNG_WIDTH = 600;
const BONE_HU = 200;
const BONE_WIDTH = 300;

/**
 * The slice's unit of contrast: 1 HU in CT; elsewhere 1/600 of the robust range of the values
 * around, which in CT is about 600 HU where there is soft tissue, fat and bone.
 */
export function contrastUnit(slice: SliceImage, around: Region): number {
  if (slice.units === 'HU') return 1;
  const { lower, upper } = percentileWindow(sampleValues(slice, around));
  return (upper - lower) / 600;
}

/** Usual value of the tissue under a point; the middle of the overview where there is none. */
export function tissueAt(slice: SliceImage, at: PixelPoint): number {
  const values = valuesAround(slice, at, TISSUE_RADIUS_MM);
  if (values.length) return median(values);
  const { lower, upper } = overviewWindow(slice);
  return (lower + upper) / 2;
}

/** The rectangle that the contrast unit of a click is taken from. */
export const surroundingsOf = (slice: SliceImage, at: PixelPoint): Region =>
  squareAround(slice.plane, at, CONTRAST_MM);

/** Whole slice in a window for the slice as a whole: what to encode before any prompt. */
export function defaultSpec(slice: SliceImage): EncodeSpec {
  return { region: wholeImage(slice.plane), window: overviewWindow(slice) };
}

/** The views for a click, tissue first; a single one for colour, which has no window. */
export function clickViews(slice: SliceImage, at: PixelPoint): EncodeSpec[] {
  const close = squareAround(slice.plane, at, SURROUNDINGS_VIEW_MM);
  if (slice.channels === 3) return [{ region: close, window: overviewWindow(slice) }];
  const unit = contrastUnit(slice, surroundingsOf(slice, at));
  const tissue = tissueAt(slice, at);
  const near = valuesAround(slice, at, SURROUNDINGS_RADIUS_MM);
  const lung = slice.units === 'HU' && tissue < LUNG_HU;
  const width = tissueWidth(slice, tissue, TISSUE_UNITS * unit);
  return [
    {
      region: squareAround(slice.plane, at, lung ? LUNG_VIEW_MM : TISSUE_VIEW_MM),
      window: centred(tissue, width),
      smoothing: 1,
    },
    { region: close, window: spanning(near, CLICK_MARGIN, MIN_SURROUNDINGS_UNITS * unit) },
  ];
}

/** The views for an object whose bounds are known. */
export function objectViews(slice: SliceImage, bounds: Region): EncodeSpec[] {
  const { plane } = slice;
  const side = Math.max(bounds.width * plane.columnSpacing, bounds.height * plane.rowSpacing);
  const crop = Math.max(MIN_CROP_MM, OBJECT_CROP * side);
  const region = squareAround(plane, regionCentre(bounds), crop);
  if (slice.channels === 3) return [{ region, window: overviewWindow(slice) }];
  const unit = contrastUnit(slice, region);
  const tissue = tissueIn(slice, bounds);
  return [
    {
      region,
      window: centred(tissue, tissueWidth(slice, tissue, TISSUE_UNITS * unit)),
      smoothing: 1,
    },
    {
      region,
      window: spanning(sampleValues(slice, bounds), OBJECT_MARGIN, MIN_SURROUNDINGS_UNITS * unit),
    },
  ];
}

/** Usual value in the middle of a box: its corners hold the surroundings. */
export function tissueIn(slice: SliceImage, box: Region): number {
  const middle = sampleValues(slice, grow(box, -0.25));
  return middle.length ? median(middle) : tissueAt(slice, regionCentre(box));
}

function tissueWidth(slice: SliceImage, tissue: number, usual: number): number {
  if (slice.units !== 'HU') return usual;
  if (tissue < LUNG_HU) return LUNG_WIDTH;
  return tissue > BONE_HU ? Math.max(BONE_WIDTH, usual) : usual;
}

const centred = (value: number, width: number): ValueWindow => ({
  lower: value - width / 2,
  upper: value + width / 2,
});

/** 5th to 95th percentile and a margin on each side, at least `width` wide. */
function spanning(values: Float32Array, margin: number, width: number): ValueWindow {
  if (values.length === 0) return centred(0, width);
  const [low, high] = quantiles(values, 0.05, 0.95);
  const span = (high - low) * (1 + 2 * margin);
  return centred((low + high) / 2, Math.max(span, width));
}
