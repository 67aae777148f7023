import { readPart10, type Part10 } from './dicom/readPart10';
import { type SourceImage } from './dicom/source';
import { Differences, unreadable, verification, type Verification } from './verification';

/** An object that is a header around bytes: a picture, a document. */
export interface PayloadObject {
  /** What it is called in words. */
  readonly what: string;
  /** Keyword of the attribute that holds the bytes. */
  readonly keyword: string;
  readonly payload: Uint8Array;
  /** Where patient and study come from. */
  readonly source: SourceImage;
  readonly encoded: { readonly sopInstanceUID: string; readonly seriesInstanceUID: string };
}

/** Compares a stored object with what should have been stored, to the last byte of its payload. */
export function verifyPayload(
  { what, keyword, payload, source, encoded }: PayloadObject,
  bytes: ArrayBuffer,
): Verification {
  let read: Part10;
  try {
    read = readPart10(bytes);
  } catch (error) {
    return unreadable(what, error);
  }
  const { attributes } = read;
  const differences = new Differences();
  const { sopInstanceUID, seriesInstanceUID } = encoded;
  differences.expect('The SOP instance UID', attributes.SOPInstanceUID, sopInstanceUID);
  differences.expect('The series instance UID', attributes.SeriesInstanceUID, seriesInstanceUID);
  differences.expect('The study UID', attributes.StudyInstanceUID, source.studyInstanceUID);
  const stored = attributes[keyword];
  // The stored bytes are padded to an even length.
  const isSame =
    stored instanceof Uint8Array &&
    stored.length >= payload.length &&
    payload.every((value, n) => stored[n] === value);
  if (!isSame) differences.list.push(`The ${what} differs.`);
  return verification(differences.list);
}
