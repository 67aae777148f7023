import { prepareModelInput } from '../../../../extension/src/core/image/modelInput';
import { wholeImage, type Region } from '../../../../extension/src/core/geometry/region';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import { axialPlane, ctSlice } from '../slices';

const form = { size: 64, mean: [90.5, 110.5, 120.5], std: [50, 40, 30] };
const window = { lower: 0, upper: 255 };

/** Grey levels of one channel; NaN where the input is padding (exactly 0). */
function shown(slice: SliceImage, region: Region = wholeImage(slice.plane), channel = 0) {
  const input = prepareModelInput(slice, { region, window }, form);
  const at = (u: number, v: number) => {
    const value = input[(channel * form.size + v) * form.size + u];
    return value === 0 ? NaN : value * form.std[channel] + form.mean[channel];
  };
  return at;
}

describe('prepareModelInput', () => {
  it('shows a ramp where the transform says, when enlarged and when shrunk', () => {
    for (const columns of [16, 300]) {
      const plane = axialPlane(columns, columns);
      const slope = 200 / columns;
      const at = shown(ctSlice(plane, i => i * slope));
      const scale = form.size / columns;
      for (const u of [10, 31, 50]) {
        expect(at(u, 20)).toBeCloseTo(((u + 0.5) / scale - 0.5) * slope, 1);
      }
    }
  });

  it('leaves 0 to the right and below a region that is not square', () => {
    const at = shown(ctSlice(axialPlane(32, 16), () => 50));
    expect(at(63, 31)).toBeCloseTo(50, 3);
    expect(at(10, 32)).toBeNaN();
    const tall = shown(ctSlice(axialPlane(16, 16, 1, 2), () => 50));
    expect(tall(31, 63)).toBeCloseTo(50, 3);
    expect(tall(32, 10)).toBeNaN();
  });

  it('leaves 0 where the region reaches beyond the image', () => {
    const region = { x: -8.5, y: -8.5, width: 32, height: 32 };
    const at = shown(
      ctSlice(axialPlane(16, 16), () => 50),
      region,
    );
    expect(at(15, 30)).toBeNaN();
    expect(at(16, 30)).toBeCloseTo(50, 3);
    expect(at(47, 30)).toBeCloseTo(50, 3);
    expect(at(48, 30)).toBeNaN();
    expect(at(30, 15)).toBeNaN();
    const off = { x: 100, y: 100, width: 10, height: 10 };
    expect(
      shown(
        ctSlice(axialPlane(16, 16), () => 50),
        off,
      )(5, 5),
    ).toBeNaN();
  });

  it('clamps to the window before resampling, so that metal does not ring', () => {
    const plane = axialPlane(16, 16);
    const at = shown(ctSlice(plane, i => (i === 8 ? 30_000 : 100)));
    expect(at(20, 20)).toBeCloseTo(100, 3);
    expect(at(34, 20)).toBeLessThanOrEqual(255.001);
  });

  it('shows NaN, infinities and padding values as black, also when inverted', () => {
    const plane = axialPlane(16, 16);
    const values = [NaN, Infinity, -2000];
    for (const inverted of [false, true]) {
      const slice = ctSlice(plane, i => (i < 3 ? values[i] : 55), {
        inverted,
        padding: { lower: -2000, upper: -2000 },
      });
      const at = shown(slice);
      expect(at(2, 30)).toBeCloseTo(0, 2);
      expect(at(5, 30)).toBeCloseTo(0, 2);
      expect(at(40, 30)).toBeCloseTo(inverted ? 200 : 55, 2);
    }
  });

  it('smooths noise when asked to, but keeps metal from bleeding beyond the window', () => {
    const plane = axialPlane(64, 64);
    const noisy = ctSlice(plane, (i, j) => 100 + ((i + j) % 2 ? 60 : -60));
    const spec = { region: wholeImage(plane), window, smoothing: 1 };
    const input = prepareModelInput(noisy, spec, form);
    expect(input[20 * 64 + 20] * form.std[0] + form.mean[0]).toBeCloseTo(100, 1);
    const metal = ctSlice(plane, i => (i === 30 ? 30_000 : 100));
    const beside = prepareModelInput(metal, spec, form)[20 * 64 + 32];
    expect(beside * form.std[0] + form.mean[0]).toBeCloseTo(100, 1);
  });

  it('passes the channels of RGB through, without the window', () => {
    const plane = axialPlane(16, 16);
    const values = new Float32Array(16 * 16 * 3).map((_, n) => [10, 20, 30][n % 3]);
    const slice = ctSlice(plane, () => 0, { values, channels: 3, units: 'arbitrary' });
    for (const channel of [0, 1, 2]) {
      expect(shown(slice, wholeImage(plane), channel)(30, 30)).toBeCloseTo(10 * channel + 10, 3);
    }
  });

  it('handles images of a single pixel', () => {
    expect(shown(ctSlice(axialPlane(1, 1), () => 77))(40, 40)).toBeCloseTo(77, 3);
  });

  it('overwrites all of a buffer that is reused', () => {
    const slice = ctSlice(axialPlane(16, 8), () => 50);
    const spec = { region: wholeImage(slice.plane), window };
    const fresh = prepareModelInput(slice, spec, form);
    const reused = new Float32Array(3 * 64 * 64).fill(9);
    expect(prepareModelInput(slice, spec, form, reused)).toBe(reused);
    expect(reused).toEqual(fresh);
  });
});
