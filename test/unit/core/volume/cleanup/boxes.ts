import type { SegmentBox, Steps } from '../../../../../extension/src/core/volume/cleanup';

/** Runs work to its end. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (!(value > 0 && value <= 1)) throw new Error(`how far it is: ${value}`);
  }
}

export interface BoxSpacing {
  readonly columnSpacing?: number;
  readonly rowSpacing?: number;
  readonly sliceSpacing?: number;
}

type Size = readonly [width: number, height: number, depth: number];

/** A box with what `has` says of column, row and slice. */
export function boxOf(
  [width, height, depth]: Size,
  has: (i: number, j: number, k: number) => boolean,
  { columnSpacing = 1, rowSpacing = 1, sliceSpacing = 1 }: BoxSpacing = {},
): SegmentBox {
  const inside = new Uint8Array(width * height * depth);
  for (let k = 0, n = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, n++) if (has(i, j, k)) inside[n] = 1;
    }
  }
  return {
    ...{ width, height, depth, inside, taken: null, columnSpacing, rowSpacing },
    positions: Array.from({ length: depth }, (_, k) => k * sliceSpacing),
    thicknesses: new Array<number>(depth).fill(sliceSpacing),
  };
}

/** A ball in the middle of a box with a margin; `shake` moves and swells the disc of a slice, mm. */
export function ball(
  radius: number,
  spacing: Required<BoxSpacing>,
  shake: (k: number) => readonly [number, number, number] = () => [0, 0, 0],
): SegmentBox {
  const { columnSpacing, rowSpacing, sliceSpacing } = spacing;
  const halves = [columnSpacing, rowSpacing, sliceSpacing].map(
    (step, n) => Math.ceil(radius / step) + (n === 2 ? 2 : Math.ceil(5 / step)),
  );
  const size = halves.map(half => 2 * half + 1) as unknown as Size;
  return boxOf(
    size,
    (i, j, k) => {
      const z = (k - halves[2]) * sliceSpacing;
      if (Math.abs(z) >= radius) return false;
      const [dx, dy, swell] = shake(k);
      const disc = Math.sqrt(radius ** 2 - z ** 2) + swell;
      const x = (i - halves[0]) * columnSpacing - dx;
      const y = (j - halves[1]) * rowSpacing - dy;
      return disc > 0 && Math.hypot(x, y) <= disc;
    },
    spacing,
  );
}

export const count = (data: Uint8Array): number => data.reduce((sum, v) => sum + v, 0);

export const isSubset = (a: Uint8Array, b: Uint8Array): boolean => a.every((v, n) => v <= b[n]);

export function dice(a: Uint8Array, b: Uint8Array): number {
  return (2 * count(a.map((v, n) => v & b[n]))) / (count(a) + count(b));
}
