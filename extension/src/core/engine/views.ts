import type { PixelPoint } from '../geometry/imagePlane';
import { regionCentre, squareAround, wholeImage, type Region } from '../geometry/region';
import type { SliceImage, ValueWindow } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import { overviewWindow, sampleValues, valuesAround } from '../image/window';
import type { EngineConfig } from './config';
import { contrastUnit, surroundingsOf, tissueIn } from './tissue';
import type { EncodeSpec } from './types';

/**
 * What the model is shown. Two views differ in what they make visible: the *tissue* view is a
 * narrow window around the prompted values, for organs that hardly differ from their neighbours;
 * the *surroundings* view takes in all values near the prompt, for structures made of several
 * tissues (bone with its marrow, bowel with gas, a lesion in lung). *Whole* is the whole slice,
 * *reader* what the reader set, *ready* an embedding that happened to be there.
 */
export type ViewRole = 'tissue' | 'surroundings' | 'whole' | 'reader' | 'ready';

export interface View {
  readonly role: ViewRole;
  readonly spec: EncodeSpec;
}

type ViewConfig = EngineConfig['views'];

/** Whole slice in a window for the slice as a whole: what to encode before any prompt. */
export function defaultSpec(slice: SliceImage): EncodeSpec {
  return { region: wholeImage(slice.plane), window: overviewWindow(slice) };
}

/**
 * The views for a click: the whole slice as it is encoded at rest, and the click's surroundings,
 * which for colour have no window of their own.
 */
export function clickViews(slice: SliceImage, at: PixelPoint, config: ViewConfig): View[] {
  const whole: View = { role: 'whole', spec: defaultSpec(slice) };
  const region = squareAround(slice.plane, at, config.surroundingsMm);
  if (slice.channels === 3) return [whole, colourView(slice, region)];
  const unit = contrastUnit(slice, surroundingsOf(slice, at, config));
  const near = valuesAround(slice, at, config.surroundingsRadiusMm);
  const window = spanning(near, config.clickMargin, config.minSurroundingsUnits * unit);
  return [whole, { role: 'surroundings', spec: { region, window } }];
}

/** The views for an object whose bounds are known. */
export function objectViews(slice: SliceImage, bounds: Region, config: ViewConfig): View[] {
  const { plane } = slice;
  const side = Math.max(bounds.width * plane.columnSpacing, bounds.height * plane.rowSpacing);
  const crop = Math.max(config.minCropMm, config.objectCrop * side);
  const region = squareAround(plane, regionCentre(bounds), crop);
  if (slice.channels === 3) return [colourView(slice, region)];
  const unit = contrastUnit(slice, region);
  const tissue = tissueIn(slice, bounds, config);
  const values = sampleValues(slice, bounds);
  const window = spanning(values, config.objectMargin, config.minSurroundingsUnits * unit);
  return [
    tissueView(slice, region, tissue, unit, config),
    { role: 'surroundings', spec: { region, window } },
  ];
}

const colourView = (slice: SliceImage, region: Region): View => ({
  role: 'surroundings',
  spec: { region, window: overviewWindow(slice) },
});

function tissueView(
  slice: SliceImage,
  region: Region,
  tissue: number,
  unit: number,
  config: ViewConfig,
): View {
  const window = centred(tissue, tissueWidth(slice, tissue, config.tissueUnits * unit, config));
  return { role: 'tissue', spec: { region, window, smoothing: config.tissueSmoothing } };
}

function tissueWidth(
  slice: SliceImage,
  tissue: number,
  usual: number,
  { lungHu, lungWidth, boneHu, boneWidth }: ViewConfig,
): number {
  if (slice.units !== 'HU') return usual;
  if (tissue < lungHu) return lungWidth;
  return tissue > boneHu ? Math.max(boneWidth, usual) : usual;
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
