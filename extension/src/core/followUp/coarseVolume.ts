import { planeNormal, type ImagePlane } from '../geometry/imagePlane';
import { dot, scale, subtract, type Vec3 } from '../geometry/vec3';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { CT_RANGE } from './alignImages';
import { coarser, type VolumeGrid } from './volumeGrid';

/** Alignment compares nothing finer, mm. */
const BLOCK_MM = 4;
/** Fewer slices, or a thinner slab (mm), hold no rotation. */
const LEAST_SLICES = 4;
const LEAST_MM = 30;
/** How far the first pixels of slices may wander across the stack: more is a tilted gantry, mm. */
const MOST_DRIFT = 4;
const PARALLEL = 0.999;
/** Shares of the values that are darker than the darkest, and brighter than the brightest, that count. */
const [DARK, BRIGHT] = [0.02, 0.98];
/** Values of images without HU are brought to 0 to 1000 (`scaledVolume`); what is below this is air. */
export const SCALED_RANGE: readonly [number, number] = [120, 1000];

/** Which slices of a stack make a coarse volume of it. */
export interface VolumePlan {
  /** Into the planes that were given, in the order of their places. */
  readonly indices: readonly number[];
  /** From one of these slices to the next, mm. */
  readonly step: Vec3;
}

/**
 * Chooses slices of a stack, about 4 mm apart, that are enough to align it.
 *
 * @param planes null where an image has no place; images that share a place count once
 * @returns null when they make no even stack: too few, not parallel, or of a tilted gantry
 */
export function planVolume(planes: readonly (ImagePlane | null)[]): VolumePlan | null {
  const known = planes.flatMap((plane, index) =>
    plane && plane.placeKnown !== false && plane.spacingKnown !== false ? [{ plane, index }] : [],
  );
  const middle = known[known.length >> 1]?.plane;
  if (!middle) return null;
  const normal = planeNormal(middle);
  const placed = known
    .filter(({ plane }) => isAlike(plane, middle))
    .map(slice => ({ ...slice, at: dot(slice.plane.origin, normal) }))
    .sort((a, b) => a.at - b.at)
    .filter(({ at }, n, all) => n === 0 || at - all[n - 1].at > 0.01);
  if (placed.length < LEAST_SLICES) return null;
  const [first, last] = [placed[0], placed[placed.length - 1]];
  const gaps = placed.slice(1).map(({ at }, n) => at - placed[n].at);
  const gap = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  if (last.at - first.at < LEAST_MM) return null;
  const apart = gap * Math.max(1, Math.round(BLOCK_MM / gap));
  const chosen: typeof placed = [];
  for (let at = first.at; at <= last.at + gap / 2; at += apart) {
    const nearest = placed.reduce((a, b) => (Math.abs(b.at - at) < Math.abs(a.at - at) ? b : a));
    // A hole in the stack.
    if (Math.abs(nearest.at - at) > gap) return null;
    chosen.push(nearest);
  }
  const drifts = chosen.map(({ plane }) => {
    const away = subtract(plane.origin, first.plane.origin);
    return Math.hypot(dot(away, middle.rowDirection), dot(away, middle.columnDirection));
  });
  if (chosen.length < LEAST_SLICES || Math.max(...drifts) > MOST_DRIFT) return null;
  return { indices: chosen.map(({ index }) => index), step: scale(normal, apart) };
}

const isAlike = (a: ImagePlane, b: ImagePlane): boolean =>
  a.columns === b.columns &&
  a.rows === b.rows &&
  dot(a.rowDirection, b.rowDirection) > PARALLEL &&
  dot(a.columnDirection, b.columnDirection) > PARALLEL;

/** A slice as coarse as alignment needs it: one layer of a volume. Background has the lowest value. */
export function coarseSlice({ plane, values, units, padding }: SliceImage): VolumeGrid {
  const lowest = units === 'HU' ? CT_RANGE[0] : 0;
  return coarser(
    {
      dims: [plane.columns, plane.rows, 1],
      origin: plane.origin,
      steps: [
        scale(plane.rowDirection, plane.columnSpacing),
        scale(plane.columnDirection, plane.rowSpacing),
        planeNormal(plane),
      ],
      values: values.map(value => (isBackground(value, padding) ? lowest : value)),
    },
    BLOCK_MM,
    units === 'HU' ? CT_RANGE : [-Infinity, Infinity],
  );
}

/** The layers as one volume. */
export function layersTogether(layers: readonly VolumeGrid[], step: Vec3): VolumeGrid {
  const [{ dims, origin, steps }] = layers;
  const size = dims[0] * dims[1];
  const values = new Float32Array(size * layers.length);
  layers.forEach((layer, k) => values.set(layer.values as Float32Array, k * size));
  return {
    dims: [dims[0], dims[1], layers.length],
    origin,
    steps: [steps[0], steps[1], step],
    values,
  };
}

/** A volume whose values are only comparable to its own: brought to a range of its own frequent ones. */
export function scaledVolume(volume: VolumeGrid): VolumeGrid {
  const ordered = Float32Array.from(volume.values).sort();
  const valueAt = (share: number) => ordered[Math.floor(share * (ordered.length - 1))];
  const [dark, bright] = [valueAt(DARK), valueAt(BRIGHT)];
  const factor = bright > dark ? SCALED_RANGE[1] / (bright - dark) : 0;
  return { ...volume, values: Float32Array.from(volume.values, v => (v - dark) * factor) };
}
