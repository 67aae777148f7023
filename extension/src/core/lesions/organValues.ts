import type { SliceImage } from '../image/sliceImage';
import { quantiles } from '../image/statistics';
import type { LesionConfig } from './config';
import type { OrganGrid } from './organGrid';
import type { LesionSettings, Sign } from './types';

/** The organ's usual value, and how far its own values spread as a standard deviation. */
export interface OrganValues {
  readonly median: number;
  readonly spread: number;
  /** They are Hounsfield units. */
  readonly inHu: boolean;
}

/** That many values are enough for quantiles. */
const MOST_SAMPLES = 100_000;

/** Half widths of the middle half of a normal distribution in standard deviations, doubled. */
const MIDDLE_HALF = 1.35;

/** Of the middle half of the values: lesions, vessels and what else is in it do not count. */
export function valuesOf(
  { values, inside }: OrganGrid,
  { units }: Pick<SliceImage, 'units'>,
  { organ }: LesionConfig,
): OrganValues {
  const inHu = units === 'HU';
  const step = Math.max(1, Math.floor(values.length / MOST_SAMPLES));
  const sampled: number[] = [];
  for (let n = 0; n < values.length; n += step) if (inside[n] >= 0.5) sampled.push(values[n]);
  if (!sampled.length) return { median: 0, spread: 1, inHu };
  const [low, median, high] = quantiles(Float32Array.from(sampled), 0.25, 0.5, 0.75);
  const leastHu = median < organ.lungHu ? organ.leastSpreadLungHu : organ.leastSpreadHu;
  const least = inHu ? leastHu : Math.max(1e-3 * Math.abs(median), 1e-6);
  return { median, spread: Math.max((high - low) / MIDDLE_HALF, least), inHu };
}

/**
 * How lesions are looked for to differ. Usually in CT's soft organs either way; in lung brighter, and
 * in MR and PET too, where what is darker is mostly fluid, vessels and air.
 */
export function usualSigns(
  contrast: LesionSettings['contrast'],
  { median, inHu }: OrganValues,
  { inverted }: Pick<SliceImage, 'inverted'>,
  { organ }: LesionConfig,
): readonly Sign[] {
  const bright: Sign = inverted ? -1 : 1;
  const dark: Sign = inverted ? 1 : -1;
  if (contrast === 'brighter') return [bright];
  if (contrast === 'darker') return [dark];
  if (contrast === 'either' || (inHu && median >= organ.lungHu)) return [1, -1];
  return [bright];
}
