import { readPart10, type Part10 } from '../dicom/readPart10';
import { Differences, unreadable, verification, type Verification } from '../verification';
import { type EncodedPdf, type PdfInput } from './encodePdf';

/** Compares a stored document with what should have been stored, to the last byte. */
export function verifyPdf(
  { pdf, sources }: Pick<PdfInput, 'pdf' | 'sources'>,
  { sopInstanceUID, seriesInstanceUID }: EncodedPdf,
  bytes: ArrayBuffer,
): Verification {
  let read: Part10;
  try {
    read = readPart10(bytes);
  } catch (error) {
    return unreadable('report', error);
  }
  const { attributes } = read;
  const differences = new Differences();
  const [{ studyInstanceUID }] = sources;
  differences.expect('The SOP instance UID', attributes.SOPInstanceUID, sopInstanceUID);
  differences.expect('The series instance UID', attributes.SeriesInstanceUID, seriesInstanceUID);
  differences.expect('The study instance UID', attributes.StudyInstanceUID, studyInstanceUID);
  const stored = attributes.EncapsulatedDocument;
  const isSame =
    stored instanceof Uint8Array &&
    stored.length >= pdf.length &&
    pdf.every((value, n) => stored[n] === value);
  if (!isSame) differences.list.push('The document differs.');
  return verification(differences.list);
}
