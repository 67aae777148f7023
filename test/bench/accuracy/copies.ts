import {
  pixelToWorld,
  planeNormal,
  type ImagePlane,
} from '../../../extension/src/core/geometry/imagePlane';
import {
  cross,
  dot,
  normalize,
  subtract,
  type Vec3,
} from '../../../extension/src/core/geometry/vec3';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { fromFull, toFull, type RegionMask } from '../../../extension/src/core/mask/regionMask';

/** Slices with the truth of each label. */
export interface LabelledStack {
  readonly slices: readonly SliceImage[];
  truth(label: string, k: number): RegionMask;
}

/** The same series as it would be stored had it been acquired or written otherwise. */
export const COPIES: Readonly<Record<string, (stack: LabelledStack) => LabelledStack>> = {
  // Rows from bottom to top.
  flipped: stack => mirrored(stack, false, true, false),
  // From the head to the feet, seen from the other end.
  'feet first': stack => mirrored(stack, true, false, true),
  // On the belly: both turned.
  prone: stack => mirrored(stack, true, true, false),
  oblique: stack => resampled(stack, (12 * Math.PI) / 180),
};

/** Columns, rows or slices in the other order; each pixel stays where it is in the patient. */
function mirrored(
  { slices, truth }: LabelledStack,
  columns: boolean,
  rows: boolean,
  order: boolean,
): LabelledStack {
  const turn = <Values extends Float32Array | Uint8Array>(
    values: Values,
    { columns: width, rows: height }: ImagePlane,
  ): Values => {
    const out = values.slice() as Values;
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const from = (rows ? height - 1 - j : j) * width + (columns ? width - 1 - i : i);
        out[j * width + i] = values[from];
      }
    }
    return out;
  };
  const copies = slices.map(({ plane, values, ...slice }): SliceImage => {
    const corner = [columns ? plane.columns - 1 : 0, rows ? plane.rows - 1 : 0] as const;
    const negated = (v: Vec3): Vec3 => [-v[0], -v[1], -v[2]];
    return {
      ...slice,
      key: `${slice.key}-${columns}-${rows}`,
      values: turn(values, plane),
      plane: {
        ...plane,
        origin: pixelToWorld(plane, corner),
        rowDirection: columns ? negated(plane.rowDirection) : plane.rowDirection,
        columnDirection: rows ? negated(plane.columnDirection) : plane.columnDirection,
      },
    };
  });
  const from = (k: number) => (order ? slices.length - 1 - k : k);
  return {
    slices: order ? copies.reverse() : copies,
    truth: (label, k) => {
      const { plane } = slices[from(k)];
      const full = toFull(truth(label, from(k)), plane.columns, plane.rows);
      return fromFull(turn(full, plane), plane.columns, plane.rows);
    },
  };
}

/** The same field cut along planes that are tilted about the rows: values between, truth nearest. */
function resampled({ slices, truth }: LabelledStack, angle: number): LabelledStack {
  const [{ plane }] = slices;
  const normal = planeNormal(plane);
  const places = slices.map(({ plane: { origin } }) => dot(subtract(origin, plane.origin), normal));
  const gap = (places[places.length - 1] - places[0]) / Math.max(1, places.length - 1);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const down = plane.columnDirection.map(
    (v, n) => c * v + s * normal[n] * Math.sign(gap),
  ) as unknown as Vec3;
  const up = normalize(cross(plane.rowDirection, down));
  const step = Math.abs(gap);
  const depth = slices.length * step;
  const height = plane.rows * plane.rowSpacing;
  const count = Math.ceil((depth * c + height * s) / step);
  const rows = Math.ceil((height * c + depth * s) / plane.rowSpacing);
  const centre = middleOf(slices);
  const copies = Array.from({ length: count }, (_, n): ImagePlane => {
    const along = (n - (count - 1) / 2) * step;
    const [u, v] = [
      ((plane.columns - 1) / 2) * plane.columnSpacing,
      ((rows - 1) / 2) * plane.rowSpacing,
    ];
    const origin = centre.map(
      (at, a) => at + along * up[a] - u * plane.rowDirection[a] - v * down[a],
    ) as unknown as Vec3;
    return { ...plane, origin, columnDirection: down, rows };
  });
  const visit = (to: ImagePlane, each: (n: number, i: number, row: number, k: number) => void) => {
    for (let row = 0, n = 0; row < to.rows; row++) {
      const start = subtract(pixelToWorld(to, [0, row]), plane.origin);
      const j = dot(start, plane.columnDirection) / plane.rowSpacing;
      const k = dot(start, normal) / gap;
      for (let i = 0; i < to.columns; i++, n++) each(n, i, j, k);
    }
  };
  const empty = slices[0].units === 'HU' ? -2000 : 0;
  return {
    slices: copies.map((to, n): SliceImage => {
      const values = new Float32Array(to.columns * to.rows);
      visit(to, (at, i, j, k) => (values[at] = between(slices, i, j, k, empty)));
      const padding = { lower: empty, upper: empty };
      return { ...slices[0], key: `oblique-${n}`, plane: to, values, padding };
    }),
    truth: (label, n) => {
      const to = copies[n];
      const full = new Uint8Array(to.columns * to.rows);
      const known = new Map<number, Uint8Array>();
      visit(to, (at, i, row, place) => {
        const [j, k] = [Math.round(row), Math.round(place)];
        if (j < 0 || k < 0 || j >= plane.rows || k >= slices.length) return;
        if (!known.has(k)) known.set(k, toFull(truth(label, k), plane.columns, plane.rows));
        full[at] = known.get(k)![j * plane.columns + i];
      });
      return fromFull(full, to.columns, to.rows);
    },
  };
}

function middleOf(slices: readonly SliceImage[]): Vec3 {
  const at = ({ plane }: SliceImage) =>
    pixelToWorld(plane, [(plane.columns - 1) / 2, (plane.rows - 1) / 2]);
  const [first, last] = [at(slices[0]), at(slices[slices.length - 1])];
  return first.map((v, a) => (v + last[a]) / 2) as unknown as Vec3;
}

/** The value between rows and slices; `empty` beyond the field. */
function between(
  slices: readonly SliceImage[],
  i: number,
  j: number,
  k: number,
  empty: number,
): number {
  const { columns, rows } = slices[0].plane;
  if (j < -0.5 || k < -0.5 || j > rows - 0.5 || k > slices.length - 0.5) return empty;
  const [y, z] = [Math.min(Math.max(j, 0), rows - 1), Math.min(Math.max(k, 0), slices.length - 1)];
  const [y0, z0] = [Math.floor(y), Math.floor(z)];
  const row = (n: number) => {
    const { values } = slices[Math.min(n, slices.length - 1)];
    const low = values[y0 * columns + i];
    return low + (y - y0) * (values[Math.min(y0 + 1, rows - 1) * columns + i] - low);
  };
  const low = row(z0);
  return low + (z - z0) * (row(z0 + 1) - low);
}
