import { presetsFor, presetWindow } from '../../../../extension/src/core/image/presets';
import { thumbnail } from '../../../../extension/src/core/image/thumbnail';
import { wholeImage } from '../../../../extension/src/core/geometry/region';
import { axialPlane, ctSlice } from '../slices';

const ct = ctSlice(axialPlane(40, 40), i => -1000 + 50 * i);
const mr = { ...ct, units: 'arbitrary' as const, modality: 'MR' };

test('presets of CT are offered where values are HU only', () => {
  expect(presetsFor('HU')).toEqual(['full', 'softTissue', 'lung', 'liver', 'brain', 'bone']);
  expect(presetsFor('arbitrary')).toEqual(['full']);
  expect(presetWindow('softTissue', ct)).toEqual({ lower: -160, upper: 240 });
  expect(presetWindow('softTissue', mr)).toEqual(presetWindow('full', mr));
});

test('the thumbnail is the region in the window, opaque', () => {
  const spec = { region: wholeImage(ct.plane), window: { lower: -1000, upper: 950 } };
  const rgba = thumbnail(ct, spec, 40);
  expect(rgba).toHaveLength(4 * 40 * 40);
  const [left, right] = [4 * (20 * 40 + 2), 4 * (20 * 40 + 37)];
  expect(rgba[left]).toBeLessThan(30);
  expect(rgba[right]).toBeGreaterThan(225);
  expect([rgba[right + 1], rgba[right + 2], rgba[right + 3]]).toEqual([
    rgba[right],
    rgba[right],
    255,
  ]);
});
