/**
 * Small series of the kinds that users of such software have reported to fail, as DICOM files. Each
 * is a folder like those of the shared reports: `dicom/` and whatever lies beside it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writePart10, type Dataset } from '../../extension/src/core/export/dicom/dataset';
import { sourceImage } from '../../extension/src/core/export/dicom/source';
import { layoutOf } from '../../extension/src/core/export/dicom/sourceLayout';
import type { ExportSegment } from '../../extension/src/core/export/exportInput';
import { encodeNiftis } from '../../extension/src/core/export/nifti';
import { encodeRtStructs } from '../../extension/src/core/export/rtstruct/encodeRtStruct';
import { encodeSegs } from '../../extension/src/core/export/seg';
import {
  anatomyProperty,
  morphologyProperty,
  UNSPECIFIED_PROPERTY,
} from '../../extension/src/core/export/segmentTypes';
import { makeUid } from '../../extension/src/core/export/uid';
import { segInput } from '../conformance/exporters';
import { AXIAL, syntheticSeries, type SeriesGrid } from '../conformance/syntheticSeries';

const SIDE = 64;
const GRID: SeriesGrid = { ...AXIAL, columns: SIDE, rows: SIDE, slices: 6 };

/** A square of a segment, cropped. */
const square = (x: number, y: number, side: number) => ({
  ...{ x, y, width: side, height: side },
  data: new Uint8Array(side * side).fill(1),
});

/** A bright block in the middle of each slice. */
const block = (i: number, j: number) =>
  Math.abs(i - SIDE / 2) < 10 && Math.abs(j - SIDE / 2) < 10 ? 200 : 20;

let studies = 0;

/** Slices of a study of their own. */
function series(grid: Partial<SeriesGrid> = {}, change: (k: number) => Dataset = () => ({})) {
  const root = `2.25.77${++studies}`;
  return syntheticSeries({ ...GRID, ...grid }, block).map((slice, k): Dataset => ({
    ...slice,
    StudyInstanceUID: `${root}.1`,
    SeriesInstanceUID: `${root}.2`,
    SOPInstanceUID: `${root}.3.${k + 1}`,
    FrameOfReferenceUID: `${root}.4`,
    StudyDescription: 'Generated',
    ...change(k),
  }));
}

const segment = (label: string, rest: Partial<ExportSegment>): ExportSegment => ({
  ...{ label, property: UNSPECIFIED_PROPERTY, algorithm: { type: 'MANUAL' } },
  maskOf: () => null,
  ...rest,
});

/** The slices with a segmentation of them. */
function withSeg(slices: Dataset[], segments: readonly ExportSegment[]): Dataset[] {
  const sources = slices.map(slice => sourceImage(slice));
  return [...slices, ...encodeSegs(segInput({ sources, segments })).map(({ dataset }) => dataset)];
}

const ALGORITHM = { type: 'AUTOMATIC', name: 'OrganFinder', version: '2.1' } as const;
const FAMILY = { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' };

/** What the coded segmentation says, to be compared with what is saved of it. */
const CODED = [
  segment('lesion 7b', {
    property: morphologyProperty('neoplasm', 'liver'),
    algorithm: { ...ALGORITHM, type: 'SEMIAUTOMATIC', family: FAMILY },
    tracking: { id: 'Lesion-7', uid: '2.25.9001' },
    maskOf: index => (index > 1 ? square(20, 20, 6) : null),
  }),
  segment('vein', {
    property: anatomyProperty('portalVein'),
    algorithm: { ...ALGORITHM, family: FAMILY },
    tracking: { id: 'PV-1', uid: '2.25.9002' },
    maskOf: index => (index > 2 ? square(40, 30, 4) : null),
  }),
];

/** Two of three segments overlap on every slice. */
const OVERLAPPING = [
  segment('part 1', { maskOf: () => square(10, 10, 12) }),
  segment('part 2', { maskOf: () => square(16, 16, 12) }),
  segment('part 3', { maskOf: () => square(40, 40, 5) }),
];

function enhanced(): Dataset[] {
  const slices = series();
  const [first] = slices;
  const {
    ImagePositionPatient: _p,
    ImageOrientationPatient: _o,
    PixelSpacing: _s,
    ...rest
  } = first;
  const pixels = slices.map(slice => new Uint8Array(slice.PixelData as ArrayBuffer));
  const all = new Uint8Array(pixels.reduce((sum, { length }) => sum + length, 0));
  pixels.forEach((frame, n) => all.set(frame, n * frame.length));
  return [
    {
      ...rest,
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1',
      NumberOfFrames: slices.length,
      SharedFunctionalGroupsSequence: [
        {
          PlaneOrientationSequence: [{ ImageOrientationPatient: first.ImageOrientationPatient }],
          PixelMeasuresSequence: [
            { PixelSpacing: first.PixelSpacing, SliceThickness: first.SliceThickness },
          ],
          PixelValueTransformationSequence: [
            { RescaleIntercept: '0', RescaleSlope: '1', RescaleType: 'HU' },
          ],
        },
      ],
      PerFrameFunctionalGroupsSequence: slices.map((slice, n) => ({
        FrameContentSequence: [{ StackID: '1', InStackPositionNumber: n + 1 }],
        PlanePositionSequence: [{ ImagePositionPatient: slice.ImagePositionPatient }],
      })),
      PixelData: all.buffer,
    },
  ];
}

function withScout(): Dataset[] {
  const slices = series();
  const scout = {
    ...slices[0],
    SOPInstanceUID: `${String(slices[0].SOPInstanceUID)}.9`,
    InstanceNumber: '99',
    ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'],
    ImageOrientationPatient: ['1', '0', '0', '0', '0', '-1'],
  };
  return [...slices, scout];
}

function withContours(): Dataset[] {
  const slices = series();
  const sources = slices.map(slice => sourceImage(slice));
  const segments = [segment('contoured', { maskOf: () => square(20, 20, 9) })];
  const input = {
    ...segInput({ sources, segments }),
    ...{ layout: layoutOf(sources, makeUid), label: 'Contours' },
  };
  return [...slices, ...encodeRtStructs(input).map(({ dataset }) => dataset)];
}

/** Of each kind, its DICOM objects and files beside them. */
const INPUTS: Readonly<
  Record<string, () => { dicom: Dataset[]; files?: [string, ArrayBuffer][] }>
> = {
  'enhanced-ct': () => ({ dicom: enhanced() }),
  'overlapping-seg': () => ({ dicom: withSeg(series(), OVERLAPPING) }),
  'coded-seg': () => ({ dicom: withSeg(series(), CODED) }),
  'scout-in-series': () => ({ dicom: withScout() }),
  'repeated-positions': () => {
    const dicom = series({}, k => ({
      ImagePositionPatient: ['-25.6', '-25.6', '40'],
      AcquisitionNumber: String(k + 1),
    }));
    return { dicom };
  },
  'single-slice': () => {
    const [{ SliceThickness: _thickness, ...slice }] = series();
    return { dicom: [slice] };
  },
  'rtstruct-loaded': () => ({ dicom: withContours() }),
  'labels-260': () => {
    const dicom = series();
    const sources = dicom.map(slice => sourceImage(slice));
    const segments = Array.from({ length: 260 }, (_, n) =>
      segment(`${n}`, {
        maskOf: index => (index === n % 6 ? square(n % SIDE, Math.floor(n / SIDE) * 2, 1) : null),
      }),
    );
    const { encoded } = encodeNiftis(sources, layoutOf(sources, makeUid), segments);
    return { dicom, files: [['atlas260.nii', encoded[0].bytes]] };
  },
};

export type ReportKind = keyof typeof INPUTS;
export const REPORT_KINDS: readonly ReportKind[] = Object.keys(INPUTS);

/** Writes the input of a kind below a folder. */
export async function writeReportInput(kind: ReportKind, folder: string): Promise<void> {
  const { dicom, files = [] } = INPUTS[kind]();
  await mkdir(path.join(folder, 'dicom'), { recursive: true });
  for (const [n, dataset] of dicom.entries()) {
    const file = path.join(folder, 'dicom', `${String(n).padStart(3, '0')}.dcm`);
    await writeFile(file, new Uint8Array(writePart10(dataset)));
  }
  for (const [name, bytes] of files) {
    await writeFile(path.join(folder, name), new Uint8Array(bytes));
  }
}
