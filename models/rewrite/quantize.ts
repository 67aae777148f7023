/** A matrix in unsigned 8-bit integers: value = (integer − zero of its column) × scale of its column. */
export interface QuantizedColumns {
  readonly values: Uint8Array;
  readonly scales: Float32Array;
  readonly zeros: Uint8Array;
}

/** Stands for 0: weights lie evenly on both sides of it. */
const ZERO = 128;
const MAX_STEPS = 127;

/** Rounds each column of a rows × columns matrix to 255 even steps between ± its largest size. */
export function quantizeColumns(
  weights: Float32Array,
  rows: number,
  columns: number,
): QuantizedColumns {
  const scales = new Float32Array(columns);
  for (let i = 0; i < weights.length; i++) {
    const column = i % columns;
    scales[column] = Math.max(scales[column], Math.abs(weights[i]) / MAX_STEPS);
  }
  const values = new Uint8Array(weights.length).fill(ZERO);
  for (let i = 0; i < weights.length; i++) {
    const scale = scales[i % columns];
    if (scale === 0) continue;
    const steps = Math.round(weights[i] / scale);
    values[i] += Math.max(-MAX_STEPS, Math.min(MAX_STEPS, steps));
  }
  return { values, scales, zeros: new Uint8Array(columns).fill(ZERO) };
}
