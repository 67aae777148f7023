import { askSegmenter, shownWindow } from '../../../extension/src/core/automatic/askSegmenter';
import { foreground } from '../../../extension/src/core/automatic/foreground';
import {
  createGenerator,
  type AutomaticMask,
} from '../../../extension/src/core/automatic/generate';
import { initializeMasks } from '../../../extension/src/core/automatic/initialize';
import { segment } from '../../../extension/src/core/engine';
import type { Segmenter } from '../../../extension/src/core/engine/types';
import {
  findLesions,
  gridParameters,
  type AskGrid,
  type IouScale,
  type Sensitivity,
} from '../../../extension/src/core/lesions';
import { LESION_CONFIG } from '../../../extension/src/core/lesions/config';
import { gridStride } from '../../../extension/src/core/lesions/grid';
import { usualGap } from '../../../extension/src/core/geometry/usualGap';
import {
  intersectionOverUnion,
  maskArea,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import type { DataSet } from '../../data/readSet';
import type { LesionSeries } from './lesionSets';
import { placesOf, type Found } from './lesionTruth';

export interface LesionOptions {
  readonly sensitivity: Sensitivity;
  readonly scale: IouScale;
  /** The model's grid is asked, too; else values alone give what it is asked about. */
  readonly withGrid: boolean;
}

const askGrid =
  (segmenter: Segmenter): AskGrid =>
  (slice, parameters, area, signal) => {
    const { columns, rows } = slice.plane;
    const ask = askSegmenter(segmenter, slice, shownWindow({ slice }), parameters);
    return initializeMasks({ columns, rows, ...area }, parameters, ask, { signal });
  };

/** Each organ searched by itself; all lists together, the surest first. */
export async function twoStage(
  { set, organs }: LesionSeries,
  segmenter: Segmenter,
  { sensitivity, scale, withGrid }: LesionOptions,
): Promise<(Found & { readonly organ: string })[]> {
  const found: (Found & { readonly organ: string })[] = [];
  for (const { name, maskOn } of organs) {
    const organ = new Map(set.slices.map((_, k) => [k, maskOn(k)]));
    const volume = {
      positions: placesOf(set),
      read: (k: number) => Promise.resolve(set.slices[k]),
      organ,
    };
    const search = await findLesions(
      volume,
      { sensitivity, scale, contrast: 'usual' },
      {
        mask: (request, signal) => segment(segmenter, request, signal),
        ...(withGrid ? { grid: askGrid(segmenter) } : {}),
      },
    );
    for (const { masks, score } of search?.candidates ?? []) {
      found.push({
        organ: name,
        score,
        masks: new Map([...masks].map(([k, { mask }]) => [k, mask])),
      });
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Masks of neighbouring slices with this IoU are one object. */
const SAME_IOU = 0.3;

/**
 * The same engine, grid and thresholds on all of the patient: masks of neighbouring slices that
 * overlap are one object, by mean predicted IoU times stability.
 */
export async function oneStage(
  set: DataSet,
  segmenter: Segmenter,
  { sensitivity, scale }: LesionOptions,
): Promise<Found[]> {
  const parameters = gridParameters(sensitivity, scale);
  const stride = gridStride(usualGap(placesOf(set)) ?? 1, LESION_CONFIG);
  const ask = askGrid(segmenter);
  const done: { k: number; last: AutomaticMask; all: Map<number, AutomaticMask> }[] = [];
  let open: typeof done = [];
  for (let k = stride >> 1; k < set.slices.length; k += stride) {
    const within = foreground(set.slices[k]);
    const box = [within.x, within.y, within.x + within.width, within.y + within.height] as const;
    const candidates = await ask(set.slices[k], parameters, { box, within });
    const masks = createGenerator(candidates)(parameters);
    const next: typeof done = [];
    for (const mask of masks.filter(({ area }) => area >= LESION_CONFIG.grid.leastPixels)) {
      const before = open.find(
        ({ last }) => intersectionOverUnion(last.mask, mask.mask) >= SAME_IOU,
      );
      if (before) open = open.filter(one => one !== before);
      const all = before?.all ?? new Map<number, AutomaticMask>();
      all.set(k, mask);
      next.push({ k, last: mask, all });
    }
    done.push(...open);
    open = next;
    if (process.stderr.isTTY) process.stderr.write(`\r${set.name} ${k}/${set.slices.length} `);
  }
  const objects = [...done, ...open].map(({ all }) => ({
    masks: filled(all, stride, set.slices.length),
    score: meanOf([...all.values()].map(one => one.predictedIoU * one.stabilityScore)),
  }));
  return objects.sort((a, b) => b.score - a.score);
}

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Slices between those that were asked have the mask of the nearest one. */
function filled(
  all: ReadonlyMap<number, AutomaticMask>,
  stride: number,
  slices: number,
): Map<number, RegionMask> {
  const masks = new Map<number, RegionMask>();
  for (const [k, { mask }] of all) {
    if (!maskArea(mask)) continue;
    const first = Math.max(0, k - (stride >> 1));
    for (let at = first; at < Math.min(slices, first + stride); at++) masks.set(at, mask);
  }
  return masks;
}
