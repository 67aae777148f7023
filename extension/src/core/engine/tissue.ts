import type { PixelPoint } from '../geometry/imagePlane';
import { grow, regionCentre, squareAround, type Region } from '../geometry/region';
import type { SliceImage } from '../image/sliceImage';
import { median } from '../image/statistics';
import { overviewWindow, percentileWindow, sampleValues, valuesAround } from '../image/window';
import type { PromptGeometry } from '../prompt/modelPrompts';
import type { EngineConfig } from './config';

/** The prompted tissue: its usual value, and the slice's unit of contrast. */
export interface Tissue {
  readonly value: number;
  readonly unit: number;
}

type ViewConfig = EngineConfig['views'];

/** In CT about 600 HU lie between the ends of a range that holds soft tissue, fat and bone. */
const UNITS_OF_A_RANGE = 600;

/** The slice's unit of contrast: 1 HU in CT; elsewhere of the robust range of the values around. */
export function contrastUnit(slice: SliceImage, around: Region): number {
  if (slice.units === 'HU') return 1;
  const { lower, upper } = percentileWindow(sampleValues(slice, around));
  return (upper - lower) / UNITS_OF_A_RANGE;
}

/** Usual value of the tissue under a point; the middle of the overview where there is none. */
function tissueAt(slice: SliceImage, at: PixelPoint, config: ViewConfig): number {
  const values = valuesAround(slice, at, config.tissueRadiusMm);
  if (values.length) return median(values);
  const { lower, upper } = overviewWindow(slice);
  return (lower + upper) / 2;
}

/** Usual value in the middle of a box: its corners hold the surroundings. */
export function tissueIn(slice: SliceImage, box: Region, config: ViewConfig): number {
  const middle = sampleValues(slice, grow(box, -0.25));
  return middle.length ? median(middle) : tissueAt(slice, regionCentre(box), config);
}

/** The rectangle that the contrast unit of a click is taken from. */
export const surroundingsOf = (slice: SliceImage, at: PixelPoint, config: ViewConfig): Region =>
  squareAround(slice.plane, at, config.contrastMm);

/** The tissue that the prompts point at: under the first include point, or in the box. */
export function promptedTissue(
  slice: SliceImage,
  { include, box }: PromptGeometry,
  config: ViewConfig,
): Tissue {
  const [at] = include;
  if (!at) return { value: tissueIn(slice, box!, config), unit: contrastUnit(slice, box!) };
  const around = surroundingsOf(slice, at, config);
  return { value: tissueAt(slice, at, config), unit: contrastUnit(slice, around) };
}
