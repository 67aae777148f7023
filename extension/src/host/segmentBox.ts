import type { ImagePlane } from '../core/geometry/imagePlane';
import type { RegionMask } from '../core/mask/regionMask';
import type { MeasuredSlice, UnknownReason } from '../core/measure';
import { layOut, type LaidOut } from '../core/volume/cleanup';
import type { LabelmapStore, SegmentRef } from './labelmap';
import type { SliceReader } from './slices';

export interface GatherDeps {
  readonly labelmaps: Pick<LabelmapStore, 'segmentRegions' | 'sourcesOf' | 'takenBeside'>;
  readonly reader: Pick<SliceReader, 'planeOf'>;
}

/** A segment as a box, and the images that its slices are. */
export interface GatheredBox extends LaidOut {
  readonly imageIds: readonly string[];
  readonly planes: readonly ImagePlane[];
}

/**
 * Reads a segment, and what lies in its way, into the box that holds it.
 *
 * @param pause awaited between images; rejects when the box is not wanted any more
 * @returns why there is no box, for a segment without voxels or on images that are no stack
 */
export async function gatherBox(
  { labelmaps, reader }: GatherDeps,
  segment: SegmentRef,
  pause: () => Promise<void>,
): Promise<GatheredBox | UnknownReason | 'empty'> {
  const { segmentationId, segmentIndex } = segment;
  const masks = new Map<string, RegionMask>();
  for await (const { imageId, region } of labelmaps.segmentRegions(segmentationId, segmentIndex)) {
    await pause();
    masks.set(imageId, region);
  }
  if (!masks.size) return 'empty';
  const sources = labelmaps.sourcesOf(segment);
  const slices: MeasuredSlice[] = [];
  for (const imageId of sources) {
    await pause();
    const plane = reader.planeOf(imageId);
    const isPlaced = plane.placeKnown !== false && plane.spacingKnown !== false;
    slices.push({
      plane,
      mask: masks.get(imageId) ?? null,
      knows: isPlaced ? 'place' : 'nothing',
    });
  }
  const laid = layOut(slices);
  if (typeof laid === 'string') return laid;
  const imageIds = laid.slices.map(({ source }) => sources[source]);
  const planes = laid.slices.map(({ source }) => slices[source].plane);
  const taken = await takenIn(labelmaps, segment, { ...laid, imageIds, planes }, pause);
  return { ...laid, box: { ...laid.box, taken }, imageIds, planes };
}

/** The voxels of the box that can't be added; null where all can. */
async function takenIn(
  labelmaps: Pick<LabelmapStore, 'takenBeside'>,
  segment: SegmentRef,
  { box, slices, imageIds }: GatheredBox,
  pause: () => Promise<void>,
): Promise<Uint8Array | null> {
  const takenBeside = labelmaps.takenBeside(segment);
  const { width, height } = box;
  let taken: Uint8Array | null = null;
  for (const [k, { x, y }] of slices.entries()) {
    await pause();
    const here = takenBeside(imageIds[k], { x, y, width, height });
    if (!here) continue;
    taken ??= new Uint8Array(box.inside.length);
    taken.set(here, k * width * height);
  }
  return taken;
}

/**
 * Modality values of a box's voxels, NaN where an image has none; null for images in colour.
 * Rejects with SamError `pixels-unavailable`, and with what `pause` rejects with.
 */
export async function valuesIn(
  { box, slices, imageIds, planes }: GatheredBox,
  reader: Pick<SliceReader, 'readRegion'>,
  pause: () => Promise<void>,
): Promise<Float32Array | null> {
  const values = new Float32Array(box.inside.length).fill(NaN);
  for (const [k, { x, y }] of slices.entries()) {
    await pause();
    const [left, top] = [Math.max(0, x), Math.max(0, y)];
    const width = Math.min(planes[k].columns, x + box.width) - left;
    const height = Math.min(planes[k].rows, y + box.height) - top;
    if (width <= 0 || height <= 0) continue;
    const data = await reader.readRegion(imageIds[k], { x: left, y: top, width, height });
    if (data.length !== width * height) return null;
    for (let row = 0; row < height; row++) {
      const start = (k * box.height + top - y + row) * box.width + left - x;
      values.set(data.subarray(row * width, (row + 1) * width), start);
    }
  }
  return values;
}
