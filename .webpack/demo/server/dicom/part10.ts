import { inflateRawSync } from 'node:zlib';
import dicomParser, { type ByteStream, type DataSet, type Element } from 'dicom-parser';
import { latin1 } from './characterSet';
import { vrOf } from './dictionary';
import { readPixelElements, type PixelElement } from './pixelElement';

export const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
export const DEFLATED = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_BIG = '1.2.840.10008.1.2.2';

/** A DICOM file, read as far as it can be. */
export interface Part10 {
  /** All attributes before the pixel data (group 7FE0), without file meta information. */
  readonly dataSet: DataSet;
  /** Pixel data and its float and encapsulated companions, by tag (`x7fe00010`). */
  readonly pixelElements: ReadonlyMap<string, PixelElement>;
  readonly transferSyntaxUID: string;
  readonly littleEndian: boolean;
  /** False when the file is a bare data set, without preamble and file meta information. */
  readonly hasFileMeta: boolean;
  /** What is wrong with the file though it could be read. */
  readonly warnings: readonly string[];
}

const META_END = 0x0002ffff;
const PIXEL_GROUP = 0x7fe0;

/**
 * Reads a DICOM file (PS3.10), or a bare data set of any of the uncompressed transfer syntaxes.
 * A file that ends early is read up to its last whole attribute, with a warning.
 * Throws an Error that names the reason when there is nothing to read.
 */
export function readPart10(file: Uint8Array): Part10 {
  const warnings: string[] = [];
  if (file.length === 0) throw new Error('the file is empty');
  const hasFileMeta = file.length > 132 && latin1(file.subarray(128, 132)) === 'DICM';
  const start = hasFileMeta ? readFileMeta(file, warnings) : bareDataSet(file);
  const { transferSyntaxUID } = start;
  const bytes = transferSyntaxUID === DEFLATED ? inflate(file, start.offset) : file;
  const offset = transferSyntaxUID === DEFLATED ? 0 : start.offset;
  if (offset >= bytes.length) throw new Error('holds no DICOM attributes');
  const littleEndian = transferSyntaxUID !== EXPLICIT_BIG;
  const byteArrayParser = littleEndian
    ? dicomParser.littleEndianByteArrayParser
    : dicomParser.bigEndianByteArrayParser;
  const stream = new dicomParser.ByteStream(byteArrayParser, bytes, offset);
  const explicit = transferSyntaxUID !== IMPLICIT_LITTLE;
  const elements = readHeader(stream, explicit, warnings);
  if (Object.keys(elements).length === 0) throw new Error('holds no DICOM attributes');
  const dataSet = new DataSetClass(byteArrayParser, bytes, elements);
  const pixelElements = readPixelElements(bytes, stream.position, explicit, littleEndian, warnings);
  return { dataSet, pixelElements, transferSyntaxUID, littleEndian, hasFileMeta, warnings };
}

/** dicom-parser exports the class, its types only the interface. */
const DataSetClass = (
  dicomParser as unknown as {
    DataSet: new (
      parser: ByteStream['byteArrayParser'],
      bytes: Uint8Array,
      elements: Record<string, Element>,
    ) => DataSet;
  }
).DataSet;

interface Start {
  readonly offset: number;
  readonly transferSyntaxUID: string;
}

function readFileMeta(file: Uint8Array, warnings: string[]): Start {
  const stream = new dicomParser.ByteStream(dicomParser.littleEndianByteArrayParser, file, 132);
  let transferSyntaxUID: string | undefined;
  while (stream.position + 8 <= file.length && peekTag(stream) <= META_END) {
    if (peekTag(stream) >>> 16 !== 2) break;
    const element = readElement(stream, true, warnings);
    if (element.tag === 'x00020010') {
      const { dataOffset, length } = element;
      transferSyntaxUID = trimUid(latin1(file.subarray(dataOffset, dataOffset + length)));
    }
  }
  const offset = stream.position;
  if (transferSyntaxUID) return { offset, transferSyntaxUID };
  const guessed = guessSyntax(file, offset);
  if (!guessed) throw new Error('names no transfer syntax, and holds no attributes to tell it by');
  warnings.push('the file meta information names no transfer syntax: guessed from the bytes');
  return { offset, transferSyntaxUID: guessed };
}

function bareDataSet(file: Uint8Array): Start {
  const transferSyntaxUID = guessSyntax(file, 0);
  if (!transferSyntaxUID) throw new Error('not a DICOM file');
  return { offset: 0, transferSyntaxUID };
}

/** Tells the uncompressed transfer syntaxes apart by the first attribute, of group 0008 or below. */
function guessSyntax(bytes: Uint8Array, offset: number): string | undefined {
  if (offset + 8 > bytes.length) return undefined;
  const explicit = /^[A-Z]{2}$/.test(latin1(bytes.subarray(offset + 4, offset + 6)));
  const [b0, b1] = [bytes[offset], bytes[offset + 1]];
  if (b1 === 0 && b0 > 0 && b0 <= 8) {
    if (explicit) return EXPLICIT_LITTLE;
    const length = dicomParser.littleEndianByteArrayParser.readUint32(bytes, offset + 4);
    return length <= bytes.length - offset - 8 ? IMPLICIT_LITTLE : undefined;
  }
  return b0 === 0 && b1 > 0 && b1 <= 8 && explicit ? EXPLICIT_BIG : undefined;
}

function inflate(file: Uint8Array, offset: number): Uint8Array {
  try {
    return inflateRawSync(file.subarray(offset));
  } catch (cause) {
    throw new Error('the deflated data set is damaged', { cause });
  }
}

function readHeader(stream: ByteStream, explicit: boolean, warnings: string[]) {
  const elements: Record<string, Element> = {};
  const end = stream.byteArray.length;
  let last = 0;
  while (stream.position + 8 <= end) {
    const tag = peekTag(stream);
    if (tag >>> 16 >= PIXEL_GROUP) return elements;
    if (tag >>> 16 === 0) return stop(`bytes that are no attribute follow ${hex(last)}`);
    try {
      const element = readElement(stream, explicit, warnings);
      if (element.dataOffset + element.length > end) throw new Error('beyond the end');
      elements[element.tag] = element;
    } catch {
      return stop(`ends in the middle of ${hex(tag)}; what follows is missing`);
    }
    last = tag;
  }
  return stream.position < end ? stop(`ends in the middle of what follows ${hex(last)}`) : elements;

  function stop(warning: string) {
    warnings.push(warning);
    stream.position = end;
    return elements;
  }
}

function readElement(stream: ByteStream, explicit: boolean, warnings: string[]): Element {
  try {
    return explicit
      ? dicomParser.readDicomElementExplicit(stream, warnings)
      : dicomParser.readDicomElementImplicit(stream, undefined, implicitVr);
  } catch (cause) {
    // dicom-parser throws strings.
    throw new Error('the file is cut off or damaged', { cause });
  }
}

/** Undefined for private and unknown attributes: then dicom-parser looks for sequence items itself. */
export const implicitVr = vrOf as (tag: string) => string;

function peekTag({ byteArray, byteArrayParser, position }: ByteStream): number {
  const group = byteArrayParser.readUint16(byteArray, position);
  return group * 0x10000 + byteArrayParser.readUint16(byteArray, position + 2);
}

function hex(tag: number) {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

export const trimUid = (text: string) => text.replace(/[\0 ]+$/, '').trim();

/** Length of preamble and prefix, before the file meta information. */
const PREFIX = 132;

/** The file as PS3.10 wants it: a bare data set gets preamble and file meta information. */
export function completeFile(file: Part10, bytes: Uint8Array): Uint8Array {
  if (file.hasFileMeta) return bytes;
  const uid = (element: number, value: string) => {
    const padded = value.length % 2 ? `${value}\0` : value;
    const header = Buffer.from([2, 0, element & 0xff, element >> 8, 0x55, 0x49, padded.length, 0]);
    return Buffer.concat([header, Buffer.from(padded, 'latin1')]);
  };
  const version = Buffer.from([2, 0, 1, 0, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1]);
  const group = Buffer.concat([
    version,
    uid(0x0002, trimUid(file.dataSet.string('x00080016') ?? '')),
    uid(0x0003, trimUid(file.dataSet.string('x00080018') ?? '')),
    uid(0x0010, file.transferSyntaxUID),
    uid(0x0012, IMPLEMENTATION),
  ]);
  const prefix = Buffer.alloc(PREFIX + 12);
  prefix.write('DICM', 128, 'latin1');
  Buffer.from([2, 0, 0, 0, 0x55, 0x4c, 4, 0]).copy(prefix, PREFIX);
  prefix.writeUInt32LE(group.length, PREFIX + 8);
  return Buffer.concat([prefix, group, bytes]);
}

/** Implementation Class UID of this reader, from a random UUID (PS3.5 B.2). */
const IMPLEMENTATION = '2.25.164316513204357298330915803927351012671';
