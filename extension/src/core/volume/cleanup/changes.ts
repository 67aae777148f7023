import { fromFull, type RegionMask } from '../../mask/regionMask';
import { partsOf, type Part } from './components';
import { findRuns } from './runs';
import type { SegmentBox, Steps } from './segmentBox';

/** What a clean-up does on one slice of a box, in the box's columns and rows. */
export interface SliceChange {
  readonly slice: number;
  readonly added: RegionMask;
  readonly removed: RegionMask;
}

/** What a clean-up changes of a segment; volumes in mm³. */
export interface BoxChange {
  readonly addedVoxels: number;
  readonly addedVolume: number;
  readonly removedVoxels: number;
  readonly removedVolume: number;
  readonly volumeBefore: number;
  /** Slices with a change, in their order. */
  readonly slices: readonly SliceChange[];
  /** What is added or removed in one place, the largest first. */
  readonly parts: readonly Part[];
}

/** Compares a box with what it is to become. */
export function* changeOf(box: SegmentBox, after: Uint8Array): Steps<BoxChange> {
  const { width, height, depth, inside } = box;
  const area = width * height;
  const differs = new Uint8Array(inside.length);
  const sums = {
    ...{ addedVoxels: 0, addedVolume: 0, removedVoxels: 0, removedVolume: 0 },
    volumeBefore: 0,
  };
  const slices: SliceChange[] = [];
  const [addedHere, removedHere] = [new Uint8Array(area), new Uint8Array(area)];
  for (let k = 0; k < depth; k++) {
    let [before, added, removed] = [0, 0, 0];
    for (let n = 0, v = k * area; n < area; n++, v++) {
      before += inside[v];
      if (inside[v] === after[v]) continue;
      differs[v] = 1;
      if (after[v]) added += addedHere[n] = 1;
      else removed += removedHere[n] = 1;
    }
    const voxelVolume = box.columnSpacing * box.rowSpacing * box.thicknesses[k];
    sums.addedVoxels += added;
    sums.addedVolume += added * voxelVolume;
    sums.removedVoxels += removed;
    sums.removedVolume += removed * voxelVolume;
    sums.volumeBefore += before * voxelVolume;
    if (added + removed) {
      slices.push({
        slice: k,
        added: fromFull(addedHere, width, height),
        removed: fromFull(removedHere, width, height),
      });
      addedHere.fill(0);
      removedHere.fill(0);
    }
    yield (k + 1) / (2 * depth);
  }
  const runs = yield* later(findRuns(differs, box, 1, 26));
  const parts = partsOf(runs, box).sort((a, b) => b.volume - a.volume);
  return { ...sums, slices, parts };
}

/** The second half of some work. */
function* later<Result>(steps: Steps<Result>): Steps<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    yield (1 + value) / 2;
  }
}
