import { deepestPixel, squaredDistanceInside } from '../../../extension/src/core/mask/distance';
import { components } from '../../../extension/src/core/mask/components';
import { maskArea, type RegionMask } from '../../../extension/src/core/mask/regionMask';
import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import type { Prompt } from '../../../extension/src/core/prompt/prompt';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import type { DataSet } from '../../data/readSet';

/** One object on one slice that is to be segmented. */
export interface Case {
  readonly set: string;
  readonly label: string;
  readonly k: number;
  /** Number of the connected component on the slice for lesions, else 0. */
  readonly component: number;
  readonly lesion: boolean;
  readonly slice: SliceImage;
  readonly truth: RegionMask;
  /** Diameter of the disc of the same area, mm. */
  readonly diameterMm: number;
}

const MIN_LESION_PIXELS = 12;
const MIN_PIXELS = 30;
const SLICES_PER_LABEL = 5;
const BOX_GROWTH = 0.05;

/** Words that radiotherapy and challenge labels use for what is not normal anatomy. */
const LESION_WORDS =
  /(^|[^a-z])(gtv|ctv|lesions?|tumou?rs?|neoplasm|sarcoma|carcinoma|cancer|metasta\w*|mets?|nodules?|mass|cysts?|infarct\w*|stroke|h(a)?ematoma|abscess|edema|oedema|polyps?|plaques?)([^a-z]|$)/i;

export const isLesion = (label: string) => LESION_WORDS.test(label.replace(/_/g, ' '));

/**
 * The cases of one label: lesions per connected component (8 neighbours) of at least 12 pixels,
 * other labels whole from 30 pixels on, on at most `slices` evenly spaced of the slices that have
 * any.
 */
export function casesOf(set: DataSet, label: string, slices = SLICES_PER_LABEL): Case[] {
  const lesion = isLesion(label);
  const perSlice = set.slices.flatMap((slice, k) => {
    const mask = set.truth(label, k);
    const objects = lesion
      ? components(mask).filter(part => maskArea(part) >= MIN_LESION_PIXELS)
      : [mask].filter(whole => maskArea(whole) >= MIN_PIXELS);
    return objects.length ? [{ k, slice, objects }] : [];
  });
  return evenlySpaced(perSlice, slices).flatMap(({ k, slice, objects }) =>
    objects.map((truth, component) => {
      const { columnSpacing, rowSpacing } = slice.plane;
      const diameterMm = 2 * Math.sqrt((maskArea(truth) * columnSpacing * rowSpacing) / Math.PI);
      return { set: set.name, label, k, component, lesion, slice, truth, diameterMm };
    }),
  );
}

/** At most `count` of the items, evenly spaced. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  // The middles of `count` equal parts: neither end is preferred.
  return Array.from(
    { length: count },
    (_, n) => items[Math.floor(((n + 0.5) * items.length) / count)],
  );
}

/** The pixel furthest from the object's border. */
export function deepestPoint({ truth, slice }: Case): PixelPoint {
  const deepest = deepestPixel(truth, slice.plane);
  if (!deepest) throw new Error('A case has no pixels.');
  return deepest.at;
}

/** Readers do not click the middle: somewhere so deep, as shares of the greatest depth. */
const OFF_CENTRE = { least: 0.3, most: 0.6 };

/** A pixel of that depth; where there is none, the one that comes closest. */
export function offCentrePoint(
  { truth, slice }: Case,
  random: () => number,
  { least, most } = OFF_CENTRE,
): PixelPoint {
  const { x, y, width, height, data } = truth;
  const { columnSpacing, rowSpacing } = slice.plane;
  const squared = squaredDistanceInside(data, width, height, columnSpacing, rowSpacing);
  const deepest = Math.sqrt(squared.reduce((most, depth) => Math.max(most, depth), 0));
  // How far a pixel's depth is from the wanted range.
  const off = Array.from(squared, depth => {
    const share = Math.sqrt(depth) / deepest;
    return share === 0 ? Infinity : Math.max(0, least - share, share - most);
  });
  const nearest = off.reduce((a, b) => Math.min(a, b), Infinity);
  const choice = off.flatMap((distance, n) => (distance === nearest ? [n] : []));
  const n = choice[Math.floor(random() * choice.length)];
  return [x + (n % width), y + Math.floor(n / width)];
}

/** Random numbers of a case (Mulberry32): the same in every run, for every method. */
export function randomOf({ set, label, k, component }: Case): () => number {
  let state = 0x811c9dc5;
  for (const letter of `${set}/${label}/${k}/${component}`) {
    state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const pointPrompt = (at: PixelPoint): Prompt => ({ kind: 'point', polarity: 'include', at });

/** The tight box (pixel edges) grown by 5 % of its size on each side. */
export function boxCorners({ truth }: Case): [PixelPoint, PixelPoint] {
  const [gx, gy] = [truth.width * BOX_GROWTH, truth.height * BOX_GROWTH];
  return [
    [truth.x - 0.5 - gx, truth.y - 0.5 - gy],
    [truth.x + truth.width - 0.5 + gx, truth.y + truth.height - 0.5 + gy],
  ];
}
