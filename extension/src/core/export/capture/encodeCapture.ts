import { SamError } from '../../errors';
import { DERIVATION, type Code } from '../codes';
import { codeItem, text, type Dataset } from '../dicom/dataset';
import {
  imageReference,
  newObject,
  patientAndStudy,
  referencedSeries,
  type Equipment,
  type SeriesDescription,
} from '../dicom/modules';
import { type SourceImage } from '../dicom/source';
import { toCS, toDA, toTM } from '../text';

const SECONDARY_CAPTURE_STORAGE = '1.2.840.10008.5.1.4.1.1.7';

export interface CaptureInput {
  /** 8 bits each of red, green, blue, pixel by pixel, rows from the top. */
  readonly pixels: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  /** The images it shows: the first gives patient and study. */
  readonly sources: readonly SourceImage[];
  /** True when the pixels show a name, a number or a date of the patient (PS3.3 C.7.6.1). */
  readonly showsPatientData: boolean;
  /** The anatomic region of what is shown, where coded. */
  readonly region?: Code;
  readonly series: SeriesDescription;
  /** Captures of one save share a series: give its UID, and a number to each. */
  readonly seriesInstanceUID: string;
  readonly instanceNumber: number;
  readonly equipment: Equipment;
  readonly now: Date;
  readonly makeUid: () => string;
}

export interface EncodedCapture {
  readonly dataset: Dataset;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/**
 * A picture as a Secondary Capture Image (PS3.3 A.8.1), for archives and viewers that show nothing
 * else.
 *
 * @throws SamError `save-failed` when the pixels are not of the size that is stated
 */
export function encodeCapture(input: CaptureInput): EncodedCapture {
  const { pixels, columns, rows, seriesInstanceUID } = input;
  if (pixels.length !== columns * rows * 3 || pixels.length === 0) {
    throw new SamError('save-failed', 'The picture is not of the size that is stated.');
  }
  const sopInstanceUID = input.makeUid();
  const padded = new Uint8Array(pixels.length + (pixels.length % 2));
  padded.set(pixels);
  const dataset: Dataset = {
    ...patientAndStudy(input.sources[0]),
    ...newObject({
      ...input,
      sopClassUID: SECONDARY_CAPTURE_STORAGE,
      sopInstanceUID,
      modality: 'OT',
    }),
    InstanceNumber: String(input.instanceNumber),
    ...anatomy(input),
    ConversionType: 'WSD',
    ImageType: ['DERIVED', 'SECONDARY'],
    PatientOrientation: null,
    ContentDate: toDA(input.now),
    ContentTime: toTM(input.now),
    DateOfSecondaryCapture: toDA(input.now),
    TimeOfSecondaryCapture: toTM(input.now),
    BurnedInAnnotation: input.showsPatientData ? 'YES' : 'NO',
    LossyImageCompression: '00',
    SourceImageSequence: input.sources.map(source => ({
      ...imageReference(source),
      PurposeOfReferenceCodeSequence: [codeItem(DERIVATION.sourceImage)],
    })),
    ReferencedSeriesSequence: referencedSeries(input.sources),
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: rows,
    Columns: columns,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: padded.buffer,
  };
  return { dataset, sopInstanceUID, seriesInstanceUID };
}

/**
 * The region where one is known, else the body part as the source states it; the side of the latter
 * is unknown where the source leaves it open (General Series, Type 2C).
 */
function anatomy({ region, sources: [{ attributes }] }: CaptureInput): Dataset {
  if (region) return { AnatomicRegionSequence: [codeItem(region)] };
  const part = text(attributes.BodyPartExamined);
  const side = text(attributes.Laterality);
  const isOpen = !part || 'Laterality' in attributes;
  return {
    ...(part && { BodyPartExamined: toCS(part) }),
    ...(isOpen ? { Laterality: side ? toCS(side) : null } : {}),
  };
}
