import dcmjs from 'dcmjs';
import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { type Attributes } from './dataset';

export interface Part10 {
  readonly transferSyntaxUID: string;
  /**
   * By keyword: text (a list where there are several values), numbers of binary types, lists of
   * items, bytes. Decimal and integer strings stay text, exactly as stored.
   */
  readonly attributes: Attributes;
}

/**
 * Reads a Part 10 file with another library than the one that writes, so that reading back is a
 * test of the writer. Uncompressed and encapsulated syntaxes; compressed pixel data are left out.
 *
 * @throws Error with a plain sentence when the bytes are no such file or end too early
 */
export function readPart10(bytes: ArrayBuffer): Part10 {
  let dataSet: DataSet;
  try {
    dataSet = dicomParser.parseDicom(new Uint8Array(bytes));
  } catch {
    throw new Error('This is no complete DICOM file.');
  }
  return {
    transferSyntaxUID: dataSet.string('x00020010') ?? '',
    attributes: readItem(dataSet, 'latin1'),
  };
}

/** Encodings of the Specific Character Set's defined terms (PS3.3 C.12.1.1.2), by WHATWG name. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 13': 'shift_jis',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
};

function readItem(
  dataSet: DataSet,
  inherited: string,
  inheritedSign: 'US' | 'SS' = 'US',
): Attributes {
  const terms = (dataSet.string('x00080005') ?? '').split('\\').map(term => term.trim());
  const named = terms.map(term => ENCODINGS[term]).find(encoding => encoding);
  const encoding = named ?? (dataSet.elements.x00080005 ? 'latin1' : inherited);
  // What is of the pixels' kind has their sign (PS3.5 A.1): padding, smallest and largest values.
  const representation = dataSet.elements.x00280103 ? dataSet.uint16('x00280103') : undefined;
  const sign = representation === undefined ? inheritedSign : representation === 1 ? 'SS' : 'US';
  const attributes: Record<string, unknown> = {};
  for (const [tag, element] of Object.entries(dataSet.elements)) {
    const entry = dcmjs.data.DicomMetaDictionary.dictionary[punctuated(tag)];
    if (!entry) continue;
    const vr = element.vr ?? (OF_PIXELS.has(entry.vr) ? sign : entry.vr);
    attributes[entry.name] = readValue(dataSet, element, vr, { encoding, sign });
  }
  return attributes;
}

const punctuated = (tag: string) => `(${tag.slice(1, 5)},${tag.slice(5, 9)})`.toUpperCase();

/** Binary numbers: bytes each and how a view reads them. */
const BINARY: Readonly<Record<string, [size: number, get: (v: DataView, at: number) => number]>> = {
  US: [2, (view, at) => view.getUint16(at, true)],
  SS: [2, (view, at) => view.getInt16(at, true)],
  UL: [4, (view, at) => view.getUint32(at, true)],
  SL: [4, (view, at) => view.getInt32(at, true)],
  FL: [4, (view, at) => view.getFloat32(at, true)],
  FD: [8, (view, at) => view.getFloat64(at, true)],
};
/** How the dictionary writes a VR that depends on the pixels' sign. */
const OF_PIXELS = new Set(['xs', 'US or SS']);

const BYTES = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'UN', 'ox', 'xs']);
const ONE_TEXT = new Set(['ST', 'LT', 'UT', 'UR']);

interface Context {
  readonly encoding: string;
  readonly sign: 'US' | 'SS';
}

function readValue(
  dataSet: DataSet,
  element: Element,
  vr: string,
  { encoding, sign }: Context,
): unknown {
  if (element.items) {
    return element.items.map(({ dataSet: nested }) =>
      nested ? readItem(nested, encoding, sign) : {},
    );
  }
  if (vr === 'SQ') return [];
  if (element.encapsulatedPixelData) return undefined;
  const { byteArray } = dataSet;
  const bytes = new Uint8Array(
    byteArray.buffer,
    byteArray.byteOffset + element.dataOffset,
    element.length,
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (vr === 'AT') return dataSet.attributeTag(element.tag);
  const binary = BINARY[vr];
  if (binary) {
    const [size, get] = binary;
    return single(
      Array.from({ length: Math.floor(bytes.length / size) }, (_, n) => get(view, n * size)),
    );
  }
  if (BYTES.has(vr)) return bytes;
  const text = new TextDecoder(encoding).decode(bytes).replace(/[\0 ]+$/, '');
  if (text === '') return null;
  return ONE_TEXT.has(vr) ? text : single(text.split('\\').map(part => part.trim()));
}

const single = <T>(values: readonly T[]): unknown =>
  values.length === 0 ? null : values.length === 1 ? values[0] : values;
