/** How values become grey levels 1 to N before texture is measured (IBSI 2.7). */
export type Discretisation =
  /** Fixed bin size (3Q4P) from a fixed lower bound: for calibrated units such as HU. */
  | { readonly method: 'fixed-bin-size'; readonly size: number; readonly lowerBound: number }
  /** Fixed bin number (K15C) over the segment's own range: for arbitrary units. */
  | { readonly method: 'fixed-bin-number'; readonly bins: number };

/**
 * The discretisation for a unit: 25 HU from −1000 HU, 0.5 g/ml of SUV from 0, else 64 bins of the
 * segment's range.
 */
export function defaultDiscretisation(units: 'HU' | 'SUV' | 'arbitrary'): Discretisation {
  if (units === 'HU') return { method: 'fixed-bin-size', size: 25, lowerBound: -1000 };
  if (units === 'SUV') return { method: 'fixed-bin-size', size: 0.5, lowerBound: 0 };
  return { method: 'fixed-bin-number', bins: 64 };
}

/** Grey levels of a segment's voxels. */
export interface GreyLevels {
  /** 1 to `count`, 0 where there is no value; as long as the values. */
  readonly levels: Uint16Array;
  /** The highest level, N_g. */
  readonly count: number;
}

/** Values to grey levels; what is not finite becomes 0. Values below the lower bound become 1. */
export function discretise(values: Float32Array, how: Discretisation): GreyLevels {
  let [minimum, maximum] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const bin = (value: number): number => {
    if (how.method === 'fixed-bin-size') {
      return Math.max(0, Math.floor((value - how.lowerBound) / how.size)) + 1;
    }
    const range = maximum - minimum;
    if (range === 0) return 1;
    return Math.min(how.bins, Math.floor((how.bins * (value - minimum)) / range) + 1);
  };
  const levels = Uint16Array.from(values, value => (Number.isFinite(value) ? bin(value) : 0));
  const count = how.method === 'fixed-bin-number' ? how.bins : maximum < minimum ? 0 : bin(maximum);
  return { levels, count };
}

/** Intensity histogram features on grey levels. */
export interface HistogramFeatures {
  /** TLU2, bits. */
  readonly entropy: number;
  /** BJ5W */
  readonly uniformity: number;
}

export function histogramFeatures({ levels, count }: GreyLevels): HistogramFeatures {
  const histogram = new Float64Array(count + 1);
  for (const level of levels) histogram[level]++;
  histogram[0] = 0;
  const total = histogram.reduce((sum, n) => sum + n, 0);
  let [entropy, uniformity] = [0, 0];
  for (const n of histogram) {
    if (n === 0) continue;
    const p = n / total;
    entropy -= p * Math.log2(p);
    uniformity += p * p;
  }
  return { entropy, uniformity };
}
