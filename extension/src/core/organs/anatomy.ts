import { bodyOf, type Body } from './body';
import type { Grid } from './grid';
import { lungsOf, type Lungs } from './lungs';
import { smoothed, type Voxels } from './morphology';
import type { PatientVolume } from './patientVolume';
import { lowestSkullPlane } from './skull';
import { midlineOf, spineOf, type Spine } from './spine';

/** Where a voxel is in the body, whatever its size. */
export interface Place {
  /** From the midline (0) to the skin of its side (1); right and left alike. */
  readonly lateral: number;
  /** mm behind the middle of the vertebral column; less than 0 in front of it. */
  readonly behind: number;
}

/** What is known of a CT as a whole, found once and shared by all organs. */
export class CtAnatomy {
  readonly grid: Grid;
  /** HU, smoothed over three voxels. */
  readonly values: Float32Array;
  /** HU, as means over about 3 mm. */
  readonly fine: Float32Array;
  readonly spine: Spine | null;
  /** Of each axial plane, in voxels. */
  readonly midline: readonly number[];
  #skull?: number | null;
  #lungs?: Lungs;
  #lungShares?: readonly number[];
  readonly #halfWidths: readonly (readonly [right: number, left: number])[];

  constructor(
    readonly volume: PatientVolume,
    readonly body: Body,
  ) {
    this.grid = volume.grid;
    this.values = smoothed(volume.values, volume.grid);
    this.fine = this.grid.step < FINE_MM ? this.values : volume.values;
    this.spine = spineOf(volume, body);
    this.midline = midlineOf(volume, body, this.spine);
    this.#halfWidths = halfWidthsOf(body, this.grid, this.midline);
  }

  /** True where a trunk can be: below the head by a neck, or where no head is in view. */
  mayBeTrunk(z: number): boolean {
    if (this.#skull === undefined) this.#skull = lowestSkullPlane(this.volume, this.body);
    return this.#skull === null || (this.#skull - z) * this.grid.step > NECK_MM;
  }

  get lungs(): Lungs {
    return (this.#lungs ??= lungsOf(this.volume, this.body, this.midline));
  }

  placeOf(x: number, y: number, z: number): Place {
    const across = x - this.midline[z];
    const [right, left] = this.#halfWidths[z];
    const behind = this.spine ? (y - this.spine.y[z]) * this.grid.step : 0;
    return { lateral: Math.abs(across) / Math.max(1, across < 0 ? right : left), behind };
  }

  /** Voxels of one side (−1 right, 1 left) that lie within a range of places. */
  placesWithin(side: -1 | 1, [near, far]: Range, [front, back]: Range): Voxels {
    const { width, height, depth, step } = this.grid;
    const out = new Uint8Array(width * height * depth);
    for (let z = 0; z < depth; z++) {
      const middle = this.midline[z];
      const half = this.#halfWidths[z][side < 0 ? 0 : 1];
      const column = this.spine?.y[z] ?? NaN;
      for (let y = 0; y < height; y++) {
        const behind = this.spine ? (y - column) * step : 0;
        if (behind < front || behind > back) continue;
        for (let x = 0; x < width; x++) {
          const lateral = ((x - middle) * side) / half;
          if (lateral >= near && lateral <= far) out[(z * height + y) * width + x] = 1;
        }
      }
    }
    return out;
  }

  /** Share of the body's axial section that is lung, 0 to 1. */
  lungShareAt(z: number): number {
    this.#lungShares ??= lungSharesOf(this.lungs, this.body, this.grid);
    return this.#lungShares[Math.min(Math.max(Math.round(z), 0), this.grid.depth - 1)];
  }
}

type Range = readonly [least: number, most: number];

function lungSharesOf({ right, left }: Lungs, { inside }: Body, grid: Grid): number[] {
  const area = grid.width * grid.height;
  return Array.from({ length: grid.depth }, (_, z) => {
    let [lung, all] = [0, 0];
    for (let n = z * area; n < (z + 1) * area; n++) {
      lung += right[n] | left[n];
      all += inside[n];
    }
    return all ? lung / all : 0;
  });
}

/** From the base of the skull to the middle of the highest organ of the abdomen, at least. */
const NECK_MM = 200;
/** Voxels of less than that (mm) are as noisy as the scan. */
const FINE_MM = 2.6;

/** The anatomy of a CT; null where it shows no body. */
export function ctAnatomyOf(volume: PatientVolume): CtAnatomy | null {
  const body = bodyOf(volume);
  return body && new CtAnatomy(volume, body);
}

function halfWidthsOf(
  { inside }: Body,
  { width, height, depth }: Grid,
  midline: readonly number[],
) {
  return Array.from({ length: depth }, (_, z) => {
    let [right, left] = [0, 0];
    for (let y = 0; y < height; y++) {
      const row = (z * height + y) * width;
      for (let x = 0; x < width; x++) {
        if (!inside[row + x]) continue;
        right = Math.max(right, midline[z] - x);
        left = Math.max(left, x - midline[z]);
      }
    }
    return [right, left] as const;
  });
}
