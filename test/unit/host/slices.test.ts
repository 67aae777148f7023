import { SliceReader, type PlanarViewport } from '../../../extension/src/host/slices';
import { COLUMNS, FakeHost, ROWS } from './fakeHost';

const PIXELS = COLUMNS * ROWS;

function describeImage(
  fake: FakeHost,
  imageId: string,
  instance: Record<string, unknown> = {},
  plane: Record<string, unknown> = {},
): void {
  fake.metadata.set(`instance ${imageId}`, {
    Modality: 'CT',
    SeriesInstanceUID: '1.2',
    PixelSpacing: [1, 1],
    ImagePositionPatient: [0, 0, 0],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    RescaleSlope: 1,
    RescaleIntercept: 0,
    BitsAllocated: 16,
    BitsStored: 16,
    PixelRepresentation: 0,
    ...instance,
  });
  fake.metadata.set(`imagePlaneModule ${imageId}`, {
    columns: COLUMNS,
    rows: ROWS,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    imagePositionPatient: [0, 0, 0],
    usingDefaultValues: false,
    ...plane,
  });
}

const stackOn = (imageId: string) =>
  ({ type: 'stack', getCurrentImageId: () => imageId }) as unknown as PlanarViewport;

/** The slice of an image with those attributes. */
function shown(
  instance: Record<string, unknown> = {},
  plane: Record<string, unknown> = {},
  image: object = {},
  data: Int16Array | Float32Array = Int16Array.from({ length: PIXELS }, (_, n) => n),
) {
  const fake = new FakeHost();
  fake.addImage('a', data, image);
  describeImage(fake, 'a', instance, plane);
  const slice = new SliceReader(fake.host).shownIn(stackOn('a'));
  if (!slice) throw new Error('nothing is shown');
  return { fake, slice };
}

describe('a dynamic volume of three groups', () => {
  const GROUPS = [1, 2, 3].map(group => [0, 1].map(k => `g${group}-${k}`));

  function dynamic(group: number, normal: number[], focalPoint: number[]) {
    const fake = new FakeHost();
    GROUPS.forEach((ids, g) =>
      ids.forEach((id, k) => {
        fake.addImage(id, new Int16Array(PIXELS).fill(100 * (g + 1) + k));
        describeImage(fake, id, { Modality: 'MR' }, { imagePositionPatient: [0, 0, k] });
      }),
    );
    const volume = {
      volumeId: 'v',
      imageIds: GROUPS.flat(),
      dimensions: [COLUMNS, ROWS, 2],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      isDynamicVolume: () => true,
      getCurrentDimensionGroupImageIds: () => GROUPS[group - 1],
    };
    fake.volumes.set('v', volume);
    const viewport = {
      type: 'orthographic',
      getVolumeId: () => 'v',
      getCamera: () => ({ viewPlaneNormal: normal, focalPoint }),
    } as unknown as PlanarViewport;
    const slice = new SliceReader(fake.host).shownIn(viewport);
    if (!slice) throw new Error('nothing is shown');
    return slice;
  }

  test.each([1, 2, 3])('group %d is read and addressed when it is shown', group => {
    const slice = dynamic(group, [0, 0, 1], [0, 0, 1]);
    expect(slice.imageId).toBe(`g${group}-1`);
    expect(slice.addressOf(1, 2)).toEqual({ imageId: `g${group}-1`, offset: 2 * COLUMNS + 1 });
    expect(slice.read().values[0]).toBe(100 * group + 1);
    expect(slice.groupImageIds).toEqual(GROUPS[group - 1]);
  });

  test.each([1, 3])('group %d is read and addressed across its slices', group => {
    const slice = dynamic(group, [0, 1, 0], [0, 1, 0]);
    expect([...slice.read().values]).toEqual([
      ...new Array<number>(COLUMNS).fill(100 * group),
      ...new Array<number>(COLUMNS).fill(100 * group + 1),
    ]);
    expect(slice.addressOf(2, 1)).toEqual({ imageId: `g${group}-1`, offset: COLUMNS + 2 });
  });

  test('the same plane of two groups is not the same slice', () => {
    const fake = new FakeHost();
    const reader = new SliceReader(fake.host);
    let group = 0;
    GROUPS.flat().forEach(id => {
      fake.addImage(id, new Int16Array(PIXELS));
      describeImage(fake, id);
    });
    fake.volumes.set('v', {
      volumeId: 'v',
      imageIds: GROUPS.flat(),
      dimensions: [COLUMNS, ROWS, 2],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      getCurrentDimensionGroupImageIds: () => GROUPS[group],
    });
    const viewport = {
      type: 'orthographic',
      getVolumeId: () => 'v',
      getCamera: () => ({ viewPlaneNormal: [0, 1, 0], focalPoint: [0, 1, 0] }),
    } as unknown as PlanarViewport;
    const before = reader.shownIn(viewport)?.key;
    group = 2;
    expect(reader.shownIn(viewport)?.key).not.toBe(before);
  });
});

describe('geometry', () => {
  test('that is stated is known', () => {
    const { plane } = shown().slice;
    expect(plane.spacingKnown).not.toBe(false);
    expect(plane.placeKnown).not.toBe(false);
  });

  test('pixels without a spacing have an unknown one, not 1 mm', () => {
    const { plane } = shown({ PixelSpacing: undefined }, { usingDefaultValues: true }).slice;
    expect(plane.spacingKnown).toBe(false);
    // An image at an unknown place may still state its spacing.
    const placeless = shown({ ImagePositionPatient: undefined }, { usingDefaultValues: true });
    expect(placeless.slice.plane).not.toHaveProperty('spacingKnown');
    expect(placeless.slice.plane.placeKnown).toBe(false);
  });

  /** As the viewer makes a frame: it inherits what the frames share. */
  const frame = (shared: object, perFrame: object, position: number[], functional: object = {}) =>
    Object.assign(
      Object.create({
        NumberOfFrames: 9,
        ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
        PixelSpacing: [2, 2],
        PerFrameFunctionalGroupsSequence: [{}, {}, functional],
        ...shared,
      }),
      { ImagePositionPatient: position, frameNumber: 3, ...perFrame },
    ) as Record<string, unknown>;

  function planeOf(instance: Record<string, unknown>) {
    const fake = new FakeHost();
    fake.addImage('a/frames/3', new Int16Array(PIXELS));
    describeImage(fake, 'a/frames/3');
    fake.metadata.set('instance a/frames/3', instance);
    return new SliceReader(fake.host).shownIn(stackOn('a/frames/3'))?.plane;
  }

  test('the viewer’s made-up position of a frame is not believed', () => {
    expect(planeOf(frame({}, {}, [0, 0, 3]))?.placeKnown).toBe(false);
  });

  test('a frame’s position is known by its functional group, whatever it is', () => {
    expect(planeOf(frame({}, {}, [5, 6, 7]))?.placeKnown).not.toBe(false);
    const group = { PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 3] }] };
    expect(planeOf(frame({}, {}, [0, 0, 3], group))?.placeKnown).not.toBe(false);
    const shared = { ImagePositionPatient: [0, 0, 3] };
    expect(planeOf(frame(shared, {}, [0, 0, 3]))?.placeKnown).not.toBe(false);
  });

  test('inherited attributes of a frame count', () => {
    expect(planeOf(frame({}, {}, [5, 6, 7]))?.spacingKnown).not.toBe(false);
  });
});

describe('values', () => {
  const PET = { Modality: 'PT', Units: 'BQML', RescaleSlope: 2, RescaleIntercept: 0 };
  const SCALED = { preScale: { scaled: true, scalingParameters: {} } };
  const SUV_SCALED = { preScale: { scaled: true, scalingParameters: { suvbw: 0.5 } } };

  test.each([
    ['CT that is rescaled', {}, 'HU'],
    [
      'CT without any rescaling',
      { RescaleSlope: undefined, RescaleIntercept: undefined },
      'arbitrary',
    ],
    ['CT whose rescaling is of no unit', { RescaleType: 'US' }, 'arbitrary'],
    ['CT whose rescaling gives HU', { RescaleType: 'HU' }, 'HU'],
    ['MR', { Modality: 'MR' }, 'arbitrary'],
    ['PET in Bq/ml', PET, 'arbitrary'],
    ['PET that holds SUV', { ...PET, Units: 'GML' }, 'SUV'],
    ['PET that holds SUV by lean body mass', { ...PET, Units: 'GML', SUVType: 'LBM' }, 'arbitrary'],
  ])('of %s are in units of their own', (_, instance, units) => {
    expect(shown(instance).slice.units).toBe(units);
  });

  test('of PET are SUV before and after the image is loaded', () => {
    const { fake, slice } = shown(PET, {}, SUV_SCALED);
    fake.metadata.set('scalingModule a', { suvbw: 0.5 });
    const reader = new SliceReader(fake.host);
    expect(reader.unitsOf('a')).toBe('SUV');
    expect(slice.read().values[4]).toBe(4);
    fake.images.delete('a');
    expect(reader.unitsOf('a')).toBe('SUV');
  });

  test.each([
    ['rescaled only', SCALED, 4 * 0.5],
    ['not scaled at all', { slope: 2, intercept: 0 }, 4 * 2 * 0.5],
  ])('of PET are SUV where the loader has %s', (_, image, value) => {
    const { fake, slice } = shown(PET, {}, image);
    fake.metadata.set('scalingModule a', { suvbw: 0.5 });
    expect(slice.read().values[4]).toBe(value);
  });

  test.each([
    ['signed, read as unsigned', { PixelRepresentation: 1, PixelPaddingValue: 63536 }, -2000],
    ['signed', { PixelRepresentation: 1, PixelPaddingValue: -2000 }, -2000],
    [
      'signed in 12 bits, read as unsigned',
      { PixelRepresentation: 1, BitsStored: 12, PixelPaddingValue: 4095 },
      -1,
    ],
    ['unsigned', { PixelPaddingValue: 63536 }, 63536],
    ['unsigned, read as signed', { PixelPaddingValue: -2000 }, 63536],
  ])('padding that is %s has its own sign', (_, instance, value) => {
    const { padding } = shown(instance).slice.read();
    expect(padding).toEqual({ lower: value, upper: value });
  });

  test('padding is a range after the modality LUT', () => {
    const { padding } = shown({
      PixelRepresentation: 1,
      PixelPaddingValue: 63536,
      PixelPaddingRangeLimit: 64536,
      RescaleSlope: 1,
      RescaleIntercept: -24,
    }).slice.read();
    expect(padding).toEqual({ lower: -2024, upper: -1024 });
  });

  test('of a part of an image are those of the whole', async () => {
    const { fake, slice } = shown();
    const { values } = slice.read();
    const part = await new SliceReader(fake.host).readRegion('a', {
      x: 1,
      y: 1,
      width: 2,
      height: 2,
    });
    expect([...part]).toEqual(
      [COLUMNS + 1, COLUMNS + 2, 2 * COLUMNS + 1, 2 * COLUMNS + 2].map(n => values[n]),
    );
  });

  test('of a colour image are three a pixel', () => {
    const rgba = Float32Array.from({ length: PIXELS * 4 }, (_, n) => n);
    const image = shown({}, {}, { color: true, numberOfComponents: 4 }, rgba).slice.read();
    expect(image.channels).toBe(3);
    expect([...image.values.slice(0, 6)]).toEqual([0, 1, 2, 4, 5, 6]);
  });

  test('that are not loaded are missing, not zero', async () => {
    const { fake, slice } = shown();
    fake.images.delete('a');
    expect(() => slice.read()).toThrow(expect.objectContaining({ code: 'pixels-unavailable' }));
    await expect(new SliceReader(fake.host).readImage('a')).rejects.toMatchObject({
      code: 'pixels-unavailable',
    });
  });
});

test('an oblique plane and a 3D view are refused', () => {
  const fake = new FakeHost();
  const reader = new SliceReader(fake.host);
  fake.volumes.set('v', {
    volumeId: 'v',
    imageIds: ['a'],
    dimensions: [COLUMNS, ROWS, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  });
  const oblique = {
    type: 'orthographic',
    getVolumeId: () => 'v',
    getCamera: () => ({ viewPlaneNormal: [0, 0.6, 0.8], focalPoint: [0, 0, 0] }),
  } as unknown as PlanarViewport;
  const unsupported = expect.objectContaining({ code: 'plane-not-supported' });
  expect(() => reader.shownIn(oblique)).toThrow(unsupported);
  expect(() => reader.shownIn({ type: 'volume3d' } as unknown as PlanarViewport)).toThrow(
    unsupported,
  );
});

describe('the stack of a viewport', () => {
  function stackOf(places: readonly number[]) {
    const fake = new FakeHost();
    const ids = places.map(z => `z${z}`);
    places.forEach((z, n) => {
      fake.addImage(ids[n], new Int16Array(PIXELS));
      describeImage(fake, ids[n], {}, { imagePositionPatient: [0, 0, z] });
    });
    fake.addImage('scout', new Int16Array(PIXELS));
    describeImage(
      fake,
      'scout',
      { ImageOrientationPatient: [1, 0, 0, 0, 0, -1] },
      { columnCosines: [0, 0, -1] },
    );
    const viewport = {
      ...{ type: 'stack', getCurrentImageId: () => ids[1] },
      getImageIds: () => ['scout', ...ids],
    } as unknown as PlanarViewport;
    return new SliceReader(fake.host).stackIn(viewport).map(({ imageId }) => imageId);
  }

  test('has its slices as they lie, without a scout, from the end that the viewer counts from', () => {
    expect(stackOf([3, 6, 9])).toEqual(['z3', 'z6', 'z9']);
    expect(stackOf([9, 6, 3])).toEqual(['z9', 'z6', 'z3']);
    expect(stackOf([9, 3, 6])).toEqual(['z9', 'z6', 'z3']);
  });

  describe('whose images share places', () => {
    /** Images at z 0, 3 and 6 for each group, in the order of the file. */
    function groupOf(
      groups: readonly Record<string, unknown>[],
      shown: string,
      interleaved = false,
    ): string[] {
      const fake = new FakeHost();
      const ids = [0, 3, 6].flatMap(z => groups.map((_, g) => `${g}-z${z}`));
      if (!interleaved) ids.sort();
      for (const id of ids) {
        const [g, z] = id.split('-z').map(Number);
        fake.addImage(id, new Int16Array(PIXELS));
        describeImage(fake, id, groups[g], { imagePositionPatient: [0, 0, z] });
      }
      const viewport = {
        ...{ type: 'stack', getCurrentImageId: () => shown, getImageIds: () => ids },
      } as unknown as PlanarViewport;
      return new SliceReader(fake.host).stackIn(viewport).map(({ imageId }) => imageId);
    }
    const b = (DiffusionBValue: number, n = 1) => ({ DiffusionBValue, AcquisitionNumber: n });

    test.each([true, false])('is the b-value shown; interleaved: %s', interleaved => {
      const ids = groupOf([b(0), b(500), b(1000)], '1-z3', interleaved);
      expect(ids).toEqual(['1-z0', '1-z3', '1-z6']);
    });

    test('is one direction of the b-value shown', () => {
      expect(groupOf([b(0, 1), b(500, 2), b(500, 3)], '2-z0')).toEqual(['2-z0', '2-z3', '2-z6']);
    });

    test('is the private b-value shown where there is no other', () => {
      const groups = [0, 800].map(value => ({ '0019100C': value }));
      expect(groupOf(groups, '1-z6')).toEqual(['1-z0', '1-z3', '1-z6']);
    });

    test('is of the same rank at each place where no attribute tells', () => {
      expect(groupOf([{}, {}, {}], '1-z3')).toEqual(['1-z0', '1-z3', '1-z6']);
    });

    test('is all of them when an attribute differs from image to image and no place is shared', () => {
      expect(groupOf([b(7)], '0-z3')).toEqual(['0-z0', '0-z3', '0-z6']);
    });
  });

  test.each([1, -1])('is that of a volume along the view, looked at from either side: %d', side => {
    const fake = new FakeHost();
    const ids = ['a', 'b', 'c'];
    ids.forEach((id, k) => {
      fake.addImage(id, new Int16Array(PIXELS));
      describeImage(fake, id, {}, { imagePositionPatient: [0, 0, k] });
    });
    fake.volumes.set('v', {
      ...{ volumeId: 'v', imageIds: ids, dimensions: [COLUMNS, ROWS, 3] },
      ...{ spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    });
    const viewport = {
      ...{ type: 'orthographic', getVolumeId: () => 'v' },
      getCamera: () => ({ viewPlaneNormal: [0, 0, side], focalPoint: [0, 0, 1] }),
    } as unknown as PlanarViewport;
    const stack = new SliceReader(fake.host).stackIn(viewport).map(({ imageId }) => imageId);
    expect(stack).toEqual(side > 0 ? ids : [...ids].reverse());
  });
});
