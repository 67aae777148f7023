import { type RegionMask } from '../mask/regionMask';
import { isMarked } from './measuredSlice';
import { type SliceStack } from './sliceStack';

/**
 * Volume in mm³ within the surface that marching cubes draw half-way between voxels inside and
 * outside (IBSI RNU0; Lorensen and Cline 1987). Diagonal neighbours are joined. It is smaller than
 * voxel counting, as edges and corners are cut; the difference matters for small lesions.
 *
 * @param stack with pixels of one size and direction on all marked slices (isOneGrid)
 */
export function meshVolume({ slices, positions, spacing }: SliceStack): number {
  const marked = slices.flatMap(({ mask }) => (mask && mask.width > 0 ? [mask] : []));
  if (marked.length === 0) return 0;
  const left = Math.min(...marked.map(mask => mask.x)) - 1;
  const top = Math.min(...marked.map(mask => mask.y)) - 1;
  const right = Math.max(...marked.map(mask => mask.x + mask.width));
  const bottom = Math.max(...marked.map(mask => mask.y + mask.height));
  const { columnSpacing, rowSpacing } = (slices.find(isMarked) ?? slices[0]).plane;

  let volume = 0;
  for (let n = -1; n < slices.length; n++) {
    const [near, far] = [slices[n]?.mask ?? null, slices[n + 1]?.mask ?? null];
    if (!near && !far) continue;
    let cells = 0;
    for (let j = top; j < bottom; j++) {
      for (let i = left; i < right; i++) {
        cells += CELL_VOLUMES[fourPixels(near, i, j) | (fourPixels(far, i, j) << 4)];
      }
    }
    const gap = n >= 0 && n + 1 < slices.length ? positions[n + 1] - positions[n] : spacing;
    volume += cells * columnSpacing * rowSpacing * gap;
  }
  return volume;
}

/** Pixels [i, j], [i + 1, j], [i, j + 1], [i + 1, j + 1] as bits 0 to 3. */
function fourPixels(mask: RegionMask | null, i: number, j: number): number {
  if (!mask) return 0;
  const [u, v] = [i - mask.x, j - mask.y];
  const at = (x: number, y: number): number =>
    x >= 0 && y >= 0 && x < mask.width && y < mask.height ? mask.data[y * mask.width + x] : 0;
  return at(u, v) | (at(u + 1, v) << 1) | (at(u, v + 1) << 2) | (at(u + 1, v + 1) << 3);
}

type Point = readonly [number, number, number];

/** Corners of each face of the unit cell in the order seen anticlockwise from outside it. */
const FACES: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 6, 2],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 2, 3, 1],
  [4, 5, 7, 6],
];

/** Corner n of the cell lies at x = bit 0, y = bit 1, z = bit 2. */
const corner = (n: number): Point => [n & 1, (n >> 1) & 1, n >> 2];

/** The part of a unit cell that is inside, for each of the 256 ways its corners can be. */
const CELL_VOLUMES = Float64Array.from({ length: 256 }, (_, inside) => cellVolume(inside));

/**
 * By the divergence theorem: a third of the flux of the position through the inside part of the
 * cell's faces and through the surface.
 */
function cellVolume(inside: number): number {
  const isInside = (n: number) => ((inside >> n) & 1) === 1;
  const middles = new Map<string, Point>();
  const next = new Map<string, string>();
  let flux = 0;
  FACES.forEach((face, f) => {
    const around = face.map(isInside);
    const count = around.filter(Boolean).length;
    // The faces at 0 let nothing through; those at 1 their area.
    if (f % 2 === 1) flux += [0, 1 / 8, around[0] === around[2] ? 3 / 4 : 1 / 2, 7 / 8, 1][count];
    const crossings = face.flatMap((from, n) => {
      const to = face[(n + 1) % 4];
      if (isInside(from) === isInside(to)) return [];
      const key = [Math.min(from, to), Math.max(from, to)].join();
      const [a, b] = [corner(from), corner(to)];
      middles.set(key, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]);
      return [{ key, leaves: isInside(from) }];
    });
    // Where the face's edge leaves the inside and where it next returns bound the surface.
    crossings.forEach(({ key, leaves }, n) => {
      if (leaves) next.set(crossings[(n + 1) % crossings.length].key, key);
    });
  });
  while (next.size > 0) {
    const loop: Point[] = [];
    let [key] = next.keys();
    for (let to = next.get(key); to !== undefined; to = next.get(key)) {
      next.delete(key);
      loop.push(middles.get(key)!);
      key = to;
    }
    flux += loopFlux(loop);
  }
  return flux / 3;
}

/** Flux of the position through a fan of triangles around the centre of a loop. */
function loopFlux(loop: readonly Point[]): number {
  const centre = [0, 1, 2].map(axis => loop.reduce((sum, p) => sum + p[axis], 0) / loop.length);
  return loop.reduce((flux, a, n) => {
    const b = loop[(n + 1) % loop.length];
    const triple =
      centre[0] * (a[1] * b[2] - a[2] * b[1]) +
      centre[1] * (a[2] * b[0] - a[0] * b[2]) +
      centre[2] * (a[0] * b[1] - a[1] * b[0]);
    return flux + triple / 2;
  }, 0);
}
