import { keyPicture } from '../../../extension/src/features/findingsList/keyPicture';
import type { RowMeasurement } from '../../../extension/src/features/findingsList/types';
import { SamError } from '../../../extension/src/core/errors';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import { axialPlane } from '../core/slices';

const plane = axialPlane(100, 100, 1, 1);

/** Water with a bright square of 10 pixels, its middle at 30, 40; around it air where asked for. */
function sliceIn(around: number): SliceImage {
  const values = new Float32Array(100 * 100).fill(around);
  for (let j = 35; j < 45; j++) values.fill(100, j * 100 + 25, j * 100 + 35);
  return {
    ...{ key: 'k', plane, values, channels: 1, modality: 'CT', units: 'HU', inverted: false },
  };
}

const measurement = {
  ...{ phase: 'ready', imageId: 'image', units: 'HU', sliceSpacing: 1 },
  values: {
    axes: {
      slice: 0,
      longAxis: { from: [25, 40], to: [35, 40], length: 10 },
      shortAxis: { from: [30, 35], to: [30, 45], length: 10 },
    },
  },
} as unknown as RowMeasurement;

test('the finding stands in the middle of its picture, with its axes, in a window that shows it', async () => {
  for (const [around, grey] of [
    // Soft tissue −160 to 240, lung −1350 to 150.
    [0, 102],
    [-900, 77],
  ]) {
    const readImage = jest.fn(async () => sliceIn(around));
    const picture = (await keyPicture({ readImage }, measurement, 80))!;
    expect(readImage).toHaveBeenCalledWith('image');
    // 80 mm on 80 pixels.
    expect(picture.axes).toEqual([
      [
        [35, 40],
        [45, 40],
      ],
      [
        [40, 35],
        [40, 45],
      ],
    ]);
    const level = (i: number, j: number) => picture.pixels[4 * (j * 80 + i)];
    expect(level(40, 40)).toBeGreaterThan(level(60, 40) + 50);
    expect(Math.abs(level(60, 40) - grey)).toBeLessThan(3);
  }
});

test('without measurement or image there is no picture, and no error', async () => {
  const readImage = jest.fn(async (): Promise<SliceImage> => {
    throw new SamError('pixels-unavailable', '');
  });
  expect(await keyPicture({ readImage }, { phase: 'measuring' }, 80)).toBeNull();
  expect(readImage).not.toHaveBeenCalled();
  expect(await keyPicture({ readImage }, measurement, 80)).toBeNull();
});
