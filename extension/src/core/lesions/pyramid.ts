import type { Grid } from './organGrid';

/** A grid, the organ's share of each voxel, and the values times that share. */
export interface Level extends Grid {
  readonly weighted: Float32Array;
  readonly inside: Float32Array;
  /** Voxels of the finest level that one stands for, along x, y and z. */
  readonly block: readonly [number, number, number];
}

/** Every two voxels of the finer axes become one: the spacing comes nearer to a cube's. */
export function halved(level: Level): Level {
  const { width, height, depth, spacing, weighted, inside, block } = level;
  const finest = Math.min(...spacing);
  const by = spacing.map(one => (one < 1.5 * finest ? 2 : 1));
  const [w, h, d] = [width, height, depth].map((size, axis) => Math.ceil(size / by[axis]));
  const coarse = { weighted: new Float32Array(w * h * d), inside: new Float32Array(w * h * d) };
  const share = 1 / (by[0] * by[1] * by[2]);
  for (let k = 0, n = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      const row = (Math.floor(k / by[2]) * h + Math.floor(j / by[1])) * w;
      for (let i = 0; i < width; i++, n++) {
        const to = row + Math.floor(i / by[0]);
        coarse.weighted[to] += weighted[n] * share;
        coarse.inside[to] += inside[n] * share;
      }
    }
  }
  const times = (a: readonly [number, number, number]): [number, number, number] => [
    a[0] * by[0],
    a[1] * by[1],
    a[2] * by[2],
  ];
  return {
    ...{ width: w, height: h, depth: d, spacing: times(spacing), block: times(block) },
    ...coarse,
  };
}
