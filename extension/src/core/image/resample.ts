/**
 * How one axis of the output is made of the input: output pixel `start + n` is the sum of
 * `weights[n * taps + t]` times input pixel `first[n] + t`.
 */
export interface AxisResampling {
  /** First output pixel that shows the image, and how many do. */
  readonly start: number;
  readonly length: number;
  /** Range of input pixels that are read: from (inclusive), to (exclusive). */
  readonly source: readonly [number, number];
  readonly taps: number;
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

/** Catmull-Rom: interpolates, and keeps edges sharper than bilinear does. */
function cubic(distance: number): number {
  const d = Math.abs(distance);
  if (d >= 2) return 0;
  return d < 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2;
}

const triangle = (distance: number): number => Math.max(0, 1 - Math.abs(distance));

/**
 * Plans one axis. Enlarging interpolates cubically; shrinking averages with a triangle as wide as
 * the reduction, so nothing aliases. At the image's edge the outermost pixels are repeated.
 *
 * @param inputLength pixels of the image along this axis.
 * @param origin continuous input coordinate of the output's left edge.
 * @param scale output pixels per input pixel.
 * @param outputExtent extent of the region in output pixels; those beyond the image are left out.
 */
export function resampleAxis(
  inputLength: number,
  origin: number,
  scale: number,
  outputExtent: number,
): AxisResampling {
  // Output pixel n has its centre at input coordinate origin + (n + 0.5) / scale.
  const firstInside = Math.ceil((-0.5 - origin) * scale - 0.5 - 1e-6);
  const lastInside = Math.floor((inputLength - 0.5 - origin) * scale - 0.5 + 1e-6);
  const start = Math.max(0, firstInside);
  const end = Math.min(Math.round(outputExtent) - 1, lastInside);
  const length = Math.max(0, end - start + 1);
  const [kernel, radius, stretch] = scale >= 1 ? [cubic, 2, 1] : [triangle, 1, 1 / scale];
  const taps = Math.ceil(2 * radius * stretch) + 1;
  const first = new Int32Array(length);
  const weights = new Float32Array(length * taps);
  let from = inputLength;
  let to = 0;
  for (let n = 0; n < length; n++) {
    const centre = origin + (start + n + 0.5) / scale;
    const leftmost = Math.ceil(centre - radius * stretch);
    const shift = Math.min(Math.max(leftmost, 0), Math.max(0, inputLength - taps));
    let sum = 0;
    for (let t = 0; t < taps; t++) {
      const weight = kernel((leftmost + t - centre) / stretch);
      if (weight === 0) continue;
      const pixel = Math.min(Math.max(leftmost + t, 0), inputLength - 1);
      weights[n * taps + pixel - shift] += weight;
      sum += weight;
    }
    for (let t = 0; t < taps; t++) weights[n * taps + t] /= sum;
    first[n] = shift;
    from = Math.min(from, shift);
    to = Math.max(to, Math.min(shift + taps, inputLength));
  }
  return { start, length, source: length ? [from, to] : [0, 0], taps, first, weights };
}

/**
 * Resamples a plane along both axes. `input` holds the source ranges of x and y only, x fastest;
 * the result is x.length × y.length.
 */
export function resamplePlane(
  input: Float32Array,
  x: AxisResampling,
  y: AxisResampling,
): Float32Array {
  const width = x.source[1] - x.source[0];
  const height = y.source[1] - y.source[0];
  const rows = new Float32Array(x.length * height);
  const xTaps = Math.min(x.taps, width);
  for (let j = 0; j < height; j++) {
    for (let u = 0; u < x.length; u++) {
      const at = j * width + x.first[u] - x.source[0];
      let sum = 0;
      for (let t = 0; t < xTaps; t++) sum += x.weights[u * x.taps + t] * input[at + t];
      rows[j * x.length + u] = sum;
    }
  }
  const out = new Float32Array(x.length * y.length);
  const yTaps = Math.min(y.taps, height);
  for (let v = 0; v < y.length; v++) {
    const target = v * x.length;
    for (let t = 0; t < yTaps; t++) {
      const weight = y.weights[v * y.taps + t];
      if (weight === 0) continue;
      const source = (y.first[v] - y.source[0] + t) * x.length;
      for (let u = 0; u < x.length; u++) out[target + u] += weight * rows[source + u];
    }
  }
  return out;
}
