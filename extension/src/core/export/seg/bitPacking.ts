import { tighten, type RegionMask } from '../../mask/regionMask';

/**
 * A mask as one bit per pixel of its image, the first pixel in the lowest bit (PS3.5 8.1.1, 8.2).
 * Null when the mask is empty.
 *
 * @throws RangeError for a mask that reaches beyond its image
 */
export function packFrame(mask: RegionMask, columns: number, rows: number): Uint8Array | null {
  const { x, y, width, height, data } = mask;
  if (!data.includes(1)) return null;
  if (x < 0 || y < 0 || x + width > columns || y + height > rows) {
    throw new RangeError('A mask reaches beyond its source image.');
  }
  const bits = new Uint8Array(Math.ceil((columns * rows) / 8));
  for (let v = 0, n = 0; v < height; v++) {
    let at = (y + v) * columns + x;
    for (let u = 0; u < width; u++, n++, at++) if (data[n]) bits[at >> 3] |= 1 << (at & 7);
  }
  return bits;
}

/**
 * All frames behind one another without a gap, so that a frame whose pixels are no multiple of
 * eight begins within a byte; padded to an even length.
 */
export function joinFrames(frames: readonly Uint8Array[], pixelsPerFrame: number): Uint8Array {
  const bytes = Math.ceil((frames.length * pixelsPerFrame) / 8);
  const joined = new Uint8Array(bytes + (bytes % 2));
  frames.forEach((frame, index) => {
    const start = index * pixelsPerFrame;
    const [first, shift] = [Math.floor(start / 8), start % 8];
    if (shift === 0) {
      joined.set(frame, first);
      return;
    }
    for (let i = 0; i < frame.length; i++) {
      joined[first + i] |= (frame[i] << shift) & 0xff;
      // The last frame's spare bits are zero and may lie beyond the end.
      if (first + i + 1 < bytes) joined[first + i + 1] |= frame[i] >> (8 - shift);
    }
  });
  return joined;
}

/** Frame `index` of joined frames as a mask on its image. */
export function unpackFrame(
  joined: Uint8Array,
  index: number,
  columns: number,
  rows: number,
): RegionMask {
  const data = new Uint8Array(columns * rows);
  const start = index * data.length;
  for (let i = 0; i < data.length; i++) {
    const at = start + i;
    // Most bytes hold nothing.
    if ((at & 7) === 0 && joined[at >> 3] === 0) i += 7;
    else data[i] = (joined[at >> 3] >> (at & 7)) & 1;
  }
  return tighten({ x: 0, y: 0, width: columns, height: rows, data });
}
