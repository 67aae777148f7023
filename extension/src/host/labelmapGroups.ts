import type * as CornerstoneTools from '@cornerstonejs/tools';

import { holdsLabel, segmentLayer, type SegmentRef } from './labelmapLayers';
import type { Host } from './ohif';

type LabelmapData = CornerstoneTools.Types.LabelmapSegmentationData;
type Layers = NonNullable<LabelmapData['labelmaps']>;

/**
 * Lays a segment that has no voxel yet on a group of a dynamic (4D) series, so that it refers to the
 * images that the reader sees: the viewer lays every labelmap on the group in the middle. A
 * segmentation without any voxel moves as a whole; of another one only the segment gets a layer of
 * its own, as cornerstone does with segments that overlap. Leaves everything as it is where the
 * viewer knows no layers.
 *
 * @param groupImageIds the images of the group, one for each place.
 */
export function layOnGroup(host: Host, target: SegmentRef, groupImageIds: readonly string[]): void {
  const segmentation = host.tools.segmentation.state.getSegmentation(target.segmentationId);
  const data = segmentation?.representationData.Labelmap;
  const bindings = data?.segmentBindings;
  const layers = data?.labelmaps;
  if (!data || !bindings?.[target.segmentIndex] || !layers) return;
  const here = segmentLayer(host, target);
  if (here.images.has(groupImageIds[0]) || holdsLabel(here)) return;

  const former = bindings[target.segmentIndex].labelmapId;
  const labelmapId =
    layerOn(layers, groupImageIds) ?? addLayer(host, target, layers, groupImageIds);
  const indices = Object.keys(segmentation.segments).map(Number);
  const mates = indices.filter(index => bindings[index]?.labelmapId === former);
  const vacant = mates.every(
    segmentIndex => !holdsLabel(segmentLayer(host, { ...target, segmentIndex })),
  );
  for (const index of vacant ? mates : [target.segmentIndex]) {
    bindings[index] = { labelmapId, labelValue: index };
  }
  if (vacant && data.primaryLabelmapId === former) {
    data.primaryLabelmapId = labelmapId;
    data.imageIds = layers[labelmapId].imageIds;
    data.referencedImageIds = layers[labelmapId].referencedImageIds;
    delete data.volumeId;
    delete layers[former];
  }
  host.tools.segmentation.triggerSegmentationEvents.triggerSegmentationModified(
    target.segmentationId,
  );
}

function layerOn(layers: Layers, groupImageIds: readonly string[]): string | undefined {
  return Object.values(layers).find(({ referencedImageIds }) =>
    referencedImageIds?.includes(groupImageIds[0]),
  )?.labelmapId;
}

function addLayer(
  { core }: Host,
  { segmentationId }: SegmentRef,
  layers: Layers,
  groupImageIds: readonly string[],
): string {
  const images = core.imageLoader.createAndCacheDerivedLabelmapImages([...groupImageIds]);
  const labelmapId = `${segmentationId}-storage-${core.utilities.uuidv4()}`;
  layers[labelmapId] = {
    labelmapId,
    storageKind: 'stack',
    imageIds: images.map(({ imageId }) => imageId),
    referencedImageIds: [...groupImageIds],
    labelToSegmentIndex: {},
  };
  return labelmapId;
}
