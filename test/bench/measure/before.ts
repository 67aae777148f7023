import { pageYielder } from '../../../extension/src/host/mainThread';
import { toFull } from '../../../extension/src/core/mask/regionMask';
import type { LabelmapStore } from '../../../extension/src/host/labelmap';
import type { Host } from '../../../extension/src/host/ohif';
import type { SliceReader } from '../../../extension/src/host/slices';
import { SEGMENT } from './organHost';

/**
 * How measuring handed its voxels over until 0.1: masks and values of whole slices and the metadata of
 * every image in one message, to a worker that was made for each change.
 */
export async function measureAsBefore(
  {
    host,
    labelmaps,
    reader,
  }: { readonly host: Host; readonly labelmaps: LabelmapStore; readonly reader: SliceReader },
  workerUrl: string,
): Promise<null> {
  const worker = new Worker(workerUrl, { type: 'module' });
  const masks = new Map<string, Uint8Array>();
  const { segmentationId, segmentIndex } = SEGMENT;
  for await (const { imageId, region } of labelmaps.segmentRegions(segmentationId, segmentIndex)) {
    masks.set(imageId, toFull(region, WHOLE.width, WHOLE.height));
  }
  const values = new Map<string, Float32Array>();
  const sources: unknown[] = [];
  const pause = pageYielder();
  for (const imageId of labelmaps.sourcesOf(SEGMENT)) {
    await pause();
    const instance: unknown = host.core.metaData.get('instance', imageId);
    sources.push(JSON.parse(JSON.stringify(instance)));
    if (masks.has(imageId)) values.set(imageId, (await reader.readRegion(imageId, WHOLE)).slice());
  }
  worker.postMessage({ sources, masks, values });
  worker.terminate();
  return null;
}

const WHOLE = { x: 0, y: 0, width: 512, height: 512 };
