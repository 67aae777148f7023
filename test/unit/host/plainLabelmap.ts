import type { RegionMask } from '../../../extension/src/core/mask/regionMask';
import { LabelmapStore } from '../../../extension/src/host/labelmap';
import { FakeHost } from './fakeHost';

/** The source images of the labelmaps. */
export const SOURCES = ['a', 'b', 'c'];
export const S1 = { segmentationId: 's', segmentIndex: 1 };
export const S2 = { segmentationId: 's', segmentIndex: 2 };

/** One row of pixels from `x` on. */
export const row = (x: number, y: number, width: number): RegionMask => ({
  x,
  y,
  width,
  height: 1,
  data: new Uint8Array(width).fill(1),
});

/** Segments 1 and 2 in one layer over three images. */
export function plainLabelmap() {
  const fake = new FakeHost();
  const imageIds = fake.addLabelmapImages('m', SOURCES);
  const segmentation = fake.addSegmentation('s', { imageIds }, [1, 2]);
  return { fake, segmentation, labelmaps: new LabelmapStore(fake.host) };
}
