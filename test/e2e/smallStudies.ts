import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { uidOf } from '../../.webpack/demo/phantom/writeSet';
import { writePart10, type Dataset } from '../../extension/src/core/export/dicom/dataset';

/** Columns and rows of every image. */
const SIDE = 128;
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4';
const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4';
const RT_STRUCTURE_SET = '1.2.840.10008.5.1.4.1.1.481.3';
/** Value of the body around the disc. */
const BODY = 900;
/** Middle and radius of the bright disc of every image, in pixels. */
export const DISC = { x: 64, y: 60, radius: 15 };

interface Stack {
  readonly study: string;
  readonly modality: 'CT' | 'MR';
  readonly places: readonly number[];
  readonly rest?: Dataset;
  /** Value of the disc. */
  readonly disc?: number;
  /** Where the first pixel of the image at a height lies. */
  readonly at?: (z: number) => readonly string[];
}

interface WrittenImage {
  readonly sop: string;
  readonly z: number;
}

/** A folder of DICOM files to serve; its images by position. */
export interface SmallStudy {
  readonly folder: string;
  readonly images: readonly WrittenImage[];
}

/** Six places with b-values of 0, 500 and 1000, in one series. */
export async function diffusionStudy(): Promise<SmallStudy & { bValueOf(sop: string): number }> {
  const folder = await newFolder();
  const bValues = new Map<string, number>();
  const images: WrittenImage[] = [];
  for (const [n, b] of [0, 500, 1000].entries()) {
    const written = await writeStack(folder, {
      study: 'diffusion',
      modality: 'MR',
      places: [0, 4, 8, 12, 16, 20],
      rest: { DiffusionBValue: b, AcquisitionNumber: n + 1, SeriesDescription: 'DWI' },
    });
    written.forEach(({ sop }) => bValues.set(sop, b));
    images.push(...written);
  }
  return { folder, images, bValueOf: sop => bValues.get(sop) ?? NaN };
}

/** T2, FLAIR and T1 of one brain, in this order of series, and a localizer. */
export async function sequenceStudy(): Promise<SmallStudy> {
  const folder = await newFolder();
  const images: WrittenImage[] = [];
  for (const [n, name] of ['T2 TSE', 'FLAIR', 'T1 SE', 'localizer'].entries()) {
    const written = await writeStack(folder, {
      study: 'sequences',
      modality: 'MR',
      places: [0, 4, 8, 12, 16, 20, 24],
      rest: {
        SeriesInstanceUID: seriesOf('sequences', n + 1),
        SeriesNumber: n + 1,
        SeriesDescription: name,
      },
    });
    images.push(...written);
  }
  return { folder, images };
}

/** T1, where the disc can't be seen, and T2 on a coarser grid that begins elsewhere, where it can. */
export async function twoGridStudy(): Promise<SmallStudy> {
  const folder = await newFolder();
  const stack = { study: 'two grids', modality: 'MR' } as const;
  const images = await writeStack(folder, {
    ...stack,
    places: [0, 4, 8, 12, 16],
    disc: BODY,
    rest: { SeriesDescription: 'T1 SE' },
  });
  const [spacing, corner] = ['1.25', '-80'];
  const others = await writeStack(folder, {
    ...stack,
    places: [1, 5, 9, 13, 17],
    rest: {
      SeriesInstanceUID: seriesOf('two grids', 2),
      SeriesNumber: 2,
      SeriesDescription: 'T2 TSE',
      PixelSpacing: [spacing, spacing],
    },
    at: z => [corner, corner, String(z)],
  });
  return { folder, images: [...images, ...others] };
}

/** How far the diffusion images of `displacedStudy` show all towards P, mm. */
export const DISPLACED_MM = 6;

/** T2, and diffusion images with two b-values in another contrast, displaced along their columns. */
export async function displacedStudy(): Promise<SmallStudy & { readonly diffusion: string[] }> {
  const folder = await newFolder();
  const stack = { study: 'displaced', modality: 'MR', places: [0, 4, 8, 12, 16] } as const;
  const images = await writeStack(folder, { ...stack, rest: { SeriesDescription: 'T2 TSE' } });
  const diffusion: string[] = [];
  for (const [n, b] of [0, 1000].entries()) {
    const written = await writeStack(folder, {
      ...stack,
      disc: 400,
      rest: {
        SeriesInstanceUID: seriesOf('displaced', 2),
        SeriesNumber: 2,
        SeriesDescription: 'DWI',
        DiffusionBValue: b,
        AcquisitionNumber: n + 1,
        InPlanePhaseEncodingDirection: 'COL',
      },
      at: z => ['-64', String(DISPLACED_MM - 64), String(z)],
    });
    if (b) diffusion.push(...written.map(({ sop }) => sop));
    images.push(...written);
  }
  return { folder, images, diffusion };
}

/** A CT and a SEG of it: segment `outer` holds all of `inner`. */
export async function overlappingStudy(): Promise<SmallStudy> {
  const folder = await newFolder();
  const images = await ctStack(folder, 'overlapping');
  const frames = images.flatMap(image =>
    [12, 6].map((radius, n) => ({ image, number: n + 1, radius })),
  );
  const bits = frames.flatMap(({ radius }) => discBits(radius));
  const measures = { SliceThickness: '3', SpacingBetweenSlices: '3', PixelSpacing: ['1', '1'] };
  await write(folder, {
    ...common('overlapping', SEGMENTATION, 'SEG', 50),
    ImageType: ['DERIVED', 'PRIMARY'],
    FrameOfReferenceUID: uidOf('overlapping', 'frame of reference'),
    ContentLabel: 'TEST',
    ContentDescription: '',
    ContentCreatorName: '',
    SegmentationType: 'BINARY',
    ...pixels(1),
    NumberOfFrames: frames.length,
    LossyImageCompression: '00',
    ReferencedSeriesSequence: [
      {
        SeriesInstanceUID: seriesOf('overlapping', 1),
        ReferencedInstanceSequence: images.map(reference),
      },
    ],
    SegmentSequence: ['outer', 'inner'].map((SegmentLabel, n) => ({
      SegmentNumber: n + 1,
      SegmentLabel,
      SegmentAlgorithmType: 'MANUAL',
      SegmentedPropertyCategoryCodeSequence: [code('85756007', 'Tissue')],
      SegmentedPropertyTypeCodeSequence: [code('85756007', 'Tissue')],
    })),
    SharedFunctionalGroupsSequence: [
      {
        PixelMeasuresSequence: [measures],
        PlaneOrientationSequence: [{ ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'] }],
      },
    ],
    PerFrameFunctionalGroupsSequence: frames.map(({ image, number }) => ({
      FrameContentSequence: [{ DimensionIndexValues: [number, image.z / 3 + 1] }],
      PlanePositionSequence: [{ ImagePositionPatient: position(image.z) }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: number }],
      DerivationImageSequence: [{ SourceImageSequence: [reference(image)] }],
    })),
    PixelData: Uint8Array.from({ length: bits.length / 8 }, (_, byte) =>
      bits.slice(byte * 8, byte * 8 + 8).reduce((sum, bit, n) => sum | (bit << n), 0),
    ).buffer,
  });
  return { folder, images };
}

/** A CT and an RTSTRUCT of it with one contour on every image. */
export async function contourStudy(): Promise<SmallStudy> {
  const folder = await newFolder();
  const images = await ctStack(folder, 'contours');
  const frame = uidOf('contours', 'frame of reference');
  await write(folder, {
    ...common('contours', RT_STRUCTURE_SET, 'RTSTRUCT', 60),
    StructureSetLabel: 'TEST',
    StructureSetDate: '20260102',
    StructureSetTime: '080000',
    ReferencedFrameOfReferenceSequence: [
      {
        FrameOfReferenceUID: frame,
        RTReferencedStudySequence: [
          {
            ReferencedSOPClassUID: '1.2.840.10008.3.1.2.3.1',
            ReferencedSOPInstanceUID: uidOf('contours', 'study'),
            RTReferencedSeriesSequence: [
              {
                SeriesInstanceUID: seriesOf('contours', 1),
                ContourImageSequence: images.map(reference),
              },
            ],
          },
        ],
      },
    ],
    StructureSetROISequence: [
      {
        ROINumber: 1,
        ReferencedFrameOfReferenceUID: frame,
        ROIName: 'outline',
        ROIGenerationAlgorithm: 'MANUAL',
      },
    ],
    ROIContourSequence: [contoursOn(images)],
    RTROIObservationsSequence: [
      {
        ObservationNumber: 1,
        ReferencedROINumber: 1,
        RTROIInterpretedType: '',
        ROIInterpreter: '',
      },
    ],
  });
  return { folder, images };
}

/** A square around the middle of every image. */
const contoursOn = (images: readonly WrittenImage[]): Dataset => ({
  ROIDisplayColor: [255, 0, 0],
  ReferencedROINumber: 1,
  ContourSequence: images.map(image => ({
    ContourImageSequence: [reference(image)],
    ContourGeometricType: 'CLOSED_PLANAR',
    NumberOfContourPoints: 4,
    ContourData: [
      [-10, -10],
      [10, -10],
      [10, 10],
      [-10, 10],
    ].flatMap(([x, y]) => [String(x), String(y), String(image.z)]),
  })),
});

const newFolder = () => mkdtemp(path.join(os.tmpdir(), 'sam-small-'));

const ctStack = (folder: string, study: string) =>
  writeStack(folder, {
    study,
    modality: 'CT',
    places: [0, 3, 6, 9, 12],
    rest: { RescaleSlope: '1', RescaleIntercept: '-1024', RescaleType: 'HU' },
  });

async function writeStack(folder: string, stack: Stack): Promise<WrittenImage[]> {
  const { study, modality, places, rest = {}, disc, at = position } = stack;
  const images: WrittenImage[] = [];
  for (const z of places) {
    const classUid = modality === 'CT' ? CT_IMAGE : MR_IMAGE;
    const label = [z, rest.DiffusionBValue, rest.SeriesDescription]
      .map(v => String(v ?? ''))
      .join(' ');
    const dataset: Dataset = {
      ...common(study, classUid, modality, 1, label),
      FrameOfReferenceUID: uidOf(study, 'frame of reference'),
      SliceThickness: modality === 'CT' ? '3' : '4',
      ImagePositionPatient: at(z),
      ImageOrientationPatient: ['1', '0', '0', '0', '1', '0'],
      PixelSpacing: ['1', '1'],
      ...pixels(16),
      WindowCenter: '1000',
      WindowWidth: '800',
      ...rest,
      PixelData: picture(disc).buffer,
    };
    await write(folder, dataset);
    images.push({ sop: dataset.SOPInstanceUID as string, z });
  }
  return images;
}

function common(
  study: string,
  classUid: string,
  modality: string,
  series: number,
  label = '',
): Dataset {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: classUid,
    SOPInstanceUID: uidOf(study, modality, label),
    StudyDate: '20260102',
    ContentDate: '20260102',
    StudyTime: '080000',
    ContentTime: '080000',
    AccessionNumber: '',
    Modality: modality,
    Manufacturer: 'test',
    ReferringPhysicianName: '',
    PatientName: 'Test^Small',
    PatientID: 'SMALL',
    PatientBirthDate: '',
    PatientSex: '',
    StudyInstanceUID: uidOf(study, 'study'),
    SeriesInstanceUID: seriesOf(study, series),
    StudyID: '1',
    SeriesNumber: series,
    InstanceNumber: 1,
  };
}

const seriesOf = (study: string, series: number) => uidOf(study, 'series', series);

const position = (z: number) => ['-64', '-64', String(z)];

const reference = ({ sop }: WrittenImage): Dataset => ({
  ReferencedSOPClassUID: CT_IMAGE,
  ReferencedSOPInstanceUID: sop,
});

const code = (CodeValue: string, CodeMeaning: string): Dataset => ({
  CodeValue,
  CodingSchemeDesignator: 'SCT',
  CodeMeaning,
});

const pixels = (bits: 1 | 16): Dataset => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: SIDE,
  Columns: SIDE,
  BitsAllocated: bits,
  BitsStored: bits,
  HighBit: bits - 1,
  PixelRepresentation: 0,
});

/** A dark background, a body, and the bright disc in it; with a little noise that repeats. */
function picture(disc = 1200): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: SIDE * SIDE }, (_, p) => {
    const [x, y] = [p % SIDE, Math.floor(p / SIDE)];
    const body = ((x - 64) / 54) ** 2 + ((y - 64) / 46) ** 2 < 1;
    return (isInDisc(p, DISC.radius) ? disc : body ? BODY : 100) + ((p * 7919) % 23);
  });
}

const discBits = (radius: number): number[] =>
  Array.from({ length: SIDE * SIDE }, (_, p) => (isInDisc(p, radius) ? 1 : 0));

function isInDisc(p: number, radius: number): boolean {
  return Math.hypot((p % SIDE) - DISC.x, Math.floor(p / SIDE) - DISC.y) <= radius;
}

async function write(folder: string, dataset: Dataset): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${String(dataset.SOPInstanceUID)}.dcm`);
  await writeFile(file, Buffer.from(writePart10(dataset)));
}
