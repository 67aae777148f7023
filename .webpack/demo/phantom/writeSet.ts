import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writePart10, type Dataset } from '../../../extension/src/core/export/dicom/dataset';
import { toDS } from '../../../extension/src/core/export/text';
import type { Phantom } from './generatePhantom';

export interface SeriesOptions {
  readonly description: string;
  readonly number: number;
  readonly patientName?: string;
  /** Other attributes of every slice, such as those of another study. */
  readonly rest?: Dataset;
}

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
const INTERCEPT = -1024;

/** A UID that is the same for the same words (2.25 and 127 bits of a hash). */
export function uidOf(...words: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(words.join('|')).digest('hex').slice(0, 31);
  return `2.25.${BigInt(`0x${hash}`)}`;
}

/**
 * Writes a phantom as a labelled set: `dicom/NNNN.dcm` (CT Image Storage), `truth/truth.json`,
 * `truth/<label>.raw.gz` and the combined `truth/labels.raw.gz`. The same phantom and options give
 * the same files.
 */
export async function writePhantomSet(
  folder: string,
  phantom: Phantom,
  series: SeriesOptions,
): Promise<void> {
  const dicom = path.join(folder, 'dicom');
  const truth = path.join(folder, 'truth');
  await mkdir(dicom, { recursive: true });
  await mkdir(truth, { recursive: true });
  const slices = phantom.dims[2];
  const sops = Array.from({ length: slices }, (_, k) => uidOf('slice', series.description, k));
  for (let k = 0; k < slices; k++) {
    const file = path.join(dicom, `${String(k + 1).padStart(4, '0')}.dcm`);
    await writeFile(file, Buffer.from(writePart10(sliceDataset(phantom, series, k, sops[k]))));
  }
  await writeTruth(truth, phantom, sops);
}

function sliceDataset(phantom: Phantom, series: SeriesOptions, k: number, sop: string): Dataset {
  const { dims, spacing, origin, step, rowDirection, columnDirection, values } = phantom;
  const pixels = dims[0] * dims[1];
  const stored = Uint16Array.from(values.subarray(k * pixels, (k + 1) * pixels), hu =>
    Math.min(4095, Math.max(0, hu - INTERCEPT)),
  );
  return {
    ...studyAttributes(series),
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    SOPClassUID: CT_IMAGE_STORAGE,
    SOPInstanceUID: sop,
    SliceThickness: toDS(spacing[2]),
    InstanceNumber: k + 1,
    ImagePositionPatient: origin.map((c, n) => toDS(c + k * step[n])),
    ImageOrientationPatient: [...rowDirection, ...columnDirection].map(toDS),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: dims[1],
    Columns: dims[0],
    PixelSpacing: [toDS(spacing[1]), toDS(spacing[0])],
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: '50',
    WindowWidth: '400',
    RescaleIntercept: String(INTERCEPT),
    RescaleSlope: '1',
    RescaleType: 'HU',
    PixelData: stored.buffer,
  };
}

/** What is the same in every slice of a series. */
function studyAttributes(series: SeriesOptions): Dataset {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    StudyDate: '20260102',
    SeriesDate: '20260102',
    AcquisitionDate: '20260102',
    ContentDate: '20260102',
    StudyTime: '080000',
    SeriesTime: '080000',
    AcquisitionTime: '080000',
    ContentTime: '080000',
    AccessionNumber: 'PHANTOM1',
    Modality: 'CT',
    Manufacturer: 'OHIF SAM phantom',
    ReferringPhysicianName: '',
    StudyDescription: 'Generated phantom of chest and abdomen',
    SeriesDescription: series.description,
    ManufacturerModelName: 'Phantom 1',
    PatientName: series.patientName ?? 'Phantom^SAM=体模^山姆',
    PatientID: 'SAM-PHANTOM',
    PatientBirthDate: '',
    PatientSex: 'O',
    BodyPartExamined: 'ABDOMEN',
    KVP: '120',
    DataCollectionDiameter: '500',
    PatientPosition: 'HFS',
    ConvolutionKernel: 'STANDARD',
    StudyInstanceUID: uidOf('study'),
    SeriesInstanceUID: uidOf('series', series.description),
    StudyID: '1',
    SeriesNumber: series.number,
    AcquisitionNumber: 1,
    FrameOfReferenceUID: uidOf('frame of reference'),
    PositionReferenceIndicator: '',
    ...series.rest,
  };
}

async function writeTruth(
  folder: string,
  phantom: Phantom,
  sops: readonly string[],
): Promise<void> {
  const { dims, spacing, origin, step, rowDirection, columnDirection } = phantom;
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  const combined = new Uint8Array(dims[0] * dims[1] * dims[2]);
  const labels = [];
  let id = 0;
  for (const [name, mask] of phantom.labels) {
    const { voxels, low, high } = boundsOf(mask, dims);
    if (!voxels) continue;
    id++;
    mask.forEach((inside, p) => inside && (combined[p] = id));
    const ml = voxels * voxelMl;
    labels.push({
      id,
      name,
      file: `${name}.raw.gz`,
      voxels,
      ml: Number(ml.toFixed(4)),
      bboxIJK: [low, high],
      slicesWithMask: high[2] - low[2] + 1,
      eqDiameterMm: Number((2 * Math.cbrt((3 * ml * 1000) / (4 * Math.PI))).toFixed(1)),
    });
    await writeFile(path.join(folder, `${name}.raw.gz`), gzipSync(mask));
  }
  await writeFile(path.join(folder, 'labels.raw.gz'), gzipSync(combined));
  const truth = {
    dims,
    spacing,
    originLPS: origin,
    rowDirection,
    columnDirection,
    sliceStepLPS: step,
    layout:
      'uint8, x (column) fastest, then y (row), then slice; slice k belongs to sliceSOPInstanceUIDs[k]',
    combined: 'labels.raw.gz (value = label id; overlapping structures: higher id wins)',
    labels,
    sliceSOPInstanceUIDs: sops,
  };
  await writeFile(path.join(folder, 'truth.json'), JSON.stringify(truth));
}

/** How many voxels a mask has, and the lowest and highest of their indices. */
function boundsOf(mask: Uint8Array, dims: readonly number[]) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-1, -1, -1];
  let voxels = 0;
  for (let p = 0; p < mask.length; p++) {
    if (!mask[p]) continue;
    voxels++;
    const row = Math.floor(p / dims[0]);
    [p % dims[0], row % dims[1], Math.floor(row / dims[1])].forEach((v, n) => {
      low[n] = Math.min(low[n], v);
      high[n] = Math.max(high[n], v);
    });
  }
  return { voxels, low, high };
}
