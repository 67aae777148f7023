import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { decodeText, latin1 } from './characterSet';
import { vrOf } from './dictionary';
import { swapBytes } from './pixelFrames';
import { implicitVr, type Part10, trimUid } from './part10';

export interface JsonElement {
  vr: string;
  Value?: unknown[];
  InlineBinary?: string;
  BulkDataURI?: string;
}

/** DICOM JSON model object (PS3.18 Annex F): elements by eight upper-case hexadecimal digits. */
export type DicomJson = Record<string, JsonElement>;

/** Binary values up to this many bytes travel in the metadata, longer ones as bulk data. */
const INLINE_LIMIT = 2048;
const NUMBERS: Readonly<
  Record<string, [size: number, get: (v: DataView, i: number, le: boolean) => number]>
> = {
  US: [2, (v, i, le) => v.getUint16(i, le)],
  SS: [2, (v, i, le) => v.getInt16(i, le)],
  UL: [4, (v, i, le) => v.getUint32(i, le)],
  SL: [4, (v, i, le) => v.getInt32(i, le)],
  FL: [4, (v, i, le) => v.getFloat32(i, le)],
  FD: [8, (v, i, le) => v.getFloat64(i, le)],
  UV: [8, (v, i, le) => Number(v.getBigUint64(i, le))],
  SV: [8, (v, i, le) => Number(v.getBigInt64(i, le))],
};
/** Bytes of one word of the binary VRs: what byte order applies to (PS3.5 7.3). */
const WORDS: Readonly<Record<string, number>> = { OW: 2, OF: 4, OL: 4, OD: 8, OV: 8 };
const ENCODED_TEXT = new Set(['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN']);
const SINGLE_TEXT = new Set(['ST', 'LT', 'UT', 'UR']);

/**
 * Metadata of an instance as DICOM JSON in UTF-8.
 *
 * @param bulkDataURI address of the bulk data at a path of tags and item numbers
 */
export function toDicomJson(file: Part10, bulkDataURI: (path: string) => string): DicomJson {
  const signed = file.dataSet.uint16('x00280103') === 1;
  const json = new Conversion(file.littleEndian, signed, bulkDataURI).convert(file.dataSet, '', '');
  for (const element of file.pixelElements.values()) {
    const key = element.tag.slice(1).toUpperCase();
    json[key] = { vr: element.vr, BulkDataURI: bulkDataURI(key) };
  }
  // The text below is UTF-8, whatever the file's was (PS3.18 F.2).
  if (json['00080005']) json['00080005'] = { vr: 'CS', Value: ['ISO_IR 192'] };
  return json;
}

/** From the data sets of one file. */
class Conversion {
  constructor(
    private readonly littleEndian: boolean,
    /** Whether pixel values are, and with them the attributes that PS3.6 gives two VRs. */
    private readonly signed: boolean,
    private readonly bulkDataURI: (path: string) => string,
  ) {}

  convert(dataSet: DataSet, path: string, inheritedSet: string): DicomJson {
    const ownSet = dataSet.elements.x00080005;
    const characterSet = ownSet ? latin1(bytesOf(dataSet, ownSet)).trim() : inheritedSet;
    const result: DicomJson = {};
    for (const element of Object.values(dataSet.elements).sort((a, b) =>
      a.tag < b.tag ? -1 : 1,
    )) {
      const key = element.tag.slice(1).toUpperCase();
      // Group lengths, and the delimiters that dicom-parser leaves in items.
      if (key.endsWith('0000') || key.startsWith('FFFE')) continue;
      result[key] = this.#convertElement(dataSet, element, path + key, characterSet);
    }
    return result;
  }

  #convertElement(
    dataSet: DataSet,
    element: Element,
    path: string,
    characterSet: string,
  ): JsonElement {
    const vr = this.#resolveVr(dataSet, element);
    if (vr === 'SQ') {
      const items = (element.items ?? []).map((item, i) =>
        item.dataSet ? this.convert(item.dataSet, `${path}/${i + 1}/`, characterSet) : {},
      );
      return items.length ? { vr, Value: items } : { vr };
    }
    const bytes = bytesOf(dataSet, element);
    if (bytes.length === 0) return { vr };
    if (vr in NUMBERS) return withValues(vr, this.#numbers(bytes, vr));
    if (vr === 'AT') return withValues(vr, this.#attributeTags(bytes));
    if (vr in WORDS || vr === 'OB' || vr === 'UN') {
      // Palettes are needed to show the image and are short enough.
      if (bytes.length > INLINE_LIMIT && !/^002812[02]/.test(path)) {
        return { vr, BulkDataURI: this.bulkDataURI(path) };
      }
      return { vr, InlineBinary: Buffer.from(this.#ordered(bytes, vr)).toString('base64') };
    }
    return withValues(vr, texts(bytes, vr, characterSet));
  }

  #resolveVr(dataSet: DataSet, element: Element): string {
    let vr = element.vr ?? 'UN';
    // A reader that did not know an attribute wrote UN (PS3.5 6.2.2); PS3.6 does know it.
    if (vr === 'UN') vr = vrOf(element.tag) ?? 'UN';
    if (vr === 'xs') vr = this.signed ? 'SS' : 'US';
    if (element.items) return 'SQ';
    if (vr === 'SQ' && element.length > 0) readItemsOfUnknown(dataSet, element);
    return vr;
  }

  #numbers(bytes: Uint8Array, vr: string): (number | null)[] {
    const [size, get] = NUMBERS[vr];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
      finite(get(view, i * size, this.littleEndian)),
    );
  }

  #attributeTags(bytes: Uint8Array): string[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const hex = (at: number) => view.getUint16(at, this.littleEndian).toString(16).padStart(4, '0');
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) =>
      (hex(i * 4) + hex(i * 4 + 2)).toUpperCase(),
    );
  }

  #ordered(bytes: Uint8Array, vr: string): Uint8Array {
    return this.littleEndian ? bytes : swapBytes(bytes, WORDS[vr] ?? 1);
  }
}

/** The value at a path of tags and item numbers (`00420011`, `00081140/1/…`), little endian. */
export function bulkDataAt(file: Part10, path: string): Uint8Array | undefined {
  const steps = path.split('/');
  let dataSet: DataSet | undefined = file.dataSet;
  for (; steps.length > 1; steps.splice(0, 2)) {
    const item: Element | undefined =
      dataSet?.elements[`x${steps[0].toLowerCase()}`]?.items?.[Number(steps[1]) - 1];
    dataSet = item?.dataSet;
  }
  const element = dataSet?.elements[`x${steps[0]?.toLowerCase()}`];
  if (!dataSet || !element) return undefined;
  const word = WORDS[element.vr ?? ''] ?? 1;
  const bytes = bytesOf(dataSet, element);
  return file.littleEndian ? bytes : swapBytes(bytes, word);
}

function bytesOf(dataSet: DataSet, { dataOffset, length }: Element): Uint8Array {
  return dataSet.byteArray.subarray(dataOffset, dataOffset + length);
}

/** A sequence that came as UN is implicit little endian inside (PS3.5 6.2.2). */
function readItemsOfUnknown(dataSet: DataSet, element: Element): void {
  const stream = new dicomParser.ByteStream(
    dicomParser.littleEndianByteArrayParser,
    dataSet.byteArray,
    element.dataOffset,
  );
  try {
    dicomParser.readSequenceItemsImplicit(stream, element, implicitVr);
  } catch {
    element.items = undefined;
  }
}

const withValues = (vr: string, values: readonly unknown[]): JsonElement =>
  values.some(value => value !== null) ? { vr, Value: [...values] } : { vr };

const finite = (value: number) => (Number.isFinite(value) ? value : null);

function texts(bytes: Uint8Array, vr: string, characterSet: string): unknown[] {
  const encoded = ENCODED_TEXT.has(vr);
  const text = (encoded ? decodeText(bytes, characterSet, vr) : latin1(bytes)).replace(/\0+$/, '');
  if (SINGLE_TEXT.has(vr)) return [text.trimEnd() || null];
  return text.split('\\').map(component => {
    const value = vr === 'UC' ? component.trimEnd() : trimUid(component);
    if (value === '') return null;
    if (vr === 'PN') return personName(value);
    if (vr === 'DS' || vr === 'IS') return finite(Number.parseFloat(value));
    return value;
  });
}

function personName(value: string): Record<string, string> | null {
  const groups = value.split('=').map(group => group.trim());
  const name: Record<string, string> = {};
  ['Alphabetic', 'Ideographic', 'Phonetic'].forEach((group, i) => {
    if (groups[i]) name[group] = groups[i];
  });
  return Object.keys(name).length ? name : null;
}
