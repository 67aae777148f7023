import { EXPLICIT_LITTLE, type Part10 } from './part10';
import type { PixelElement } from './pixelElement';

export interface Frame {
  readonly bytes: Uint8Array;
  /** Of the bytes as they are sent; native frames always go as explicit little endian. */
  readonly transferSyntaxUID: string;
  readonly mediaType: string;
}

const PIXEL_TAGS = ['x7fe00010', 'x7fe00008', 'x7fe00009'];

/** PS3.18 8.7.3: media types of compressed frames by transfer syntax. */
function mediaTypeOf(transferSyntaxUID: string): string {
  if (/\.4\.(80|81)$/.test(transferSyntaxUID)) return 'image/jls';
  if (/\.4\.(90|91)$/.test(transferSyntaxUID)) return 'image/jp2';
  if (/\.4\.(92|93)$/.test(transferSyntaxUID)) return 'image/jpx';
  if (/\.4\.20[123]$/.test(transferSyntaxUID)) return 'image/jphc';
  if (/\.4\.1(10|11|12)$/.test(transferSyntaxUID)) return 'image/jxl';
  if (/\.4\.10[0-8]/.test(transferSyntaxUID)) return 'video/mp4';
  if (/\.2\.5$/.test(transferSyntaxUID)) return 'image/dicom-rle';
  if (/\.4\.\d+$/.test(transferSyntaxUID)) return 'image/jpeg';
  return 'application/octet-stream';
}

/** Number of frames that the header announces: (0028,0008), or 1. */
export function frameCount(file: Part10): number {
  return Math.max(1, Number.parseInt(file.dataSet.string('x00280008') ?? '1', 10) || 1);
}

/**
 * Frame `number` (from 1) of an instance, as WADO-RS sends it: compressed ones as they are stored,
 * native ones little endian and beginning on a byte (PS3.18 8.7.3.3). Undefined when the instance
 * has no such frame; throws an Error with the reason when it has, but the file does not tell where.
 */
export function frameOf(file: Part10, number: number): Frame | undefined {
  const element = PIXEL_TAGS.map(tag => file.pixelElements.get(tag)).find(found => found);
  const count = frameCount(file);
  if (!element || number < 1 || number > count) return undefined;
  if (!element.encapsulated) {
    return {
      bytes: nativeFrame(file, element, number - 1),
      transferSyntaxUID: EXPLICIT_LITTLE,
      mediaType: 'application/octet-stream',
    };
  }
  const { transferSyntaxUID } = file;
  const bytes = encapsulatedFrame(file, element, number - 1, count);
  return { bytes, transferSyntaxUID, mediaType: mediaTypeOf(transferSyntaxUID) };
}

/** Native pixel data in little endian, as bulk data. */
export function nativePixelData(file: Part10, element: PixelElement): Uint8Array {
  return file.littleEndian ? element.value : swapBytes(element.value, wordSize(file, element));
}

/** What the pixel data lacks of the frames that the header announces; undefined when nothing. */
export function pixelDataFlaw(file: Part10): string | undefined {
  const element = file.pixelElements.get('x7fe00010');
  if (!element || element.encapsulated) return undefined;
  const wanted = Math.ceil((frameBits(file) * frameCount(file)) / 8);
  if (wanted <= element.value.length) return undefined;
  return `pixel data is too short: ${element.value.length} of ${wanted} bytes are there`;
}

/** Bits of one frame of native pixel data (PS3.5 8.1, PS3.3 C.7.6.3.1.2 for YBR_FULL_422). */
function frameBits(file: Part10): number {
  const { dataSet } = file;
  const rows = dataSet.uint16('x00280010') ?? 0;
  const columns = dataSet.uint16('x00280011') ?? 0;
  const samples = dataSet.uint16('x00280002') ?? 1;
  const bits = dataSet.uint16('x00280100') ?? 16;
  const subsampled = /_422$/.test(dataSet.string('x00280004') ?? '');
  return rows * columns * bits * (subsampled ? 2 : samples);
}

/** Big-endian words: OB is bytes, OW 16 bits, and samples wider than that as wide as they are. */
function wordSize(file: Part10, element: PixelElement): number {
  if (element.vr === 'OB') return 1;
  const bits = file.dataSet.uint16('x00280100') ?? 16;
  return bits > 16 ? bits / 8 : 2;
}

function nativeFrame(file: Part10, element: PixelElement, index: number): Uint8Array {
  const bits = frameBits(file);
  if (bits === 0) throw new Error('the image has no rows or no columns');
  const length = Math.ceil(bits / 8);
  const data = nativePixelData(file, element);
  // What a truncated file lacks is zero, so that the rest can be seen; a warning names the file.
  const frame = new Uint8Array(length);
  const first = index * bits;
  if (first % 8 === 0) {
    frame.set(data.subarray(first / 8, first / 8 + length));
    return frame;
  }
  const shift = first % 8;
  const start = Math.floor(first / 8);
  for (let i = 0; i < length; i++) {
    frame[i] = ((data[start + i] ?? 0) >> shift) | ((data[start + i + 1] ?? 0) << (8 - shift));
  }
  return frame;
}

function encapsulatedFrame(
  file: Part10,
  element: PixelElement,
  index: number,
  count: number,
): Uint8Array {
  const { fragments, offsets } = element.encapsulated!;
  if (fragments.length === 0) throw new Error('the pixel data is empty');
  if (count === 1) return concatenate(fragments.map(fragment => fragment.bytes));
  if (fragments.length === count) return fragments[index].bytes;
  const starts = extendedOffsets(file) ?? (offsets.length >= count ? offsets : undefined);
  const first = starts
    ? starts.map(offset => fragments.findIndex(fragment => fragment.offset === offset))
    : startsOfImages(fragments.map(fragment => fragment.bytes));
  if (first.length < count || first.includes(-1)) {
    throw new Error(`cannot tell which of ${fragments.length} fragments belong to which frame`);
  }
  return concatenate(
    fragments.slice(first[index], first[index + 1]).map(fragment => fragment.bytes),
  );
}

/** Extended Offset Table (7FE0,0001), 64-bit (PS3.3 C.7.6.3.1.8). */
function extendedOffsets(file: Part10): number[] | undefined {
  const table = file.pixelElements.get('x7fe00001')?.value;
  if (!table) return undefined;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: Math.floor(table.length / 8) }, (_, i) =>
    Number(view.getBigUint64(i * 8, file.littleEndian)),
  );
}

/** Fragments that begin a JPEG, JPEG-LS or JPEG XL (FF D8, FF 0A) or JPEG 2000 (FF 4F) image. */
function startsOfImages(fragments: readonly Uint8Array[]): number[] {
  return fragments.flatMap((bytes, i) =>
    bytes[0] === 0xff && [0xd8, 0x4f, 0x0a].includes(bytes[1]) ? [i] : [],
  );
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

/** A copy with the bytes of each word reversed; a rest shorter than a word stays as it is. */
export function swapBytes(bytes: Uint8Array, word: number): Uint8Array {
  const swapped = Uint8Array.from(bytes);
  if (word < 2) return swapped;
  for (let at = 0; at + word <= swapped.length; at += word) {
    swapped.subarray(at, at + word).reverse();
  }
  return swapped;
}
