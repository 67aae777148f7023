import {
  alignImages,
  coarseSlice,
  CT_RANGE,
  layersTogether,
  planVolume,
  scaledVolume,
  SCALED_RANGE,
} from '../../core/followUp';
import { SamError } from '../../core/errors';
import { pageYielder } from '../../host/mainThread';
import { ifPlanar, type SliceReader } from '../../host/slices';
import { throwIfAborted } from '../findings';
import type { StudyAlignment } from './types';

/** A series to be aligned. */
export interface Series {
  readonly modality: string;
  readonly imageIds: readonly string[];
}

export type AlignReader = Pick<SliceReader, 'planeOf' | 'readImage'>;
type Told = (progress: { readonly done: number; readonly total: number }) => void;

/** The best fit of images of one patient that are what they seem is better. */
const LEAST_CORRELATION = 0.5;
/** Of the whole: what the search takes beside reading. */
const SEARCH_SHARE = 0.3;

/**
 * Aligns the images of two studies rigidly, coarsely read: about one slice in 4 mm. Yields to the
 * page. Rejects with SamError `aborted` on the signal.
 */
export async function alignSeries(
  reader: AlignReader,
  prior: Series,
  current: Series,
  told: Told,
  signal: AbortSignal,
): Promise<StudyAlignment> {
  if (prior.modality !== current.modality) return { kind: 'none', reason: 'other-modality' };
  const plans = [prior, current].map(({ imageIds }) =>
    planVolume(imageIds.map(id => ifPlanar(() => reader.planeOf(id)))),
  );
  const [from, to] = plans;
  if (!from || !to) return { kind: 'none', reason: 'no-stack' };
  const reads = from.indices.length + to.indices.length;
  const total = reads / (1 - SEARCH_SHARE);
  let [done, shown] = [0, 0];
  /** A step of a per cent is the least that can be seen. */
  const tell = (now: number) => {
    if (now - shown >= total / 100) told({ done: (shown = now), total });
  };
  const pause = pageYielder();
  const read = async ({ imageIds }: Series, { indices, step }: typeof from) => {
    const layers = [];
    let isHu = true;
    for (const index of indices) {
      const image = await reader.readImage(imageIds[index]);
      throwIfAborted(signal);
      if (image.channels !== 1) return null;
      isHu &&= image.units === 'HU';
      layers.push(coarseSlice(image));
      tell(++done);
      await pause();
    }
    return { volume: layersTogether(layers, step), isHu };
  };
  try {
    const [a, b] = [await read(prior, from), await read(current, to)];
    if (!a || !b || a.isHu !== b.isHu) return { kind: 'none', reason: 'other-modality' };
    const volumes = [a, b].map(({ volume }) => (a.isHu ? volume : scaledVolume(volume)));
    const search = alignImages(volumes[0], volumes[1], a.isHu ? CT_RANGE : SCALED_RANGE);
    for (;;) {
      const step = search.next();
      if (step.done) {
        const fits = step.value && step.value.correlation >= LEAST_CORRELATION;
        return fits ? { kind: 'aligned', ...step.value! } : { kind: 'none', reason: 'no-fit' };
      }
      tell(reads + step.value * (total - reads));
      await pause();
      throwIfAborted(signal);
    }
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof SamError && error.code === 'pixels-unavailable') {
      return { kind: 'none', reason: 'no-images' };
    }
    throw error;
  }
}
