import { type Dataset } from '../../extension/src/core/export/dicom/dataset';
import { cross, type Vec3 } from '../../extension/src/core/geometry/vec3';

/** The grid of a synthetic CT series. */
export interface SeriesGrid {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Between rows, then between columns, mm. */
  readonly pixelSpacing: readonly [number, number];
  /** Step from slice to slice along the normal, mm; negative for a descending series. */
  readonly sliceStep: number;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  readonly origin: Vec3;
  /** Shift of each slice along the columns, mm: a tilted gantry. */
  readonly shear?: number;
  /** Slices that are missing. */
  readonly missing?: readonly number[];
}

export const AXIAL: SeriesGrid = {
  columns: 37,
  rows: 29,
  slices: 9,
  pixelSpacing: [0.8, 0.8],
  sliceStep: 2.5,
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  origin: [-120.5, -80.25, 40],
};

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

/** What is the same in every instance. */
const HEADER: Dataset = {
  SpecificCharacterSet: 'ISO_IR 192',
  ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  SOPClassUID: CT_IMAGE_STORAGE,
  PositionReferenceIndicator: null,
  StudyDate: '20240229',
  StudyTime: '235959',
  StudyID: 'S1',
  AccessionNumber: 'A-17',
  StudyDescription: '腹部增强CT',
  ReferringPhysicianName: null,
  PatientName: 'Wang^XiaoDong=王^小东=',
  PatientID: 'P-001',
  PatientBirthDate: null,
  PatientSex: 'O',
  Modality: 'CT',
  BodyPartExamined: 'ABDOMEN',
  PatientPosition: 'HFS',
  Manufacturer: 'Synthetic',
  SeriesNumber: '3',
  KVP: '120',
  AcquisitionNumber: '1',
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  BitsAllocated: 16,
  BitsStored: 16,
  HighBit: 15,
  PixelRepresentation: 1,
  RescaleIntercept: '0',
  RescaleSlope: '1',
  RescaleType: 'HU',
};

/** Naturalised CT instances with a value per voxel; a Chinese patient name. */
export function syntheticSeries(
  grid: SeriesGrid,
  valueAt: (i: number, j: number, k: number) => number = () => 40,
): Dataset[] {
  const normal = cross(grid.rowDirection, grid.columnDirection);
  const root = '2.25.4711';
  const indices = Array.from({ length: grid.slices }, (_, k) => k);
  return indices
    .filter(k => !grid.missing?.includes(k))
    .map(k => {
      const pixels = new Int16Array(grid.columns * grid.rows);
      for (let j = 0; j < grid.rows; j++) {
        for (let i = 0; i < grid.columns; i++) pixels[j * grid.columns + i] = valueAt(i, j, k);
      }
      const position = grid.origin.map(
        (o, axis) =>
          o +
          normal[axis] * grid.sliceStep * k +
          grid.columnDirection[axis] * (grid.shear ?? 0) * k,
      );
      return {
        ...HEADER,
        SOPInstanceUID: `${root}.3.${k + 1}`,
        StudyInstanceUID: `${root}.1`,
        SeriesInstanceUID: `${root}.2`,
        FrameOfReferenceUID: `${root}.4`,
        InstanceNumber: String(k + 1),
        ImagePositionPatient: position.map(v => String(Number(v.toFixed(9)))),
        ImageOrientationPatient: [...grid.rowDirection, ...grid.columnDirection].map(String),
        PixelSpacing: grid.pixelSpacing.map(String),
        SliceThickness: String(Math.abs(grid.sliceStep)),
        Rows: grid.rows,
        Columns: grid.columns,
        PixelData: pixels.buffer,
      };
    });
}
