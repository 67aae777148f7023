import { SamError } from '../../errors';
import { type Dataset } from '../dicom/dataset';
import {
  newObject,
  patientAndStudy,
  sopReference,
  type Equipment,
  type SeriesDescription,
} from '../dicom/modules';
import { type SourceImage } from '../dicom/source';
import { toDA, toST, toTM } from '../text';

const ENCAPSULATED_PDF_STORAGE = '1.2.840.10008.5.1.4.1.1.104.1';

export interface PdfInput {
  /** A PDF document. */
  readonly pdf: Uint8Array;
  readonly title: string;
  /** The images that it reports on: the first gives patient and study. */
  readonly sources: readonly SourceImage[];
  /** True when the pages show a name, a number or a date of the patient. */
  readonly showsPatientData: boolean;
  readonly series: SeriesDescription;
  readonly equipment: Equipment;
  readonly now: Date;
  readonly makeUid: () => string;
}

export interface EncodedPdf {
  readonly dataset: Dataset;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/**
 * A PDF document as a DICOM object (PS3.3 A.45.1).
 *
 * @throws SamError `save-failed` when the bytes are no PDF
 */
export function encodePdf(input: PdfInput): EncodedPdf {
  const { pdf } = input;
  if (String.fromCharCode(...pdf.subarray(0, 5)) !== '%PDF-') {
    throw new SamError('save-failed', 'The report is no PDF document.');
  }
  const [sopInstanceUID, seriesInstanceUID] = [input.makeUid(), input.makeUid()];
  const padded = new Uint8Array(pdf.length + (pdf.length % 2));
  padded.set(pdf);
  const dataset: Dataset = {
    ...patientAndStudy(input.sources[0]),
    ...newObject({
      ...input,
      sopClassUID: ENCAPSULATED_PDF_STORAGE,
      sopInstanceUID,
      seriesInstanceUID,
      modality: 'DOC',
    }),
    ConversionType: 'WSD',
    ContentDate: toDA(input.now),
    ContentTime: toTM(input.now),
    AcquisitionDateTime: null,
    BurnedInAnnotation: input.showsPatientData ? 'YES' : 'NO',
    DocumentTitle: toST(input.title),
    ConceptNameCodeSequence: [],
    SourceInstanceSequence: input.sources.map(sopReference),
    MIMETypeOfEncapsulatedDocument: 'application/pdf',
    EncapsulatedDocument: padded.buffer,
    // Without the padding.
    EncapsulatedDocumentLength: pdf.length,
  };
  return { dataset, sopInstanceUID, seriesInstanceUID };
}
