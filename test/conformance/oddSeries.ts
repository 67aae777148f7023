import { type Dataset } from '../../extension/src/core/export/dicom/dataset';
import { sourceImage, type SourceImage } from '../../extension/src/core/export/dicom/source';
import { wholeValues } from '../../extension/src/core/measure';
import { segment, type ExportCase, type Shape } from './cases';
import { AXIAL, syntheticSeries } from './syntheticSeries';

const SMALL = { ...AXIAL, slices: 6 };
const { rows } = SMALL;

/** Two lesions that are marked on every image; other shapes where a case needs them. */
const LESIONS: readonly (readonly [label: string, inside: Shape])[] = [
  ['Lesion', (i, j) => Math.hypot(i - 12, j - 11) <= 5],
  ['左肾', (i, j) => Math.hypot(i - 26, j - 18) <= 4],
];

type Change = Readonly<Record<string, Dataset[string] | undefined>>;

const changed = (images: readonly Dataset[], change: (image: Dataset, k: number) => Change) =>
  images.map((image, k): Dataset => ({ ...image, ...change(image, k) }));

function oddCase(
  name: string,
  sources: readonly SourceImage[],
  shapes = LESIONS,
  rest: Partial<ExportCase> = {},
): ExportCase {
  return {
    name,
    sources,
    segments: shapes.map(([label, inside]) => segment(label, sources, inside)),
    valuesOf: index => {
      const { columns: width, rows: height } = sources[index];
      const values = Float32Array.from({ length: width * height }, (_, n) => (n * 7) % 150);
      return wholeValues(values, width, height);
    },
    units: 'HU',
    ...rest,
  };
}

const oneByOne = (images: readonly Dataset[]) => images.map(image => sourceImage(image));

/** An enhanced object of the images, with their positions in its functional groups. */
export function enhanced(images: readonly Dataset[], change: Change = {}): Dataset {
  const [{ ImageOrientationPatient, PixelSpacing, SliceThickness, ...first }] = images;
  const { ImagePositionPatient: _, RescaleType: __, ...rest } = first;
  return {
    ...rest,
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1',
    NumberOfFrames: String(images.length),
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient }],
        PixelMeasuresSequence: [{ PixelSpacing, SliceThickness }],
        PixelValueTransformationSequence: [{ RescaleType: 'HU' }],
      },
    ],
    PerFrameFunctionalGroupsSequence: images.map(image => ({
      PlanePositionSequence: [{ ImagePositionPatient: image.ImagePositionPatient }],
    })),
    ...change,
  } as Dataset;
}

/** The frames of an object as the viewer hands them out: one frame's values beside the groups. */
export const framesOf = (instance: Dataset, positions: 'stated' | 'made up'): SourceImage[] =>
  Array.from({ length: Number(instance.NumberOfFrames) }, (_, n) =>
    sourceImage(
      positions === 'stated' ? instance : { ...instance, ImagePositionPatient: [0, 0, n + 1] },
      n + 1,
    ),
  );

function enhancedCases(): ExportCase[] {
  const instance = enhanced(syntheticSeries(SMALL));
  const placeless = enhanced(syntheticSeries(SMALL), {
    PerFrameFunctionalGroupsSequence: Array.from({ length: SMALL.slices }, () => ({})),
  });
  return [
    oddCase('enhanced CT', framesOf(instance, 'stated')),
    oddCase('enhanced CT, frames without a position', framesOf(placeless, 'made up')),
  ];
}

function mixedCases(): ExportCase[] {
  const axial = syntheticSeries(SMALL);
  const scout = {
    ...syntheticSeries({ ...SMALL, slices: 1, columnDirection: [0, 0, -1] })[0],
    SOPInstanceUID: '2.25.4711.3.99',
    ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'],
  };
  const withScout = oneByOne([scout, ...axial]);
  const onAxial: Shape = (i, j, k) => k > 1 && k < 5 && Math.hypot(i - 12, j - 11) <= 5;
  const rounded = changed(axial, (_, k) => ({
    ImageOrientationPatient: ['1', k % 2 ? '0.0000004' : '0', '0', '0', '1', '0'],
    PixelSpacing: [k % 2 ? '0.8000003' : '0.8', '0.8'],
  }));
  const twoSpacings = changed(axial, (_, k) => (k < 3 ? {} : { PixelSpacing: ['0.5', '0.5'] }));
  return [
    oddCase('scout among axial images, unmarked', withScout, [['Lesion', onAxial]]),
    oddCase('scout among axial images, marked', withScout),
    oddCase('orientations that differ in the last decimals', oneByOne(rounded)),
    oddCase('two spacings in one series', oneByOne(twoSpacings)),
    oddCase(
      'no frame of reference',
      oneByOne(changed(axial, () => ({ FrameOfReferenceUID: undefined }))),
    ),
  ];
}

function repeatedCases(): ExportCase[] {
  const axial = syntheticSeries(SMALL);
  const [{ ImagePositionPatient }] = axial;
  const bolus = oneByOne(
    changed(axial, (_, k) => ({ ImagePositionPatient, AcquisitionNumber: String(k + 1) })),
  );
  const dwi = [0, 500, 1000].flatMap((b, g) =>
    changed(axial, (_, k) => ({
      SOPInstanceUID: `2.25.4711.5.${g * 6 + k + 1}`,
      InstanceNumber: String(g * 6 + k + 1),
      Modality: 'MR',
      RescaleType: undefined,
      DiffusionBValue: b,
    })),
  );
  const inLast: Shape = (i, j, k) => k > 13 && k < 17 && Math.hypot(i - 12, j - 11) <= 5;
  return [
    oddCase('repeated positions, all marked', bolus),
    oddCase('repeated positions, one marked', bolus, [
      ['Lesion', (i, j, k) => k === 2 && Math.hypot(i - 12, j - 11) <= 5],
    ]),
    oddCase('diffusion, one group marked', oneByOne(dwi), [['Lesion', inLast]], {
      units: 'arbitrary',
    }),
    oddCase('diffusion, all groups marked', oneByOne(dwi), LESIONS, { units: 'arbitrary' }),
  ];
}

function flatCases(): ExportCase[] {
  const [one] = syntheticSeries({ ...SMALL, slices: 1 });
  const plain = (SOPClassUID: string, Modality: string, rest: Change = {}) => ({
    ...{ SOPClassUID, Modality },
    ImagePositionPatient: undefined,
    ImageOrientationPatient: undefined,
    FrameOfReferenceUID: undefined,
    PositionReferenceIndicator: undefined,
    SliceThickness: undefined,
    PixelSpacing: undefined,
    RescaleType: undefined,
    ...rest,
  });
  const ultrasound = changed([one], () => plain('1.2.840.10008.5.1.4.1.1.6.1', 'US'));
  const views = changed(syntheticSeries({ ...SMALL, slices: 2 }), (_, k) =>
    plain('1.2.840.10008.5.1.4.1.1.1.2', 'MG', {
      PixelSpacing: ['0.1', '0.1'],
      ...(k ? { Rows: rows - 4 } : {}),
    }),
  );
  return [
    oddCase('single slice', oneByOne(changed([one], () => ({ SliceThickness: undefined })))),
    oddCase(
      'single slice of thickness 0',
      oneByOne(changed([one], () => ({ SliceThickness: '0' }))),
    ),
    oddCase('ultrasound', oneByOne(ultrasound), LESIONS, { units: 'arbitrary' }),
    oddCase('colours', oneByOne(ultrasound), LESIONS, { units: 'arbitrary', valuesOf: () => null }),
    oddCase('mammography, two views', oneByOne(views), LESIONS, { units: 'arbitrary' }),
    oddCase(
      'unspecified rescale type',
      oneByOne(changed(syntheticSeries(SMALL), () => ({ RescaleType: 'US' }))),
    ),
  ];
}

function manySegments(): ExportCase {
  const sources = oneByOne(syntheticSeries(SMALL));
  const shapes = Array.from({ length: 260 }, (_, n): readonly [string, Shape] => [
    `Label ${n + 1}`,
    // Each third one overlaps the one before.
    (i, j, k) =>
      k === n % 6 && j === n % (rows - 1) && i >= n % 30 && i < (n % 30) + (n % 3 ? 2 : 5),
  ]);
  return oddCase('260 segments that overlap', sources, shapes);
}

/** Series of the kinds that users have reported to fail. */
export const oddCases = (): ExportCase[] => [
  ...enhancedCases(),
  ...mixedCases(),
  ...repeatedCases(),
  ...flatCases(),
  manySegments(),
];

export const oddCaseNamed = (name: string): ExportCase => {
  const found = oddCases().find(one => one.name === name);
  if (!found) throw new Error(`There is no case ${name}.`);
  return found;
};
