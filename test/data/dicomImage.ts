import { createHash } from 'node:crypto';
import daikon, { type Image } from 'daikon';
import type { ImagePlane } from '../../extension/src/core/geometry/imagePlane';
import type { Vec3 } from '../../extension/src/core/geometry/vec3';
import type { SliceImage, ValueWindow } from '../../extension/src/core/image/sliceImage';

daikon.Image.skipPaletteConversion = true;

export interface DicomImage {
  readonly sopInstanceUID: string;
  readonly frames: readonly SliceImage[];
}

/**
 * Decodes a DICOM file for benchmarks: every frame after the modality LUT, with its geometry.
 * (In the viewer cornerstone does this.) Throws an Error that names the reason when there is no
 * image, or none that this reader can decode.
 */
export function readDicomImage(bytes: Uint8Array): DicomImage {
  const image = parse(bytes);
  const tags = new Tags(image);
  const rows = tags.number(0x0028, 0x0010);
  const columns = tags.number(0x0028, 0x0011);
  if (!image.hasPixelData() || !rows || !columns) throw new Error('no pixel data');
  const bitsAllocated = tags.number(0x0028, 0x0100) ?? 16;
  if (bitsAllocated === 1) throw new Error('a segmentation (1 bit), not an image');
  const samples = tags.number(0x0028, 0x0002) ?? 1;
  const photometric = tags.string(0x0028, 0x0004) ?? 'MONOCHROME2';
  const frameCount = parseInt(tags.string(0x0028, 0x0008) ?? '1', 10) || 1;

  if (photometric === 'YBR_FULL_422' && !tags.compressed) {
    throw new Error('subsampled colour without compression, which this reader does not read');
  }
  const stored = storedValues(image, tags, bitsAllocated);
  const frameLength = rows * columns * samples;
  const decodedFrames = Math.min(frameCount, Math.floor(stored.length / frameLength));
  if (decodedFrames === 0) throw new Error('the pixel data is shorter than one frame');

  const modality = tags.string(0x0008, 0x0060) ?? '';
  const slope = tags.number(0x0028, 0x1053) ?? 1;
  const intercept = tags.number(0x0028, 0x1052) ?? 0;
  const toValue = (v: number) => v * slope + intercept;
  const colour = samples === 3 || photometric === 'PALETTE COLOR';
  const contentHash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const plane = planeOf(tags, columns, rows);
  const frames = Array.from({ length: decodedFrames }, (_, n): SliceImage => {
    const frame = stored.subarray(n * frameLength, (n + 1) * frameLength);
    const values = colour
      ? toRgb(frame, tags, photometric)
      : Float32Array.from(frame, v => toValue(v));
    return {
      key: `${contentHash}/${n}`,
      plane,
      values,
      channels: colour ? 3 : 1,
      modality,
      units: modality === 'CT' ? 'HU' : 'arbitrary',
      inverted: photometric === 'MONOCHROME1',
      padding: colour ? undefined : paddingOf(tags, bitsAllocated, toValue),
    };
  });
  return { sopInstanceUID: tags.string(0x0008, 0x0018) ?? '', frames };
}

function parse(bytes: Uint8Array): Image {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const image = daikon.Series.parseImage(new DataView(buffer as ArrayBuffer));
  if (!image) throw new Error(`not readable as DICOM: ${daikon.Series.parserError?.message ?? ''}`);
  return image;
}

/** Typed reading of attribute values as daikon leaves them. */
class Tags {
  constructor(private readonly image: Image) {}

  all(group: number, element: number): unknown[] {
    const value = this.image.getTag(group, element)?.value;
    if (value === null || value === undefined) return [];
    return Array.isArray(value) ? value : [value];
  }

  numbers(group: number, element: number): number[] {
    return this.all(group, element)
      .map(value => (typeof value === 'number' ? value : parseFloat(String(value))))
      .filter(Number.isFinite);
  }

  number(group: number, element: number): number | undefined {
    return this.numbers(group, element)[0];
  }

  string(group: number, element: number): string | undefined {
    const [value] = this.all(group, element);
    return value === undefined ? undefined : String(value).replace(/\0/g, '').trim();
  }

  bytes(group: number, element: number): DataView | undefined {
    const value = this.image.getTag(group, element)?.value;
    return value instanceof DataView ? value : undefined;
  }

  /** Transfer syntaxes of PS3.5 A.4: JPEG, JPEG-LS, JPEG 2000, RLE. */
  get compressed(): boolean {
    return (this.string(0x0002, 0x0010) ?? '').startsWith('1.2.840.10008.1.2.4');
  }

  get littleEndian(): boolean {
    return this.image.littleEndian;
  }
}

function storedValues(image: Image, tags: Tags, bitsAllocated: number): Float32Array {
  const view = new DataView(decoded(image));
  const signed = tags.number(0x0028, 0x0103) === 1;
  const bitsStored = tags.number(0x0028, 0x0101) ?? bitsAllocated;
  const { littleEndian } = image;
  const bytesEach = bitsAllocated / 8;
  const length = Math.floor(view.byteLength / bytesEach);
  const out = new Float32Array(length);
  // Bytes in words of the other order (PS3.5 A.3, retired): OW in Explicit VR Big Endian.
  const swapped = bytesEach === 1 && !littleEndian && image.getTag(0x7fe0, 0x0010)?.vr === 'OW';
  // Unused high bits may hold overlays (retired) or the sign: shift them out.
  const shift = 32 - bitsStored;
  for (let n = 0; n < length; n++) {
    const at = n * bytesEach;
    const raw =
      bytesEach === 1
        ? view.getUint8(swapped ? at ^ 1 : at)
        : bytesEach === 2
          ? view.getUint16(at, littleEndian)
          : view.getUint32(at, littleEndian);
    out[n] = signed ? (raw << shift) >> shift : (raw << shift) >>> shift;
  }
  return out;
}

function decoded(image: Image): ArrayBuffer {
  try {
    return image.getRawData();
  } catch (cause) {
    throw new Error('compressed in a way that this reader does not decode', { cause });
  }
}

function planeOf(tags: Tags, columns: number, rows: number): ImagePlane {
  const orientation = tags.numbers(0x0020, 0x0037);
  const position = tags.numbers(0x0020, 0x0032);
  const spacing = [tags.numbers(0x0028, 0x0030), tags.numbers(0x0018, 0x1164)].find(
    s => s.length === 2 && s.every(v => v > 0),
  ) ?? [1, 1];
  const vector = (values: number[], fallback: Vec3): Vec3 =>
    values.length === 3 ? [values[0], values[1], values[2]] : fallback;
  return {
    origin: vector(position, [0, 0, 0]),
    rowDirection: vector(orientation.slice(0, 3), [1, 0, 0]),
    columnDirection: vector(orientation.slice(3, 6), [0, 1, 0]),
    rowSpacing: spacing[0],
    columnSpacing: spacing[1],
    columns,
    rows,
  };
}

function paddingOf(
  tags: Tags,
  bitsAllocated: number,
  toValue: (stored: number) => number,
): ValueWindow | undefined {
  const signed = tags.number(0x0028, 0x0103) === 1;
  const asStored = (v: number | undefined) =>
    v !== undefined && signed && v >= 2 ** (bitsAllocated - 1) ? v - 2 ** bitsAllocated : v;
  const value = asStored(tags.number(0x0028, 0x0120));
  if (value === undefined) return undefined;
  const ends = [toValue(value), toValue(asStored(tags.number(0x0028, 0x0121)) ?? value)];
  return { lower: Math.min(...ends), upper: Math.max(...ends) };
}

/** Interleaved RGB of one colour frame (PS3.3 C.7.6.3.1.2; palettes C.7.6.3.1.5 and .6). */
function toRgb(frame: Float32Array, tags: Tags, photometric: string): Float32Array {
  if (photometric === 'PALETTE COLOR') {
    const tables = [0x1201, 0x1202, 0x1203].map(element => palette(tags, element));
    const rgb = new Float32Array(frame.length * 3);
    for (let n = 0; n < frame.length; n++) {
      tables.forEach((look, c) => (rgb[3 * n + c] = look(frame[n])));
    }
    return rgb;
  }
  const pixels = frame.length / 3;
  const planar = tags.number(0x0028, 0x0006) === 1;
  const rgb = new Float32Array(frame.length);
  const bits = tags.number(0x0028, 0x0101) ?? 8;
  for (let n = 0; n < pixels; n++) {
    for (let c = 0; c < 3; c++) {
      rgb[3 * n + c] = frame[planar ? c * pixels + n : 3 * n + c] / 2 ** (bits - 8);
    }
  }
  return rgb;
}

function palette(tags: Tags, element: number): (index: number) => number {
  const [entries = 256, first = 0, bits = 8] = tags.numbers(0x0028, element - 0x100);
  const data = tags.bytes(0x0028, element);
  if (!data) throw new Error('a palette image without its palette');
  const length = entries || 65_536;
  const wide = data.byteLength >= 2 * length;
  return index => {
    const at = Math.min(Math.max(index - first, 0), length - 1);
    return wide
      ? data.getUint16(2 * at, tags.littleEndian) / (bits === 16 ? 257 : 1)
      : data.getUint8(at);
  };
}
