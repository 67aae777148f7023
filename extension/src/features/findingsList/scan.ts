import type { RegionMask } from '../../core/mask/regionMask';
import type { LabelmapStore } from '../../host/labelmap';
import { throwIfAborted } from '../findings';

/** A segment's voxels as they were found. */
export interface ScannedSegment {
  readonly segmentIndex: number;
  readonly voxels: number;
  /** Another one for other voxels. */
  readonly fingerprint: string;
  readonly masks: ReadonlyMap<string, RegionMask>;
}

export interface Scan {
  /** Images of the labelmap, marked or not. */
  readonly imageIds: readonly string[];
  /** By segment index; those that have a voxel. */
  readonly segments: ReadonlyMap<number, ScannedSegment>;
}

/**
 * Reads where the segments of a segmentation have voxels, in one pass. Yields to the page.
 * Rejects with SamError `aborted` on the signal, `no-segmentation`.
 */
export async function scanSegments(
  labelmaps: Pick<LabelmapStore, 'regionsOf'>,
  segmentationId: string,
  segmentIndices: readonly number[],
  signal: AbortSignal,
): Promise<Scan> {
  const imageIds: string[] = [];
  const found = new Map<number, { masks: Map<string, RegionMask>; hash: Hash }>();
  for await (const { imageId, regions } of labelmaps.regionsOf(segmentationId, segmentIndices)) {
    throwIfAborted(signal);
    for (const [segmentIndex, region] of regions) {
      let own = found.get(segmentIndex);
      if (!own) found.set(segmentIndex, (own = { masks: new Map(), hash: new Hash() }));
      own.masks.set(imageId, region);
      own.hash.add(imageIds.length, region);
    }
    imageIds.push(imageId);
  }
  return {
    imageIds,
    segments: new Map(
      [...found].map(
        ([
          segmentIndex,
          {
            masks,
            hash: { voxels, text },
          },
        ]) => [segmentIndex, { segmentIndex, voxels, fingerprint: text, masks }],
      ),
    ),
  };
}

/** FNV-1a over masks (Fowler, Noll, Vo), with the number of voxels beside it. */
class Hash {
  voxels = 0;
  private value = 0x811c9dc5;

  add(image: number, { x, y, width, height, data }: RegionMask): void {
    let { value, voxels } = this;
    for (const number of [image, x, y, width, height]) value = Math.imul(value ^ number, PRIME);
    for (let n = 0; n < data.length; n++) {
      voxels += data[n];
      value = Math.imul(value ^ data[n], PRIME);
    }
    [this.value, this.voxels] = [value, voxels];
  }

  get text(): string {
    return `${this.voxels} ${this.value}`;
  }
}

const PRIME = 0x01000193;
