import dcmjs from 'dcmjs';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';

/** A Part 10 file in implicit VR: what has the pixels' kind says nothing of its sign itself. */
function implicitFile(pixelRepresentation: 0 | 1): ArrayBuffer {
  const bytes: number[] = [];
  const short = (value: number) => bytes.push(value & 255, value >> 8);
  const element = (group: number, number: number, value: readonly number[]) => {
    short(group);
    short(number);
    bytes.push(value.length, 0, 0, 0, ...value);
  };
  element(0x0028, 0x0103, [pixelRepresentation, 0]);
  // −2000 as two bytes.
  element(0x0028, 0x0120, [0x30, 0xf8]);
  const uid = '1.2.840.10008.1.2\0';
  const meta = [0x02, 0, 0x10, 0, 0x55, 0x49, uid.length, 0, ...Buffer.from(uid)];
  return new Uint8Array([...Array<number>(128).fill(0), ...Buffer.from('DICM'), ...meta, ...bytes])
    .buffer;
}

test('a padding value has the sign of the pixels', () => {
  expect(dcmjs.data.DicomMetaDictionary.dictionary['(0028,0120)']?.vr).toMatch(/xs|US or SS/);
  expect(readPart10(implicitFile(1)).attributes.PixelPaddingValue).toBe(-2000);
  expect(readPart10(implicitFile(0)).attributes.PixelPaddingValue).toBe(63_536);
});
