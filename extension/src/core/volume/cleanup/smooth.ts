import { PlaneBlur, REACH, type BlurredPlane } from './planeBlur';
import type { SegmentBox, Steps } from './segmentBox';

/** Standard deviations of the Gaussian by which a segment is smoothed. */
export interface Smoothing {
  /** Across the slices: this many of their usual distance, and at least so many mm. */
  readonly acrossSlices: number;
  readonly acrossMm: number;
  /** In the plane, mm: as far as borders of neighbouring slices lie apart by chance. */
  readonly inPlaneMm: number;
}

const SMOOTHING: Smoothing = { acrossSlices: 1, acrossMm: 2, inPlaneMm: 1 };

/** Steps that smoothed values, 0 to 1, are told apart by. */
const STEPS = 2047;

/** What smoothing makes of each voxel: the higher, the sooner it is inside. */
interface Levels {
  /** 0 where nothing can be; of equal values, what was inside is one level above. */
  readonly of: Uint16Array;
  /** Voxels of each level, times the mm that their slices stand for. */
  readonly volumes: Float64Array;
  /** The same of the segment as it was. */
  readonly volume: number;
}

/**
 * The segment with smoother borders from slice to slice, at the same volume to the voxel: a Gaussian
 * in mm over its voxels, of which as much is inside as was before, the highest values first. Of equal
 * values those that were inside stay so: a flat end stays where it is. Where the stack ends, nothing
 * is known of what follows, and nothing pulls. Voxels of other segments stay theirs.
 */
export function* smoothSlices(
  box: SegmentBox,
  smoothing: Smoothing = SMOOTHING,
): Steps<Uint8Array> {
  const levels = yield* levelsOf(box, smoothing);
  const after = new Uint8Array(box.inside.length);
  const { of, volumes } = levels;
  let [level, left] = [volumes.length - 1, levels.volume];
  while (level > 0 && volumes[level] <= left) left -= volumes[level--];
  const area = box.width * box.height;
  for (const [k, thickness] of box.thicknesses.entries()) {
    for (let n = k * area; n < (k + 1) * area; n++) {
      if (of[n] > level) after[n] = 1;
      else if (of[n] === level && level > 0 && left >= thickness / 2) {
        // Of the last level only as much as there is room for.
        left -= thickness;
        after[n] = 1;
      }
    }
    yield 1;
  }
  return after;
}

function* levelsOf(box: SegmentBox, smoothing: Smoothing): Steps<Levels> {
  const { width, height, depth, inside, taken, thicknesses } = box;
  const area = width * height;
  const weights = weightsAcross(box, smoothing);
  const blur = new PlaneBlur(box, smoothing.inPlaneMm);
  const planes = new Map<number, BlurredPlane | null>();
  const values = new Float32Array(area);
  const of = new Uint16Array(inside.length);
  const volumes = new Float64Array(2 * STEPS + 2);
  let volume = 0;
  for (let k = 0; k < depth; k++) {
    values.fill(0);
    for (const [other, weight] of weights[k]) {
      if (!planes.has(other)) planes.set(other, blur.blur(other));
      const plane = planes.get(other);
      if (!plane) continue;
      for (let n = plane.from * width; n < plane.to * width; n++) {
        values[n] += weight * plane.values[n];
      }
    }
    for (const other of planes.keys()) if (other < weights[k][0][0]) planes.delete(other);
    for (let n = 0, v = k * area; n < area; n++, v++) {
      if (inside[v]) volume += thicknesses[k];
      else if (values[n] === 0 || taken?.[v]) continue;
      const level = 2 * Math.round(Math.min(1, values[n]) * STEPS) + inside[v];
      of[v] = level;
      volumes[level] += thicknesses[k];
    }
    yield (k + 1) / depth;
  }
  return { of, volumes, volume };
}

/** Of each slice its neighbours within reach, in ascending order, and what they count: 1 in sum. */
function weightsAcross(
  { positions, thicknesses }: SegmentBox,
  { acrossSlices, acrossMm }: Smoothing,
): (readonly [number, number])[][] {
  const sigma = Math.max(acrossMm, acrossSlices * median(thicknesses));
  return positions.map(at => {
    const near: [number, number][] = [];
    positions.forEach((position, n) => {
      const away = Math.abs(position - at);
      if (away > REACH * sigma) return;
      near.push([n, thicknesses[n] * Math.exp(-(away ** 2) / (2 * sigma ** 2))]);
    });
    const sum = near.reduce((total, [, weight]) => total + weight, 0);
    return near.map(([n, weight]) => [n, weight / sum] as const);
  });
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
