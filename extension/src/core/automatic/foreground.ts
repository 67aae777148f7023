import { isBackground, type SliceImage } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import { sampleValues } from '../image/window';
import { labelComponents } from '../mask/components';
import { fromFull, type RegionMask } from '../mask/regionMask';

/** Air around a patient is −1000 HU; lung has some tissue in it, even where it is destroyed. */
const AIR_HU = -950;
/** Elsewhere what is as dark as this share of the brightest is taken for what is around a patient. */
const DARK_SHARE = 0.04;

/**
 * What a slice shows of a patient: all but the air that reaches its corners, and padding. Points in
 * there would only find the background, and are most of the grid's on many slices. Lung, bowel gas
 * and whatever else is dark inside belongs to it.
 */
export function foreground(slice: SliceImage): RegionMask {
  const { values, channels, padding } = slice;
  const { columns, rows } = slice.plane;
  const dark = channels === 1 ? darkBelow(slice) : -Infinity;
  const empty = new Uint8Array(columns * rows);
  for (let n = 0; n < empty.length; n++) {
    const value = values[n * channels];
    if (value <= dark || isBackground(value, padding)) empty[n] = 1;
  }
  const { labels } = labelComponents(empty, columns, rows, 4);
  const corners = [0, columns - 1, (rows - 1) * columns, rows * columns - 1];
  const around = new Set(corners.map(n => labels[n]).filter(label => label > 0));
  return fromFull(
    labels.map(label => (around.has(label) ? 0 : 1)),
    columns,
    rows,
  );
}

/** Values up to this are dark. */
function darkBelow(slice: SliceImage): number {
  if (slice.units === 'HU') return AIR_HU;
  // Inverted, dark values are shown bright: there is no telling.
  if (slice.inverted) return -Infinity;
  const samples = sampleValues(slice);
  if (!samples.length) return -Infinity;
  const [low, high] = quantiles(samples, 0.001, 0.99);
  // A flat slice has no dark part.
  return high > low ? low + DARK_SHARE * (high - low) : -Infinity;
}
