import type { SegmentBox } from './segmentBox';

/** Beyond this many standard deviations nothing counts. */
export const REACH = 2.5;

/** A slice of a box, smoothed; rows beyond `from` to `to` are 0. */
export interface BlurredPlane {
  readonly values: Float32Array;
  readonly from: number;
  readonly to: number;
}

/**
 * Smooths slices in their plane by a Gaussian in mm. Voxels beyond the box count as those at its rim:
 * where an image ends, nothing is known of what follows.
 */
export class PlaneBlur {
  private readonly columns: Float64Array;
  private readonly rows: Float64Array;
  private readonly scratch: Float32Array;
  private readonly steps: Float64Array;

  constructor(
    private readonly box: SegmentBox,
    sigma: number,
  ) {
    this.columns = gaussian(sigma / box.columnSpacing);
    this.rows = gaussian(sigma / box.rowSpacing);
    this.scratch = new Float32Array(box.width * box.height);
    this.steps = new Float64Array(box.width);
  }

  /** Slice k; null where nothing is inside. */
  blur(k: number): BlurredPlane | null {
    const { width, height, inside } = this.box;
    const data = inside.subarray(k * width * height, (k + 1) * width * height);
    const [first, last] = [data.indexOf(1), data.lastIndexOf(1)];
    if (first < 0) return null;
    const [top, bottom] = [first, last].map(n => Math.floor(n / width));
    for (let j = top; j <= bottom; j++) this.blurRow(data, j);
    const reach = (this.rows.length - 1) / 2;
    const [from, to] = [Math.max(0, top - reach), Math.min(height, bottom + reach + 1)];
    const values = new Float32Array(width * height);
    for (let j = from; j < to; j++) {
      const out = values.subarray(j * width, (j + 1) * width);
      for (let t = -reach; t <= reach; t++) {
        const source = Math.min(height - 1, Math.max(0, j + t));
        if (source < top || source > bottom) continue;
        const row = this.scratch.subarray(source * width, (source + 1) * width);
        const weight = this.rows[t + reach];
        for (let i = 0; i < width; i++) out[i] += weight * row[i];
      }
    }
    return { values, from, to };
  }

  /** The sum of the Gaussian's steps at the ends of the row's runs. */
  private blurRow(data: Uint8Array, j: number): void {
    const { width } = this.box;
    const { steps, columns } = this;
    const reach = (columns.length - 1) / 2;
    const row = data.subarray(j * width, (j + 1) * width);
    steps.fill(0);
    let value = row[0];
    for (let i = 1; i < width; i++) {
      const step = row[i] - row[i - 1];
      if (step === 0) continue;
      for (let t = -reach; t <= reach; t++) {
        const at = i + t;
        if (at <= 0) value += step * columns[t + reach];
        else if (at < width) steps[at] += step * columns[t + reach];
      }
    }
    for (let i = 0, n = j * width; i < width; i++, n++) {
      value += steps[i];
      this.scratch[n] = value;
    }
  }
}

/** A Gaussian on the grid, as far as it reaches; 1 in sum. */
function gaussian(sigma: number): Float64Array {
  const reach = Math.ceil(REACH * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, n) =>
    Math.exp(-((n - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map(weight => weight / sum);
}
