import { SamError } from '../../../../extension/src/core/errors';
import type { ImagePlane } from '../../../../extension/src/core/geometry/imagePlane';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import { alignSeries } from '../../../../extension/src/features/followUp/align';

const [SIDE, SLICES] = [48, 30];

/** A body with two organs on slices of 4 mm, moved along the columns. */
function made(units: SliceImage['units'], shift: number, gain = 1) {
  const planeAt = (k: number): ImagePlane => ({
    ...{ origin: [0, 0, 4 * k], rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
    ...{ columnSpacing: 4, rowSpacing: 4, columns: SIDE, rows: SIDE },
  });
  const valueAt = (i: number, j: number, k: number) => {
    const [x, y, z] = [i - SIDE / 2 - shift / 4, j - SIDE / 2, k - SLICES / 2];
    if (Math.hypot(x / 18, y / 13) > 1) return -1000;
    if (Math.hypot(x - 6, y + 2, z - 4) < 5) return 150;
    return Math.hypot(x + 7, y - 3, z + 5) < 6 ? -250 : 40;
  };
  const read = (k: number): SliceImage => ({
    ...{ key: `${k}`, plane: planeAt(k), channels: 1, modality: 'CT', units, inverted: false },
    values: Float32Array.from({ length: SIDE * SIDE }, (_, p) => {
      const value = valueAt(p % SIDE, Math.floor(p / SIDE), k);
      return units === 'HU' ? value : (value + 1000) * gain;
    }),
  });
  return { planeAt, read };
}

function bench(prior: ReturnType<typeof made>, current: ReturnType<typeof made>) {
  const imageIdsOf = (name: string) => Array.from({ length: SLICES }, (_, k) => `${name} ${k}`);
  const of = (imageId: string) => {
    const [name, k] = imageId.split(' ');
    return { stack: name === 'prior' ? prior : current, k: Number(k) };
  };
  const readImage = jest.fn((imageId: string): Promise<SliceImage> => {
    const { stack, k } = of(imageId);
    return Promise.resolve(stack.read(k));
  });
  const planeOf = (imageId: string) => of(imageId).stack.planeAt(of(imageId).k);
  const told: number[] = [];
  const run = (modality = 'CT', signal = new AbortController().signal) =>
    alignSeries(
      { planeOf, readImage },
      { modality: 'CT', imageIds: imageIdsOf('prior') },
      { modality, imageIds: imageIdsOf('current') },
      ({ done, total }) => told.push(done / total),
      signal,
    );
  return { run, readImage, told };
}

describe('aligning the series of two studies', () => {
  test('finds how far the patient lay apart, and tells how far it is', async () => {
    const { run, told } = bench(made('HU', 0), made('HU', 12));
    const found = await run();
    if (found.kind !== 'aligned') throw new Error('not aligned');
    expect(found.transform.translation[0]).toBeCloseTo(12, 0);
    expect(found.correlation).toBeGreaterThan(0.9);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBeGreaterThan(0.9);
  });

  test('does so without HU, whatever the scanner’s gain', async () => {
    const found = await bench(made('arbitrary', 0), made('arbitrary', 12, 2.5)).run();
    if (found.kind !== 'aligned') throw new Error('not aligned');
    expect(found.transform.translation[0]).toBeCloseTo(12, 0);
  });

  test('another modality is not aligned, and not read', async () => {
    const { run, readImage } = bench(made('HU', 0), made('HU', 0));
    expect(await run('MR')).toEqual({ kind: 'none', reason: 'other-modality' });
    expect(readImage).not.toHaveBeenCalled();
  });

  test('images that can’t be read are said to be so', async () => {
    const { run, readImage } = bench(made('HU', 0), made('HU', 0));
    readImage.mockRejectedValueOnce(new SamError('pixels-unavailable', 'gone'));
    expect(await run()).toEqual({ kind: 'none', reason: 'no-images' });
  });

  test('what fits badly is not taken', async () => {
    const noise = made('HU', 0);
    const read = (k: number): SliceImage => ({
      ...noise.read(k),
      values: Float32Array.from(
        { length: SIDE * SIDE },
        (_, p) => ((p * 7919 + k * 104729) % 600) - 300,
      ),
    });
    expect(await bench(made('HU', 0), { ...noise, read }).run()).toEqual({
      ...{ kind: 'none', reason: 'no-fit' },
    });
  });

  test('ends when it is cancelled', async () => {
    const leaving = new AbortController();
    const { run, readImage } = bench(made('HU', 0), made('HU', 0));
    const running = run('CT', leaving.signal);
    leaving.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(readImage.mock.calls.length).toBeLessThan(3);
  });
});
