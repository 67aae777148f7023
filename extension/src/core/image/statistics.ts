/** Linear interpolated quantiles (0 to 1) of the values, which get sorted. Needs one at least. */
export function quantiles(values: Float32Array, ...at: number[]): number[] {
  values.sort();
  return at.map(q => {
    const position = q * (values.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, values.length - 1);
    return values[below] + (position - below) * (values[above] - values[below]);
  });
}

export const median = (values: Float32Array): number => quantiles(values, 0.5)[0];
