import { EMPTY_MASK, type RegionMask } from '../core/mask/regionMask';
import { segmentLayers, voxels, type LabelmapImage, type SegmentLayer } from './labelmapLayers';
import { labelRegions, unite } from './labelRegion';
import { pageYielder } from './mainThread';
import type { Host } from './ohif';

/** What segments of one segmentation mark on a stored image, by their index. */
export interface SegmentRegions {
  readonly imageId: string;
  /** Only those that have a voxel there. */
  readonly regions: ReadonlyMap<number, RegionMask>;
}

/**
 * The regions of several segments, image by image: each labelmap image is read once, however many
 * segments there are. Yields to the page. Throws SamError `no-segmentation`.
 */
export async function* regionsOfSegments(
  host: Host,
  segmentationId: string,
  segmentIndices: readonly number[],
): AsyncGenerator<SegmentRegions, void, undefined> {
  const pause = pageYielder();
  const layerOf = segmentLayers(host, segmentationId);
  const layers = new Map<number, SegmentLayer>();
  for (const segmentIndex of segmentIndices) {
    await pause();
    layers.set(segmentIndex, layerOf(segmentIndex));
  }
  const sources = new Set([...layers.values()].flatMap(({ images }) => [...images.keys()]));
  for (const imageId of sources) {
    await pause();
    const read = new Map<LabelmapImage, ReadonlyMap<number, RegionMask>>();
    const regionsIn = (image: LabelmapImage) => {
      const known = read.get(image);
      if (known) return known;
      const regions = labelRegions(voxels(image).getScalarData(), image.columns);
      read.set(image, regions);
      return regions;
    };
    const regions = new Map<number, RegionMask>();
    for (const [segmentIndex, { images, labelValue }] of layers) {
      const region = (images.get(imageId) ?? [])
        .map(image => regionsIn(image).get(labelValue) ?? EMPTY_MASK)
        .reduce(unite, EMPTY_MASK);
      if (region.width) regions.set(segmentIndex, region);
    }
    yield { imageId, regions };
  }
}
