/**
 * One bit per pixel, the first pixel in the lowest bit (PS3.5 8.1.1, 8.2). Non-zero values are
 * inside. Returns null when the mask is empty.
 */
export function packFrame(mask: Uint8Array): Uint8Array | null {
  const bits = new Uint8Array(Math.ceil(mask.length / 8));
  let any = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 0) any = bits[i >> 3] |= 1 << (i & 7);
  }
  return any === 0 ? null : bits;
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

/** Frame `index` of joined frames as 0 and 1 per pixel. */
export function unpackFrame(joined: Uint8Array, index: number, pixelsPerFrame: number): Uint8Array {
  const mask = new Uint8Array(pixelsPerFrame);
  const start = index * pixelsPerFrame;
  for (let i = 0; i < pixelsPerFrame; i++) {
    const at = start + i;
    mask[i] = (joined[Math.floor(at / 8)] >> (at % 8)) & 1;
  }
  return mask;
}
