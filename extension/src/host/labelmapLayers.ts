import type * as CornerstoneCore from '@cornerstonejs/core';
import type * as CornerstoneTools from '@cornerstonejs/tools';

import { SamError } from '../core/errors';
import type { RegionMask } from '../core/mask/regionMask';
import { placeOf } from './imageMetadata';
import type { Host } from './ohif';

export type LabelmapImage = CornerstoneCore.Types.IImage;
type LabelmapData = CornerstoneTools.Types.LabelmapSegmentationData;
/** What a layer, and a segmentation that has only one, says of its images. */
interface StoredLayer {
  readonly imageIds?: readonly string[];
  readonly referencedImageIds?: readonly string[];
  readonly volumeId?: string;
  readonly geometryVolumeId?: string;
}

export interface SegmentRef {
  readonly segmentationId: string;
  readonly segmentIndex: number;
}

/**
 * The voxels that a segment may have. Overlapping segments lie in several labelmap images of one
 * source image: cornerstone keeps them in layers of their own, bound to segments with label values
 * that need not be the segments' indices; a SEG that OHIF has loaded has one layer that lists each
 * source image several times.
 */
export interface SegmentLayer {
  readonly labelValue: number;
  /**
   * Labelmap images by the id of the image that they lie on. The first one of each is where new
   * voxels of the segment go; the segment may have voxels in the others as well.
   */
  readonly images: ReadonlyMap<string, readonly LabelmapImage[]>;
  /** Labelmap images, or images that they lie on, in the order that the viewer counts slices in. */
  readonly order: readonly string[];
  /** A copy that cornerstone shows in volume viewports in place of several images per source. */
  readonly merged?: CornerstoneCore.Types.IImageVolume;
}

/** What a segmentation is made of; `gone` when the viewer has none of that id. */
export type SegmentationKind = 'labelmap' | 'contour' | 'surface' | 'gone';

/** The kind of a segmentation: only labelmaps have voxels to read and write. */
export function segmentationKind({ tools }: Host, segmentationId: string): SegmentationKind {
  const data = tools.segmentation.state.getSegmentation(segmentationId)?.representationData;
  if (data?.Labelmap) return 'labelmap';
  if (data?.Contour) return 'contour';
  return data?.Surface ? 'surface' : 'gone';
}

/** Throws SamError `no-segmentation` when the segmentation is no labelmap or has no images. */
export const segmentLayer = (host: Host, ref: SegmentRef): SegmentLayer =>
  segmentLayers(host, ref.segmentationId)(ref.segmentIndex);

/**
 * Makes the function that finds the layers of segments of one segmentation as it is now. It and the
 * function throw as `segmentLayer` does.
 */
export function segmentLayers(
  host: Host,
  segmentationId: string,
): (segmentIndex: number) => SegmentLayer {
  const data = labelmapData(host, segmentationId);
  const found = new Map<StoredLayer, ReturnType<typeof layerImages>>();
  return segmentIndex => {
    const binding = data.segmentBindings?.[segmentIndex];
    const layerId = binding?.labelmapId ?? data.primaryLabelmapId;
    const stored: StoredLayer = (layerId && data.labelmaps?.[layerId]) || data;
    const layer = found.get(stored) ?? layerImages(host, stored);
    found.set(stored, layer);
    const { images, order, several, volume } = layer;
    if (!images.size) throw new SamError('no-segmentation', 'the labelmap has no images');
    const labelValue = binding?.labelValue ?? segmentIndex;
    return {
      ...{ labelValue, order, images: several ? homeFirst(images, labelValue) : images },
      ...(several && volume ? { merged: volume } : {}),
    };
  };
}

function layerImages(host: Host, layer: StoredLayer) {
  const images = imagesBySource(host, layer);
  const several = [...images.values()].some(({ length }) => length > 1);
  const volumeId = layer.volumeId ?? layer.geometryVolumeId;
  const volume = volumeId ? host.core.cache.getVolume(volumeId) : undefined;
  return { images, several, volume, order: volume?.imageIds ?? imageIdsOf(host, layer) };
}

/**
 * Finds the labelmap images that lie on an image, or on another one of its series at the same place:
 * the groups of a dynamic (4D) series share one labelmap.
 */
export function imageFinder(
  host: Host,
  { images }: SegmentLayer,
): (imageId: string) => readonly LabelmapImage[] | undefined {
  const found = new Map<string, readonly LabelmapImage[] | undefined>(images);
  let byPlace: Map<string | undefined, readonly LabelmapImage[]> | undefined;
  return imageId => {
    if (!found.has(imageId)) {
      byPlace ??= new Map([...images].map(([source, set]) => [placeOf(host, source), set]));
      const place = placeOf(host, imageId);
      found.set(imageId, place === undefined ? undefined : byPlace.get(place));
    }
    return found.get(imageId);
  };
}

/**
 * The highest label value that a segmentation's voxels can hold, hence the highest segment number.
 * Throws SamError `no-segmentation`.
 */
export function labelLimit(host: Host, segmentationId: string): number {
  const [first] = imagesBySource(host, labelmapData(host, segmentationId)).values();
  if (!first) throw new SamError('no-segmentation', 'the labelmap has no images');
  return largestValue(first[0]);
}

/** Of floats, the largest up to which every integer is exact. */
const LARGEST_VALUE: Readonly<Record<string, number>> = {
  Int8Array: 127,
  Uint8Array: 255,
  Uint8ClampedArray: 255,
  Int16Array: 32767,
  Uint16Array: 65535,
  Int32Array: 2147483647,
  Uint32Array: 4294967295,
  Float32Array: 16777216,
};

/** A labelmap image: its labels, and which segment each of them stands for. */
export interface LabelImage {
  /** Id of the image that it lies on. */
  readonly imageId: string;
  /** The viewer's own memory: what it holds later is what is there then. */
  readonly labels: ArrayLike<number>;
  readonly columns: number;
  readonly rows: number;
  segmentOf(label: number): number;
}

/** All labelmap images of a segmentation, of every layer. Throws SamError `no-segmentation`. */
export function labelImages(host: Host, segmentationId: string): readonly LabelImage[] {
  const data = labelmapData(host, segmentationId);
  const bindings = Object.entries(data.segmentBindings ?? {});
  const layers: readonly (readonly [string | undefined, StoredLayer])[] = Object.keys(
    data.labelmaps ?? {},
  ).length
    ? Object.entries(data.labelmaps ?? {})
    : [[undefined, data]];
  return layers.flatMap(([layerId, layer]) => {
    const segments = new Map<number, number>();
    for (const [index, binding] of bindings) {
      if (!binding || layerId !== (binding.labelmapId ?? data.primaryLabelmapId)) continue;
      segments.set(binding.labelValue, Number(index));
    }
    const segmentOf = (label: number) => segments.get(label) ?? label;
    return [...imagesBySource(host, layer)].flatMap(([imageId, images]) =>
      images.map(image => {
        const { columns, rows } = image;
        return { imageId, labels: voxels(image).getScalarData(), columns, rows, segmentOf };
      }),
    );
  });
}

/** The highest label value that the voxels of an image can hold. */
export function largestValue(image: LabelmapImage): number {
  const { name } = voxels(image).getScalarData().constructor;
  return LARGEST_VALUE[name] ?? LARGEST_VALUE.Uint8Array;
}

/** Throws SamError `segmentation-failed` for an image without voxels. */
export function voxels(image: LabelmapImage) {
  const manager = image.voxelManager;
  if (!manager) throw new SamError('segmentation-failed', 'the labelmap image has no voxels');
  return manager;
}

function labelmapData({ tools }: Host, segmentationId: string): LabelmapData {
  const segmentation = tools.segmentation.state.getSegmentation(segmentationId);
  const data = segmentation?.representationData?.Labelmap;
  if (!data) throw new SamError('no-segmentation', 'the segmentation has no labelmap');
  return data;
}

function imageIdsOf({ core }: Host, layer: StoredLayer): readonly string[] {
  if (layer.imageIds?.length) return layer.imageIds;
  return (layer.volumeId && core.cache.getVolume(layer.volumeId)?.imageIds) || [];
}

function imagesBySource(host: Host, layer: StoredLayer): Map<string, LabelmapImage[]> {
  const images = new Map<string, LabelmapImage[]>();
  const references = layer.referencedImageIds ?? [];
  imageIdsOf(host, layer).forEach((imageId, n) => {
    const image = host.core.cache.getImage(imageId);
    const source = image?.referencedImageId ?? references[n % references.length];
    if (!image || !source) return;
    const there = images.get(source);
    if (there) there.push(image);
    else images.set(source, [image]);
  });
  return images;
}

/**
 * Where a rectangle has voxels of other labels or goes beyond the image, as 1; null where it does
 * neither.
 */
export function takenIn(
  image: LabelmapImage,
  labelValue: number,
  { x, y, width, height }: Pick<RegionMask, 'x' | 'y' | 'width' | 'height'>,
): Uint8Array | null {
  const { columns, rows } = image;
  const data = voxels(image).getScalarData();
  let taken: Uint8Array | null = null;
  for (let v = 0, n = 0; v < height; v++) {
    const row = y + v;
    for (let u = 0, i = x; u < width; u++, i++, n++) {
      const on = row >= 0 && row < rows && i >= 0 && i < columns;
      const value = on ? data[row * columns + i] : -1;
      if (value === 0 || value === labelValue) continue;
      taken ??= new Uint8Array(width * height);
      taken[n] = 1;
    }
  }
  return taken;
}

/** True when the segment has a voxel. */
export function holdsLabel({ images, labelValue }: SegmentLayer): boolean {
  return [...images.values()].some(set => set.some(image => holds(image, labelValue)));
}

const holds = (image: LabelmapImage | undefined, labelValue: number) =>
  image !== undefined && voxels(image).getScalarData().indexOf(labelValue) >= 0;

/** Moves to the front, for every source, the image of the set that the segment has voxels in. */
function homeFirst(
  images: ReadonlyMap<string, readonly LabelmapImage[]>,
  labelValue: number,
): ReadonlyMap<string, readonly LabelmapImage[]> {
  const sets = Math.max(...[...images.values()].map(({ length }) => length));
  let home = 0;
  while (home < sets && ![...images.values()].some(set => holds(set[home], labelValue))) home++;
  if (home === 0 || home === sets) return images;
  return new Map(
    [...images].map(([source, set]) => [
      source,
      set[home] ? [set[home], ...set.filter((_, n) => n !== home)] : set,
    ]),
  );
}
