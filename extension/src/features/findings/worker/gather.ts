import { SamError } from '../../../core/errors';
import type { RegionMask, PixelRectangle } from '../../../core/mask/regionMask';
import type { ImageRegion, SegmentRef } from '../../../host/labelmap';
import type { PieceData } from './protocol';

export interface GatherDeps {
  /** True for images with metadata; others can't be written about. */
  readonly isKnown: (imageId: string) => boolean;
  /** The images that a segment's labelmap lies on, with or without voxels of it. */
  readonly sourcesOf: (segment: SegmentRef) => readonly string[];
  readonly segmentRegions: (
    segmentationId: string,
    segmentIndex: number,
  ) => AsyncIterable<ImageRegion>;
  /** Modality values of a rectangle of a stored image, channels interleaved. */
  readonly readRegion: (imageId: string, rectangle: PixelRectangle) => Promise<Float32Array>;
}

export interface Marked {
  /** All images of the labelmap that have metadata. */
  readonly imageIds: readonly string[];
  /** Of each segment, by index of the image; empty for one without a voxel. */
  readonly masks: readonly ReadonlyMap<number, RegionMask>[];
}

/**
 * Where segments of one segmentation have voxels. Yields to the page between images.
 * Rejects with SamError `aborted` on the signal, `export-failed` when a marked image has no metadata.
 */
export async function findMarked(
  deps: Pick<GatherDeps, 'isKnown' | 'sourcesOf' | 'segmentRegions'>,
  segments: readonly SegmentRef[],
  signal?: AbortSignal,
): Promise<Marked> {
  const indices = new Map<string, number>();
  for (const segment of segments) {
    for (const imageId of deps.sourcesOf(segment)) {
      if (!indices.has(imageId) && deps.isKnown(imageId)) indices.set(imageId, indices.size);
    }
  }
  const masks: Map<number, RegionMask>[] = [];
  for (const { segmentationId, segmentIndex } of segments) {
    const marked = new Map<number, RegionMask>();
    for await (const { imageId, region } of deps.segmentRegions(segmentationId, segmentIndex)) {
      throwIfAborted(signal);
      const index = indices.get(imageId);
      if (index === undefined)
        throw new SamError('export-failed', 'a marked image has no metadata');
      marked.set(index, region);
    }
    masks.push(marked);
  }
  return { imageIds: [...indices.keys()], masks };
}

/**
 * What segments mark, image by image, with the values there.
 * Rejects with SamError `aborted` on the signal, `pixels-unavailable` when an image can't be read.
 */
export async function* piecesOf(
  deps: Pick<GatherDeps, 'readRegion'>,
  { imageIds, masks }: Marked,
  signal?: AbortSignal,
): AsyncGenerator<PieceData, void, undefined> {
  const order = new Set(masks.flatMap(marked => [...marked.keys()]));
  for (const source of [...order].sort((a, b) => a - b)) {
    throwIfAborted(signal);
    const here = masks.flatMap((marked, finding) => {
      const mask = marked.get(source);
      return mask ? [{ finding, mask }] : [];
    });
    const bounds = boundsOf(here.map(({ mask }) => mask));
    const data = await deps.readRegion(imageIds[source], bounds);
    const isGrey = data.length === bounds.width * bounds.height;
    yield { source, masks: here, values: isGrey ? { ...bounds, data } : null };
  }
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SamError('aborted', 'not wanted any more');
}

function boundsOf(masks: readonly RegionMask[]): PixelRectangle {
  const x = Math.min(...masks.map(mask => mask.x));
  const y = Math.min(...masks.map(mask => mask.y));
  return {
    ...{ x, y },
    width: Math.max(...masks.map(mask => mask.x + mask.width)) - x,
    height: Math.max(...masks.map(mask => mask.y + mask.height)) - y,
  };
}
