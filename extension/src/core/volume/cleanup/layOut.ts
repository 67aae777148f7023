import { worldToPixel, type ImagePlane } from '../../geometry/imagePlane';
import type { UnknownReason } from '../../measure';
import { isMarked, type MarkedSlice, type MeasuredSlice } from '../../measure/measuredSlice';
import { isOneGrid, sliceStack } from '../../measure/sliceStack';
import type { SegmentBox } from './segmentBox';

/** What a box has of a slice: its corner in the slice's pixels. */
export interface BoxSlice {
  /** Index of the slice in the list that was given. */
  readonly source: number;
  readonly x: number;
  readonly y: number;
}

export interface LaidOut {
  readonly box: SegmentBox;
  /** In the order of the box. */
  readonly slices: readonly BoxSlice[];
  /** False for a single image that does not say how large its voxels are. */
  readonly sizeKnown: boolean;
}

/** Room around a segment, mm; as far as smoothing reaches, in slices two at least. */
const MARGIN_MM = 5;
const MARGIN_SLICES = 2;

interface Places {
  readonly slices: readonly MeasuredSlice[];
  readonly positions: readonly number[];
  readonly spacing: number;
  readonly sizeKnown: boolean;
}

/**
 * Lays the marked slices of a series one over the other, in the box that holds them, with those that
 * lie between and within the margin. Slices that are shifted against each other, as with a tilted
 * gantry, are laid as they lie in the patient, to the nearest pixel.
 *
 * @param given slices of the series, in any order; at least one with a mask
 * @returns why they can't be laid, for slices that are no stack
 */
export function layOut(given: readonly MeasuredSlice[]): LaidOut | UnknownReason {
  const places = placesOf(given);
  if (typeof places === 'string') return places;
  const { slices, positions, spacing, sizeKnown } = places;
  const marked = slices.flatMap((slice, n) => (isMarked(slice) ? [n] : []));
  const room = Math.max(MARGIN_SLICES, Math.ceil(MARGIN_MM / spacing));
  const first = Math.max(0, marked[0] - room);
  const last = Math.min(slices.length - 1, marked[marked.length - 1] + room);
  const used = slices.slice(first, last + 1);
  const reference = slices[marked[0]].plane;
  const shifts = used.map(({ plane }) => shiftOf(plane, reference));
  const { x, y, width, height } = boundsOf(used, shifts);
  const inside = new Uint8Array(width * height * used.length);
  used.forEach(({ mask }, k) => {
    for (let v = 0; mask && v < mask.height; v++) {
      const row = (k * height + mask.y + v + shifts[k].y - y) * width + mask.x + shifts[k].x - x;
      inside.set(mask.data.subarray(v * mask.width, (v + 1) * mask.width), row);
    }
  });
  const { columnSpacing, rowSpacing } = reference;
  const thicknesses = thicknessesOf(positions, spacing);
  return {
    box: {
      ...{ width, height, depth: used.length, inside, taken: null, columnSpacing, rowSpacing },
      positions: positions.slice(first, last + 1),
      thicknesses: thicknesses.slice(first, last + 1),
    },
    slices: used.map((slice, k) => ({
      source: given.indexOf(slice),
      x: x - shifts[k].x,
      y: y - shifts[k].y,
    })),
    sizeKnown,
  };
}

function placesOf(given: readonly MeasuredSlice[]): Places | UnknownReason {
  const stack = sliceStack(given);
  if (typeof stack !== 'string') {
    return isOneGrid(stack.slices) ? { ...stack, sizeKnown: true } : 'several-spacings';
  }
  const marked = given.filter(isMarked);
  if (marked.length > 1) return stack;
  // A single image needs no place.
  return { slices: marked, positions: [0], spacing: 1, sizeKnown: false };
}

/** How many pixels of the reference a slice's first pixel lies beyond the reference's. */
function shiftOf({ origin }: ImagePlane, reference: ImagePlane): { x: number; y: number } {
  const [i, j] = worldToPixel(reference, origin);
  return { x: Math.round(i), y: Math.round(j) };
}

function boundsOf(slices: readonly MeasuredSlice[], shifts: readonly { x: number; y: number }[]) {
  const [{ plane }] = slices;
  const rooms = [MARGIN_MM / plane.columnSpacing, MARGIN_MM / plane.rowSpacing].map(Math.ceil);
  const along = (axis: 'x' | 'y', size: 'width' | 'height', count: 'columns' | 'rows') => {
    const room = rooms[axis === 'x' ? 0 : 1];
    const of = slices.map((slice, k) => ({ slice, shift: shifts[k][axis] }));
    const marked = of.filter((one): one is { slice: MarkedSlice; shift: number } =>
      isMarked(one.slice),
    );
    const low = Math.min(...marked.map(({ slice, shift }) => slice.mask[axis] + shift)) - room;
    const high =
      Math.max(...marked.map(({ slice: { mask }, shift }) => mask[axis] + mask[size] + shift)) +
      room;
    // No image goes further.
    const from = Math.max(low, Math.min(...shifts.map(shift => shift[axis])));
    const to = Math.min(high, Math.max(...of.map(one => one.slice.plane[count] + one.shift)));
    return [from, to - from] as const;
  };
  const [[x, width], [y, height]] = [along('x', 'width', 'columns'), along('y', 'height', 'rows')];
  return { x, y, width, height };
}

/** Half the way to either neighbour; at the ends as much beyond as before. */
const thicknessesOf = (positions: readonly number[], spacing: number): number[] =>
  positions.map((at, k) => {
    const before = positions[k - 1];
    const next = positions[k + 1];
    if (before === undefined && next === undefined) return spacing;
    if (before === undefined) return next - at;
    return next === undefined ? at - before : (next - before) / 2;
  });
