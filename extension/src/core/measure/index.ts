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
import { isMarked, valuesInside, type MarkedSlice, type MeasuredSlice } from './measuredSlice';
import { meshVolume } from './meshVolume';
import { isAdjacent, isOneGrid, sliceStack, type NoStack, type SliceStack } from './sliceStack';
import { intensityStatistics, type IntensityStatistics } from './statistics';
import { valueBox, type ValueBox } from './valueBox';
import { sliceArea, volume } from './volume';

export { type Axes, type Diameter } from './axes';
export { centreOf } from './centre';
export { type Discretisation, type HistogramFeatures } from './discretise';
export { type GlcmFeatures } from './glcm';
export { wholeValues, type MeasuredSlice, type RegionValues } from './measuredSlice';
export { type IntensityStatistics } from './statistics';

export interface MeasureInput {
  /** Slices of the series, in any order. */
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

/** Why a number can't be known: a closed set, so that the catalogue has a sentence for each. */
export const UNKNOWN_REASONS = [
  'no-place',
  'several-orientations',
  'repeated-positions',
  'no-thickness',
  /** Images with pixels of different size or direction: voxels don't line up. */
  'several-spacings',
  /** The images don't say how large their pixels are. */
  'no-spacing',
  /** The images have colours instead of values, or their values are not at hand. */
  'no-values',
] as const;

export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** What is measured of the part of a segment on one image. */
export interface ImageMeasurements {
  /** Index of the slice in the list that was given. */
  readonly slice: number;
  readonly pixels: number;
  /** In squares of the unit of length. */
  readonly area: number;
  readonly axes: Axes;
  /** Null when the slices came without values. */
  readonly intensity: IntensityStatistics | null;
}

/**
 * What is measured of one segment. Volumes in mm³, values in the image's units. What can't be known
 * is null, and `unknown` says why.
 */
export interface SegmentMeasurements {
  readonly voxels: number;
  /** Of axes and areas: mm, or pixels where an image does not say how large they are. */
  readonly lengthUnit: 'mm' | 'px';
  readonly volume: number | null;
  readonly meshVolume: number | null;
  readonly axes: Axes;
  /** Only where the reader has placed them, whatever the mask says. */
  readonly axesBy?: 'reader';
  readonly intensity: IntensityStatistics | null;
  readonly texture: Texture | null;
  /** False when slices are missing or unevenly spaced: the volume is an estimate there. */
  readonly isRegular: boolean;
  /** Each image by itself, where the images are no one stack; else empty. */
  readonly images: readonly ImageMeasurements[];
  readonly unknown: Readonly<
    Partial<
      Record<'volume' | 'meshVolume' | 'millimetres' | 'intensity' | 'texture', UnknownReason>
    >
  >;
}

/**
 * Measures a segment; null for an empty one. A number that can't be known holds up no other: a
 * volume needs parallel images at different places, texture pixels of one size, millimetres a
 * spacing.
 */
export function measureSegment(input: MeasureInput): SegmentMeasurements | null {
  const lengthUnit = input.slices.every(s => !isMarked(s) || s.knows !== 'nothing') ? 'mm' : 'px';
  const slices = lengthUnit === 'mm' ? input.slices : input.slices.map(inPixels);
  const axes = recistAxes(slices);
  if (!axes) return null;
  const marked = slices.filter(isMarked);
  const found = sliceStack(slices, input.sliceThickness);
  const noStack = typeof found === 'string' ? found : undefined;
  const stack = typeof found === 'string' ? null : found;
  const isJoined = stack !== null || marked.length === 1;
  return {
    voxels: marked.reduce((sum, { mask }) => sum + maskArea(mask), 0),
    lengthUnit,
    axes,
    isRegular: stack?.isRegular ?? true,
    images: stack ? [] : eachImage(slices),
    ...measured(input, stack, marked),
    ...(isJoined ? {} : { intensity: null, texture: null }),
    unknown: unknowns(lengthUnit, stack, marked, noStack, isJoined),
  };
}

function measured(
  input: MeasureInput,
  stack: SliceStack | null,
  marked: readonly MarkedSlice[],
): Pick<SegmentMeasurements, 'volume' | 'meshVolume' | 'intensity' | 'texture'> {
  const oneGrid = isOneGrid(marked);
  const box = oneGrid
    ? valueBox(stack?.slices ?? marked, n => (stack ? isAdjacent(stack, n) : false))
    : null;
  return {
    volume: stack && volume(stack),
    meshVolume: stack && oneGrid ? meshVolume(stack) : null,
    intensity: intensityOf(marked),
    texture: box && texture(box, input),
  };
}

function unknowns(
  lengthUnit: 'mm' | 'px',
  stack: SliceStack | null,
  marked: readonly MarkedSlice[],
  noStack: NoStack | undefined,
  isJoined: boolean,
): SegmentMeasurements['unknown'] {
  const noVolume = lengthUnit === 'px' ? 'no-spacing' : noStack;
  const noGrid = stack && !isOneGrid(marked) ? 'several-spacings' : undefined;
  const noValues = marked.every(({ values }) => values) ? undefined : 'no-values';
  const reasons = {
    volume: noVolume,
    meshVolume: noVolume ?? noGrid,
    millimetres: lengthUnit === 'px' ? ('no-spacing' as const) : undefined,
    intensity: noValues ?? (isJoined ? undefined : noStack),
    texture: noValues ?? (isJoined ? noGrid : noStack),
  };
  return Object.fromEntries(Object.entries(reasons).filter(([, reason]) => reason));
}

function eachImage(slices: readonly MeasuredSlice[]): ImageMeasurements[] {
  return slices.flatMap((slice, n) => {
    const axes = isMarked(slice) ? recistAxes([slice]) : null;
    if (!axes || !isMarked(slice)) return [];
    return [
      {
        slice: n,
        pixels: maskArea(slice.mask),
        area: sliceArea(slice),
        axes: { ...axes, slice: n },
        intensity: intensityOf([slice]),
      },
    ];
  });
}

function intensityOf(marked: readonly MarkedSlice[]): IntensityStatistics | null {
  const parts = marked.map(valuesInside);
  if (parts.some(part => part === null)) return null;
  const all = new Float32Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    all.set(part!, at);
    at += part!.length;
  }
  return intensityStatistics(all);
}

/** The slice with square pixels of one unit. */
const inPixels = (slice: MeasuredSlice): MeasuredSlice => ({
  ...slice,
  knows: 'nothing',
  plane: { ...slice.plane, columnSpacing: 1, rowSpacing: 1 },
});

function texture({ values, ...box }: ValueBox, input: MeasureInput): Texture {
  const discretisation = input.discretisation ?? defaultDiscretisation(input.units);
  const levels = discretise(values, discretisation);
  return {
    discretisation,
    histogram: histogramFeatures(levels),
    glcm: glcmFeatures({ ...levels, ...box }),
  };
}
