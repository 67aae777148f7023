/**
 * IBSI intensity-based statistics over the voxels of a segment, on values that are not
 * discretised (Zwanenburg et al. 2020; codes of the reference manual).
 */
export interface IntensityStatistics {
  /** Voxels with a finite value. */
  readonly count: number;
  /** Q4LE */
  readonly mean: number;
  /** ECT3, of the population. */
  readonly variance: number;
  /** Square root of ECT3. */
  readonly standardDeviation: number;
  /** KE2A; 0 for a constant. */
  readonly skewness: number;
  /** IPH6, excess; 0 for a constant. */
  readonly kurtosis: number;
  /** Y12H */
  readonly median: number;
  /** 1GSF */
  readonly minimum: number;
  /** QG58, linear interpolation between ranks as for all percentiles. */
  readonly percentile10: number;
  /** 8DWT */
  readonly percentile90: number;
  /** 84IY */
  readonly maximum: number;
  /** SALO */
  readonly interquartileRange: number;
  /** 2OJQ */
  readonly range: number;
  /** 4FUA */
  readonly meanAbsoluteDeviation: number;
  /** 1128: within the 10th to 90th percentile; null where no value lies there. */
  readonly robustMeanAbsoluteDeviation: number | null;
  /** N8CA */
  readonly energy: number;
  /** 5ZWQ */
  readonly rootMeanSquare: number;
}

/** Statistics of at least one value; values that are not finite are left out. Null for none. */
export function intensityStatistics(values: Float32Array): IntensityStatistics | null {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const count = sorted.length;
  if (count === 0) return null;
  const average = (of: (value: number) => number) => {
    let sum = 0;
    for (const value of sorted) sum += of(value);
    return sum / count;
  };
  const mean = average(value => value);
  const variance = average(value => (value - mean) ** 2);
  const moment = (power: number) =>
    variance > 0 ? average(value => (value - mean) ** power) / variance ** (power / 2) : 0;
  const percentile10 = percentile(sorted, 0.1);
  const percentile90 = percentile(sorted, 0.9);
  const robust = sorted.filter(value => value >= percentile10 && value <= percentile90);
  const robustMean = robust.reduce((sum, value) => sum + value, 0) / robust.length;
  const meanSquare = average(value => value * value);
  return {
    count,
    mean,
    variance,
    standardDeviation: Math.sqrt(variance),
    skewness: moment(3),
    kurtosis: variance > 0 ? moment(4) - 3 : 0,
    median: percentile(sorted, 0.5),
    minimum: sorted[0],
    percentile10,
    percentile90,
    maximum: sorted[count - 1],
    interquartileRange: percentile(sorted, 0.75) - percentile(sorted, 0.25),
    range: sorted[count - 1] - sorted[0],
    meanAbsoluteDeviation: average(value => Math.abs(value - mean)),
    robustMeanAbsoluteDeviation: robust.length
      ? robust.reduce((sum, value) => sum + Math.abs(value - robustMean), 0) / robust.length
      : null,
    energy: meanSquare * count,
    rootMeanSquare: Math.sqrt(meanSquare),
  };
}

function percentile(sorted: Float64Array, fraction: number): number {
  const rank = fraction * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
}
