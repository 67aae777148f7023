import { readDicomImage } from '../../data/dicomImage';

/** A Part 10 file in Explicit VR Big Endian (PS3.5 A.3): 3 × 1 pixels in one byte each. */
function bigEndianFile(vr: 'OB' | 'OW', pixels: readonly number[]): Buffer {
  const text = (value: string) =>
    Buffer.from(value.padEnd(value.length + (value.length % 2), '\0'));
  const short = (value: number) => Buffer.from([value >> 8, value & 255]);
  const element = (group: number, number: number, type: string, value: Buffer) => {
    const long = type === 'OB' || type === 'OW';
    const length = Buffer.alloc(long ? 6 : 2);
    if (long) length.writeUInt32BE(value.length, 2);
    else length.writeUInt16BE(value.length);
    return Buffer.concat([short(group), short(number), Buffer.from(type), length, value]);
  };
  const syntax = text('1.2.840.10008.1.2.2');
  const meta = Buffer.concat([Buffer.from([2, 0, 0x10, 0, 0x55, 0x49, syntax.length, 0]), syntax]);
  const head = Buffer.from([2, 0, 0, 0, 0x55, 0x4c, 4, 0, meta.length, 0, 0, 0]);
  const numbers: readonly (readonly [number, number])[] = [
    [0x0002, 1],
    [0x0010, 1],
    [0x0011, 3],
    [0x0100, 8],
    [0x0101, 8],
    [0x0102, 7],
    [0x0103, 0],
  ];
  const [samples, ...others] = numbers.map(([number, value]) =>
    element(0x0028, number, 'US', short(value)),
  );
  return Buffer.concat([
    ...[Buffer.alloc(128), Buffer.from('DICM'), head, meta],
    element(0x0008, 0x0018, 'UI', text('1.2.3')),
    element(0x0008, 0x0060, 'CS', text('OT')),
    ...[samples, element(0x0028, 0x0004, 'CS', text('MONOCHROME2')), ...others],
    element(0x7fe0, 0x0010, vr, Buffer.from(pixels)),
  ]);
}

test.each([
  ['OB', [10, 20, 30, 0]],
  ['OW', [20, 10, 0, 30]],
] as const)('bytes of %s in a big endian file are in their order', (vr, pixels) => {
  const [{ values }] = readDicomImage(bigEndianFile(vr, pixels)).frames;
  expect([...values]).toEqual([10, 20, 30]);
});
