import { type Verification } from '../verification';
import { verifyPayload } from '../verifyPayload';
import { type EncodedPdf, type PdfInput } from './encodePdf';

/** Compares a stored document with what should have been stored, to the last byte. */
export function verifyPdf(
  { pdf, sources: [source] }: Pick<PdfInput, 'pdf' | 'sources'>,
  encoded: EncodedPdf,
  bytes: ArrayBuffer,
): Verification {
  const keyword = 'EncapsulatedDocument';
  return verifyPayload({ what: 'report', keyword, payload: pdf, source, encoded }, bytes);
}
