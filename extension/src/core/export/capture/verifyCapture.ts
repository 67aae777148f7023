import { readPart10, type Part10 } from '../dicom/readPart10';
import { Differences, unreadable, verification, type Verification } from '../verification';
import { type CaptureInput, type EncodedCapture } from './encodeCapture';

/** Compares a stored key image with what should have been stored, to the last pixel. */
export function verifyCapture(
  { pixels, sources }: Pick<CaptureInput, 'pixels' | 'sources'>,
  { sopInstanceUID, seriesInstanceUID }: EncodedCapture,
  bytes: ArrayBuffer,
): Verification {
  let read: Part10;
  try {
    read = readPart10(bytes);
  } catch (error) {
    return unreadable('key image', error);
  }
  const { attributes } = read;
  const differences = new Differences();
  const [{ studyInstanceUID }] = sources;
  differences.expect('The SOP instance UID', attributes.SOPInstanceUID, sopInstanceUID);
  differences.expect('The series instance UID', attributes.SeriesInstanceUID, seriesInstanceUID);
  differences.expect('The study instance UID', attributes.StudyInstanceUID, studyInstanceUID);
  const stored = attributes.PixelData;
  const isSame =
    stored instanceof Uint8Array &&
    stored.length >= pixels.length &&
    pixels.every((value, n) => stored[n] === value);
  if (!isSame) differences.list.push('The pixels differ.');
  return verification(differences.list);
}
