import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { organAround, siteByPosition } from '../../../../extension/src/core/site';
import { axialPlane } from '../slices';

const square = (x: number, y: number, side: number): RegionMask => ({
  ...{ x, y, width: side, height: side },
  data: new Uint8Array(side * side).fill(1),
});

const on = (mask: RegionMask) => new Map([['image', mask]]);

/** A square with a hole where the finding is, as a labelmap has it. */
function organWithHole(hole: RegionMask): RegionMask {
  const organ = square(20, 20, 40);
  for (let v = 0; v < hole.height; v++) {
    const row = (hole.y + v - organ.y) * organ.width + hole.x - organ.x;
    organ.data.fill(0, row, row + hole.width);
  }
  return organ;
}

function organOf(...[finding, organs]: Parameters<typeof organAround>) {
  const steps = organAround(finding, organs);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

describe('the organ of a finding', () => {
  const lesion = square(30, 30, 8);
  const liver = { name: 'liver', masks: on(organWithHole(lesion)) };
  const spleen = { name: 'spleen', masks: on(square(70, 20, 20)) };

  test('is the one that it is a hole in', () => {
    expect(organOf(on(lesion), [spleen, liver])).toBe(liver);
  });

  test('is the one that it overlaps', () => {
    expect(organOf(on(square(74, 24, 6)), [liver, spleen])).toBe(spleen);
  });

  test('is none where it only comes near', () => {
    expect(organOf(on(square(63, 2, 12)), [liver, spleen])).toBeNull();
    expect(organOf(new Map([['other', lesion]]), [liver])).toBeNull();
  });
});

/** A body of water from column 10 to 90 with a lung of air-like tissue on the image's left. */
function slice(change: Partial<SliceImage> = {}): SliceImage {
  const values = new Float32Array(100 * 100).fill(-1000);
  for (let j = 20; j < 80; j++) {
    values.fill(40, j * 100 + 10, j * 100 + 90);
    if (j > 30 && j < 70) values.fill(-850, j * 100 + 16, j * 100 + 44);
  }
  return {
    ...{ key: 'k', plane: axialPlane(100, 100, 2, 2), values, channels: 1 as const },
    ...{ modality: 'CT', units: 'HU' as const, inverted: false },
    ...change,
  };
}

describe('the site by position', () => {
  test('tells the side, and the lung where that is around', () => {
    // Columns grow towards the patient's left.
    expect(siteByPosition(slice(), square(26, 46, 6))).toEqual({
      structure: 'lung',
      side: 'right',
    });
    expect(siteByPosition(slice(), square(70, 46, 6))).toEqual({ side: 'left' });
  });

  test('claims no side in the middle, and nothing without a place', () => {
    expect(siteByPosition(slice(), square(52, 22, 4))).toEqual({});
    const { plane } = slice();
    const unplaced = slice({ plane: { ...plane, placeKnown: false } });
    expect(siteByPosition(unplaced, square(26, 46, 6))).toEqual({});
  });

  test('claims no lung without Hounsfield units', () => {
    const { values } = slice();
    const mr = slice({ units: 'arbitrary', values: values.map(value => value + 1000) });
    expect(siteByPosition(mr, square(70, 46, 6))).toEqual({ side: 'left' });
  });
});
