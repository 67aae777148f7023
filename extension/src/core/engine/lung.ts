import { isBackground, type SliceImage } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import { fillHoles, labelComponents } from '../mask/components';
import { fromFull, maskHas, pixelsOf, type RegionMask } from '../mask/regionMask';
import { fieldOf } from '../mask/toLogits';
import type { PromptGeometry } from '../prompt/modelPrompts';
import { byScore, withTerms, type Answer } from './hypothesis';
import type { Plan } from './plan';

/**
 * The answers, led by the lung that the clicks are in: its border on CT is where the air ends, so it
 * is read from the values, and nothing has to be guessed (Hu, Hoffman and Reinhardt, IEEE Trans Med
 * Imaging 2001). The model's masks stay to be chosen.
 */
export function withLung(plan: Plan, answers: readonly Answer[]): readonly Answer[] {
  const [best] = answers;
  const mask = best && lungAround(plan);
  if (!mask) return answers;
  const { predictedIoU, precedence } = plan.config.lung;
  const origin = { ...best.origin, ask: 'lung' as const };
  const lung = { ...best, origin, mask, field: fieldOf(mask), predictedIoU, terms: {} };
  return byScore([withTerms(lung, { precedence }), ...answers]);
}

/**
 * The aerated lung that clicks on a CT slice are in; none where the air is that of bowel or
 * airways, or reaches the slice's edge, and where there are other prompts than clicks to include.
 */
function lungAround({ slice, prompts, previous, config }: Plan): RegionMask | undefined {
  const { limitHu, leastMedianHu, mostMedianHu, holeMm2 } = config.lung;
  const { columnSpacing, rowSpacing } = slice.plane;
  if (slice.units !== 'HU' || previous || !clicksAlone(prompts)) return undefined;
  const air = airAround(slice, prompts.include, limitHu);
  if (!air) return undefined;
  const values = Float32Array.from(pixelsOf(air), ([i, j]) => valueAt(slice, i, j));
  const [median] = quantiles(values, 0.5);
  if (median < leastMedianHu || median > mostMedianHu) return undefined;
  return fillHoles(air, holeMm2 / (columnSpacing * rowSpacing));
}

const clicksAlone = ({ include, exclude, box, outlines }: PromptGeometry) =>
  include.length > 0 && !exclude.length && !box && !outlines;

const valueAt = ({ values, plane }: SliceImage, i: number, j: number) =>
  values[j * plane.columns + i];

/** The connected values below the limit that hold all points; none when they reach the edge. */
function airAround(
  slice: SliceImage,
  points: PromptGeometry['include'],
  limitHu: number,
): RegionMask | undefined {
  const { columns, rows } = slice.plane;
  const isAir = (value: number) => value < limitHu && !isBackground(value, slice.padding);
  const [i, j] = points[0].map(Math.round);
  // Most clicks are not in air: they take no time.
  if (!isAir(valueAt(slice, i, j))) return undefined;
  const below = Uint8Array.from(slice.values, value => Number(isAir(value)));
  const { labels } = labelComponents(below, columns, rows, 4);
  const number = labels[j * columns + i];
  const air = fromFull(
    labels.map(label => Number(label === number)),
    columns,
    rows,
  );
  const { x, y, width, height } = air;
  const atEdge = x === 0 || y === 0 || x + width === columns || y + height === rows;
  return atEdge || !points.every(at => maskHas(air, at)) ? undefined : air;
}
