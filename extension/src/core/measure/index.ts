import { maskArea } from '../mask/regionMask';
import { recistAxes, type Axes } from './axes';
import {
  defaultDiscretisation,
  discretise,
  histogramFeatures,
  type Discretisation,
  type HistogramFeatures,
} from './discretise';
import { glcmFeatures, type GlcmFeatures } from './glcm';
import { meshVolume } from './meshVolume';
import { isAdjacent, sliceStack, type MeasuredSlice, type SliceStack } from './sliceStack';
import { intensityStatistics, type IntensityStatistics } from './statistics';
import { volume } from './volume';

export { type Axes, type Diameter } from './axes';
export { type Discretisation, type HistogramFeatures } from './discretise';
export { type GlcmFeatures } from './glcm';
export { type MeasuredSlice } from './sliceStack';
export { type IntensityStatistics } from './statistics';

export interface MeasureInput {
  /** All slices of the series, in any order. */
  readonly slices: readonly MeasuredSlice[];
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  /** mm; needed for a series of one slice only. */
  readonly sliceThickness?: number;
  /** Before texture; the default suits the units. */
  readonly discretisation?: Discretisation;
}

export interface Texture {
  readonly discretisation: Discretisation;
  readonly histogram: HistogramFeatures;
  /** Null when no two voxels are neighbours. */
  readonly glcm: { readonly averaged: GlcmFeatures; readonly merged: GlcmFeatures } | null;
}

/** What is measured of one segment. Lengths in mm, volumes in mm³, values in the image's units. */
export interface SegmentMeasurements {
  readonly voxels: number;
  readonly volume: number;
  readonly meshVolume: number;
  readonly axes: Axes;
  /** Null when the slices came without values. */
  readonly intensity: IntensityStatistics | null;
  readonly texture: Texture | null;
  /** False when slices are missing or unevenly spaced: the volume is an estimate there. */
  readonly isRegular: boolean;
}

/**
 * Measures a segment; null for an empty one.
 *
 * @throws RangeError when the slices form no stack
 */
export function measureSegment(input: MeasureInput): SegmentMeasurements | null {
  const axes = recistAxes(input.slices);
  if (!axes) return null;
  const stack = sliceStack(input.slices, input.sliceThickness);
  const box = valueBox(stack);
  const intensity = box && intensityStatistics(box.values);
  return {
    voxels: stack.slices.reduce((sum, { mask }) => sum + (mask ? maskArea(mask) : 0), 0),
    volume: volume(stack),
    meshVolume: meshVolume(stack),
    axes,
    intensity,
    texture: intensity && box && texture(box, input),
    isRegular: stack.isRegular,
  };
}

/** A segment's values on the box that holds it; NaN outside. */
interface ValueBox {
  readonly dims: readonly [number, number, number];
  readonly values: Float32Array;
  readonly isAdjacent: (n: number) => boolean;
}

function valueBox(stack: SliceStack): ValueBox | null {
  const marked = stack.slices.flatMap(({ mask }, n) =>
    mask && mask.width > 0 ? [{ mask, n }] : [],
  );
  if (marked.some(({ n }) => !stack.slices[n].values)) return null;
  const left = Math.min(...marked.map(({ mask }) => mask.x));
  const top = Math.min(...marked.map(({ mask }) => mask.y));
  const columns = Math.max(...marked.map(({ mask }) => mask.x + mask.width)) - left;
  const rows = Math.max(...marked.map(({ mask }) => mask.y + mask.height)) - top;
  const first = marked[0].n;
  const slices = marked[marked.length - 1].n - first + 1;
  const box = new Float32Array(columns * rows * slices).fill(NaN);
  for (const { mask, n } of marked) {
    const { plane, values } = stack.slices[n];
    mask.data.forEach((inside, at) => {
      if (!inside) return;
      const i = mask.x + (at % mask.width);
      const j = mask.y + Math.floor(at / mask.width);
      box[i - left + columns * (j - top + rows * (n - first))] = values![j * plane.columns + i];
    });
  }
  return {
    dims: [columns, rows, slices],
    values: box,
    isAdjacent: n => isAdjacent(stack, first + n),
  };
}

function texture({ values, ...box }: ValueBox, input: MeasureInput): Texture {
  const discretisation = input.discretisation ?? defaultDiscretisation(input.units);
  const levels = discretise(values, discretisation);
  return {
    discretisation,
    histogram: histogramFeatures(levels),
    glcm: glcmFeatures({ ...levels, ...box }),
  };
}
