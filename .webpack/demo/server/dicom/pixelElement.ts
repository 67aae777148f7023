/** An attribute of group 7FE0 where it lies in the file. */
export interface PixelElement {
  readonly tag: string;
  readonly vr: string;
  /** Native value; of an encapsulated one everything from the first item on. */
  readonly value: Uint8Array;
  /** Encapsulated (PS3.5 A.4): offset table in bytes from the first fragment, and the fragments. */
  readonly encapsulated?: {
    readonly offsets: readonly number[];
    readonly fragments: readonly Fragment[];
  };
}

export interface Fragment {
  /** Of the item tag, from the first byte after the basic offset table. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const LONG_LENGTH = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'SV', 'UV', 'UN', 'UT', 'SQ']);
const ITEM = 0xfffee000;
const DELIMITER = 0xfffee0dd;
const UNDEFINED = 0xffffffff;

/**
 * Reads the attributes of group 7FE0 from `position` on. (dicom-parser does not know VR OV, which
 * the extended offset table has, and takes a fragment's bytes for a delimiter when the file ends
 * early.) A value that ends early is kept as far as it goes, with a warning.
 */
export function readPixelElements(
  bytes: Uint8Array,
  position: number,
  explicit: boolean,
  littleEndian: boolean,
  warnings: string[],
): Map<string, PixelElement> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements = new Map<string, PixelElement>();
  const tagAt = (at: number) =>
    view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian);
  let at = position;
  while (at + 8 <= bytes.length) {
    const number = tagAt(at);
    if (number >>> 16 !== 0x7fe0) break;
    const tag = `x${number.toString(16).padStart(8, '0')}`;
    let vr = number === 0x7fe00001 || number === 0x7fe00002 ? 'OV' : 'OW';
    let length: number;
    if (explicit) {
      vr = String.fromCharCode(bytes[at + 4], bytes[at + 5]);
      const long = LONG_LENGTH.has(vr);
      if (long && at + 12 > bytes.length) break;
      length = long ? view.getUint32(at + 8, littleEndian) : view.getUint16(at + 6, littleEndian);
      at += long ? 12 : 8;
    } else {
      length = view.getUint32(at + 4, littleEndian);
      at += 8;
    }
    if (length === UNDEFINED) {
      const items = readItems(bytes, view, at, warnings);
      elements.set(tag, { tag, vr, value: bytes.subarray(at, items.end), encapsulated: items });
      at = items.end;
    } else {
      if (at + length > bytes.length) {
        warnings.push(`pixel data ends early: ${bytes.length - at} of ${length} bytes are there`);
      }
      elements.set(tag, { tag, vr, value: bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return elements;
}

/** Basic offset table and fragments; always little endian (PS3.5 A.4). */
function readItems(bytes: Uint8Array, view: DataView, start: number, warnings: string[]) {
  const items: { at: number; bytes: Uint8Array }[] = [];
  let at = start;
  let delimited = false;
  while (at + 8 <= bytes.length) {
    const tag = view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
    const length = view.getUint32(at + 4, true);
    if (tag === DELIMITER) {
      at += 8;
      delimited = true;
      break;
    }
    if (tag !== ITEM) break;
    items.push({ at, bytes: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length;
  }
  if (!delimited) warnings.push('encapsulated pixel data ends without a delimiter');
  const [table, ...rest] = items;
  const first = table ? table.at + 8 + table.bytes.length : start;
  const offsets: number[] = [];
  for (let i = 0; table && i + 4 <= table.bytes.length; i += 4) {
    offsets.push(view.getUint32(table.at + 8 + i, true));
  }
  const fragments = rest.map(item => ({ offset: item.at - first, bytes: item.bytes }));
  return { offsets, fragments, end: Math.min(at, bytes.length) };
}
