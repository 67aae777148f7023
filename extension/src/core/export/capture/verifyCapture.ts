import { type Verification } from '../verification';
import { verifyPayload } from '../verifyPayload';
import { type CaptureInput, type EncodedCapture } from './encodeCapture';

/** Compares a stored key image with what should have been stored, to the last pixel. */
export function verifyCapture(
  { pixels, sources: [source] }: Pick<CaptureInput, 'pixels' | 'sources'>,
  encoded: EncodedCapture,
  bytes: ArrayBuffer,
): Verification {
  const object = { what: 'key image', keyword: 'PixelData', payload: pixels, source, encoded };
  return verifyPayload(object, bytes);
}
