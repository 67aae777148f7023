import { labelComponents } from '../mask/components';

/** A connected part of one plane. */
export interface PlanePart {
  readonly label: number;
  readonly pixels: number;
  /** Mean pixel coordinate, and the size of its bounds. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The connected parts (8 neighbours) of a width × height plane, and which pixel is of which. */
export function labelPlane(plane: Uint8Array, width: number, height: number) {
  const { labels, sizes } = labelComponents(plane, width, height, 8);
  const sums = sizes.map(() => ({ x: 0, y: 0, left: width, right: 0, top: height, bottom: 0 }));
  for (let n = 0; n < labels.length; n++) {
    if (!labels[n]) continue;
    const own = sums[labels[n] - 1];
    const x = n % width;
    const y = (n - x) / width;
    own.x += x;
    own.y += y;
    own.left = Math.min(own.left, x);
    own.right = Math.max(own.right, x);
    own.top = Math.min(own.top, y);
    own.bottom = Math.max(own.bottom, y);
  }
  const parts = sums.map((own, n): PlanePart => ({
    label: n + 1,
    pixels: sizes[n],
    x: own.x / sizes[n],
    y: own.y / sizes[n],
    width: own.right - own.left + 1,
    height: own.bottom - own.top + 1,
  }));
  return { labels, parts };
}
