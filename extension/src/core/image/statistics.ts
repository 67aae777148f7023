/** Linear interpolated quantiles (0 to 1) of the values. Needs one at least. */
export function quantiles(values: Float32Array, ...at: number[]): number[] {
  const sorted = values.slice().sort();
  return at.map(q => {
    const position = q * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

export const median = (values: Float32Array): number => quantiles(values, 0.5)[0];
