import { planeNormal } from '../../../extension/src/core/geometry/imagePlane';
import { dot } from '../../../extension/src/core/geometry/vec3';
import { pixelsOf, type RegionMask } from '../../../extension/src/core/mask/regionMask';
import { usualGap } from '../../../extension/src/core/geometry/usualGap';
import type { DataSet } from '../../data/readSet';

/** A found object, or a lesion: voxels of the series, by slice. */
export interface Found {
  readonly masks: ReadonlyMap<number, RegionMask>;
  readonly score: number;
}

export interface Lesion {
  readonly label: string;
  readonly voxels: number;
  /** Of the ball of its volume, mm. */
  readonly diameterMm: number;
}

/** A candidate has found a lesion from this IoU on, as detection in 3D is scored (nnDetection). */
const LEAST_IOU = 0.1;
/** One with less of it in any lesion is false; parts of a confluent lesion are not. */
const LEAST_INSIDE = 0.2;

/** The lesions of a series: connected parts (26 neighbours) of its labels. */
export class LesionTruth {
  readonly lesions: Lesion[] = [];
  readonly #owner: Int32Array;

  constructor(
    private readonly set: DataSet,
    labels: readonly string[],
  ) {
    const [columns, rows, slices] = set.dims;
    this.#owner = new Int32Array(columns * rows * slices);
    const { columnSpacing, rowSpacing } = set.slices[0].plane;
    const voxelMm3 = columnSpacing * rowSpacing * (usualGap(placesOf(set)) ?? 1);
    for (const label of labels) {
      const inside = new Uint8Array(this.#owner.length);
      set.slices.forEach((_, k) => {
        for (const [i, j] of pixelsOf(set.truth(label, k)))
          inside[(k * rows + j) * columns + i] = 1;
      });
      for (let n = 0; n < inside.length; n++) {
        if (!inside[n] || this.#owner[n]) continue;
        const voxels = this.#flood(inside, n, this.lesions.length + 1);
        const diameterMm = Math.cbrt((6 * voxels * voxelMm3) / Math.PI);
        this.lesions.push({ label, voxels, diameterMm });
      }
    }
  }

  #flood(inside: Uint8Array, start: number, id: number): number {
    const [columns, rows, slices] = this.set.dims;
    const open = [start];
    this.#owner[start] = id;
    for (let at = 0; at < open.length; at++) {
      const n = open[at];
      const [i, j, k] = [
        n % columns,
        Math.floor(n / columns) % rows,
        Math.floor(n / columns / rows),
      ];
      for (let c = Math.max(0, k - 1); c <= Math.min(slices - 1, k + 1); c++) {
        for (let b = Math.max(0, j - 1); b <= Math.min(rows - 1, j + 1); b++) {
          for (let a = Math.max(0, i - 1); a <= Math.min(columns - 1, i + 1); a++) {
            const next = (c * rows + b) * columns + a;
            if (!inside[next] || this.#owner[next]) continue;
            this.#owner[next] = id;
            open.push(next);
          }
        }
      }
    }
    return open.length;
  }

  /** Dice with each lesion that an object has found; whether it is false. */
  judge({ masks }: Found): {
    readonly dices: ReadonlyMap<number, number>;
    readonly isFalse: boolean;
  } {
    const [columns, rows] = this.set.dims;
    const shared = new Map<number, number>();
    let [size, inside] = [0, 0];
    for (const [k, mask] of masks) {
      for (const [i, j] of pixelsOf(mask)) {
        size++;
        const id = this.#owner[(k * rows + j) * columns + i];
        if (!id) continue;
        inside++;
        shared.set(id - 1, (shared.get(id - 1) ?? 0) + 1);
      }
    }
    const dices = new Map<number, number>();
    for (const [lesion, both] of shared) {
      const sum = size + this.lesions[lesion].voxels;
      if (both / (sum - both) >= LEAST_IOU) dices.set(lesion, (2 * both) / sum);
    }
    return { dices, isFalse: !dices.size && inside < LEAST_INSIDE * size };
  }
}

/** Places of a series' slices along their normal, mm. */
export function placesOf({ slices }: DataSet): number[] {
  const normal = planeNormal(slices[0].plane);
  return slices.map(({ plane }) => dot(plane.origin, normal));
}
