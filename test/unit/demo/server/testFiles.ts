import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import {
  DEFLATED,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
} from '../../../../.webpack/demo/server/dicom/part10';

/** Tag, VR and value: text, numbers of the VR's width, raw bytes, items, or encapsulated fragments. */
export type TestElement = readonly [tag: number, vr: string, value: TestValue];
type TestValue =
  | string
  | readonly number[]
  | Uint8Array
  | { readonly items: readonly (readonly TestElement[])[] }
  | { readonly fragments: readonly Uint8Array[] };

const LONG = new Set(['OB', 'OW', 'OV', 'SQ', 'UN', 'UT']);
const WIDTH: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, FD: 8, AT: 2 };

/**
 * A DICOM file byte by byte (PS3.5, PS3.10), so that tests do not depend on the writer or reader
 * that they judge. `Uint8Array` values are written as they are.
 */
export function makeFile(
  elements: readonly TestElement[],
  transferSyntaxUID = EXPLICIT_LITTLE,
): Buffer {
  const body = makeDataSet(elements, transferSyntaxUID);
  const meta = encode([[0x00020010, 'UI', transferSyntaxUID]], true, true);
  const length = encode([[0x00020000, 'UL', [meta.length]]], true, true);
  const prefix = Buffer.alloc(132);
  prefix.write('DICM', 128);
  return Buffer.concat([prefix, length, meta, body]);
}

/** The data set alone, without preamble and file meta information. */
export function makeDataSet(
  elements: readonly TestElement[],
  transferSyntaxUID = EXPLICIT_LITTLE,
): Buffer {
  const explicit = transferSyntaxUID !== IMPLICIT_LITTLE;
  const body = encode(elements, explicit, transferSyntaxUID !== EXPLICIT_BIG);
  return transferSyntaxUID === DEFLATED ? deflateRawSync(body) : body;
}

function encode(elements: readonly TestElement[], explicit: boolean, little: boolean): Buffer {
  const sorted = [...elements].sort((a, b) => a[0] - b[0]);
  return Buffer.concat(sorted.map(element => encodeElement(element, explicit, little)));
}

function encodeElement([tag, vr, value]: TestElement, explicit: boolean, little: boolean): Buffer {
  const body = encodeValue(value, vr, explicit, little);
  const undefinedLength = typeof value === 'object' && 'fragments' in value;
  const length = undefinedLength ? 0xffffffff : body.length;
  if (!explicit) return Buffer.concat([encodeTag(tag, little), uint(length, 4, little), body]);
  const size = LONG.has(vr)
    ? Buffer.concat([Buffer.alloc(2), uint(length, 4, little)])
    : uint(length, 2, little);
  return Buffer.concat([encodeTag(tag, little), Buffer.from(vr, 'latin1'), size, body]);
}

function encodeValue(value: TestValue, vr: string, explicit: boolean, little: boolean): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return text.length % 2 ? Buffer.concat([text, Buffer.from(vr === 'UI' ? '\0' : ' ')]) : text;
  }
  if (value instanceof Uint8Array) {
    return value.length % 2 ? Buffer.concat([value, Buffer.alloc(1)]) : Buffer.from(value);
  }
  if ('items' in value) {
    return Buffer.concat(
      value.items.map(item => {
        const bytes = encode(item, explicit, little);
        return Buffer.concat([encodeTag(0xfffee000, little), uint(bytes.length, 4, little), bytes]);
      }),
    );
  }
  if ('fragments' in value) {
    const items = value.fragments.flatMap(bytes => [
      encodeTag(0xfffee000, true),
      uint(bytes.length, 4, true),
      bytes,
    ]);
    return Buffer.concat([...items, encodeTag(0xfffee0dd, true), Buffer.alloc(4)]);
  }
  if (vr === 'FD') return Buffer.concat(value.map(v => double(v, little)));
  return Buffer.concat(
    value.map(v => uint(v < 0 ? v + 2 ** (8 * WIDTH[vr]) : v, WIDTH[vr], little)),
  );
}

const encodeTag = (tag: number, little: boolean) =>
  Buffer.concat([uint(tag >>> 16, 2, little), uint(tag & 0xffff, 2, little)]);

function uint(value: number, width: number, little: boolean): Buffer {
  const bytes = Buffer.alloc(width);
  if (little) bytes.writeUIntLE(value, 0, width);
  else bytes.writeUIntBE(value, 0, width);
  return bytes;
}

function double(value: number, little: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  if (little) bytes.writeDoubleLE(value);
  else bytes.writeDoubleBE(value);
  return bytes;
}

/** Attributes of a small image; later ones replace earlier ones of the same tag. */
export function imageElements(
  uids: { study?: string; series?: string; sop?: string },
  more: readonly TestElement[] = [],
): TestElement[] {
  const base: TestElement[] = [
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    [0x00080018, 'UI', uids.sop ?? '1.2.3.4.5'],
    [0x00080020, 'DA', '20240229'],
    [0x00080060, 'CS', 'CT'],
    [0x00100010, 'PN', 'Doe^Jane'],
    [0x00100020, 'LO', 'ID-1'],
    [0x0020000d, 'UI', uids.study ?? '1.2.3'],
    [0x0020000e, 'UI', uids.series ?? '1.2.3.4'],
    [0x00200013, 'IS', '1'],
    [0x00280002, 'US', [1]],
    [0x00280004, 'CS', 'MONOCHROME2'],
    [0x00280010, 'US', [2]],
    [0x00280011, 'US', [2]],
    [0x00280100, 'US', [16]],
    [0x00280103, 'US', [0]],
    [0x7fe00010, 'OW', Buffer.from([1, 0, 2, 0, 3, 0, 4, 1])],
  ];
  const replaced = new Set(more.map(([tag]) => tag));
  return [...base.filter(([tag]) => !replaced.has(tag)), ...more];
}

/** A folder for one test, gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sam-server-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
