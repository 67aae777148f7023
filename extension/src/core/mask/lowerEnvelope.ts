/** Room for lines of so many samples, to be used again. */
export interface EnvelopeRoom {
  /** The line that is read. */
  readonly line: Float64Array;
  /** The line that is written. */
  readonly out: Float64Array;
  readonly vertex: Int32Array;
  readonly bound: Float64Array;
}

export const envelopeRoom = (longest: number): EnvelopeRoom => ({
  line: new Float64Array(longest),
  out: new Float64Array(longest),
  vertex: new Int32Array(longest),
  bound: new Float64Array(longest + 1),
});

/**
 * The lower envelope of parabolas over a line, which distance transforms are made of: `out[n]` is
 * the least of (spacing × (n − p))² + `line[p]` over all p (Felzenszwalb and Huttenlocher 2012,
 * Distance Transforms of Sampled Functions).
 *
 * @param count samples of the line.
 */
export function lowerEnvelope(
  { line, out, vertex, bound }: EnvelopeRoom,
  count: number,
  spacing: number,
): void {
  const square = spacing * spacing;
  let k = 0;
  vertex[0] = 0;
  bound[0] = -Infinity;
  bound[1] = Infinity;
  for (let q = 1; q < count; q++) {
    let meet: number;
    do {
      const p = vertex[k];
      meet = (line[q] - line[p] + square * (q * q - p * p)) / (2 * square * (q - p));
    } while (meet <= bound[k] && --k >= 0);
    k++;
    vertex[k] = q;
    bound[k] = meet;
    bound[k + 1] = Infinity;
  }
  k = 0;
  for (let n = 0; n < count; n++) {
    while (bound[k + 1] < n) k++;
    const d = n - vertex[k];
    out[n] = square * d * d + line[vertex[k]];
  }
}
