import { tighten, type RegionMask } from '../../mask/regionMask';
import { findRuns } from './runs';
import { partsOf } from './components';
import type { SegmentBox, Steps } from './segmentBox';

/** A part of a segment that hangs together: its masks in the box, by slice. */
export interface SeparatePart {
  readonly voxels: number;
  /** mm³ */
  readonly volume: number;
  readonly slices: ReadonlyMap<number, RegionMask>;
}

/**
 * The parts of a segment that hang together (26 neighbours), the largest first, of equal ones the
 * first; null when there are more than `most`.
 */
export function* separateParts(box: SegmentBox, most: number): Steps<SeparatePart[] | null> {
  const { width, height, depth } = box;
  const runs = yield* findRuns(box.inside, box, 1, 26);
  if (runs.componentCount > most) return null;
  const sizes = partsOf(runs, box);
  const masks = sizes.map(() => new Map<number, Uint8Array>());
  for (let k = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      const row = k * height + j;
      for (let run = runs.rows[row]; run < runs.rows[row + 1]; run++) {
        const own = masks[runs.labels[run]];
        const data = own.get(k) ?? new Uint8Array(width * height);
        own.set(k, data);
        data.fill(1, j * width + runs.starts[run], j * width + runs.ends[run]);
      }
    }
    yield (k + 1) / depth;
  }
  return sizes
    .map(({ voxels, volume }, n) => ({
      ...{ voxels, volume },
      slices: new Map(
        [...masks[n]].map(([k, data]) => [k, tighten({ x: 0, y: 0, width, height, data })]),
      ),
    }))
    .sort((a, b) => b.volume - a.volume);
}
