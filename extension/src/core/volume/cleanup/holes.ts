import { fillHoles } from '../../mask/components';
import { findRuns, paintRuns, type BoxRuns } from './runs';
import type { SegmentBox, Steps } from './segmentBox';

/**
 * The segment with its cavities: what is outside and has no way out of the box over faces of voxels,
 * the counterpart of parts that hang together over corners. Voxels of other segments stay theirs.
 */
export function* fillCavities(box: SegmentBox): Steps<Uint8Array> {
  const runs = yield* findRuns(box.inside, box, 0, 6);
  const open = openComponents(runs);
  const after = Uint8Array.from(box.inside);
  yield* paintRuns(runs, component => !open[component], after, box.taken);
  return after;
}

/** The segment with the holes of each slice by itself, which cavities are among. */
export function* fillSliceHoles(box: SegmentBox): Steps<Uint8Array> {
  const { width, height, depth, inside, taken } = box;
  const after = new Uint8Array(inside.length);
  for (let k = 0; k < depth; k++) {
    const data = inside.subarray(k * width * height, (k + 1) * width * height);
    const filled = fillHoles({ x: 0, y: 0, width, height, data }).data;
    for (let n = 0, v = k * width * height; taken && n < filled.length; n++, v++) {
      if (taken[v] && !inside[v]) filled[n] = 0;
    }
    after.set(filled, k * width * height);
    yield (k + 1) / depth;
  }
  return after;
}

/** Which components reach the rim of the box. */
function openComponents(runs: BoxRuns): Uint8Array {
  const { rows, starts, ends, labels, width, height, depth, componentCount } = runs;
  const open = new Uint8Array(componentCount);
  for (let row = 0; row + 1 < rows.length; row++) {
    const [j, k] = [row % height, Math.floor(row / height)];
    const atRim = j === 0 || j === height - 1 || k === 0 || k === depth - 1;
    for (let run = rows[row]; run < rows[row + 1]; run++) {
      if (atRim || starts[run] === 0 || ends[run] === width) open[labels[run]] = 1;
    }
  }
  return open;
}
