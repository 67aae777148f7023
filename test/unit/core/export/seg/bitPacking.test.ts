import fc from 'fast-check';
import {
  joinFrames,
  packFrame,
  unpackFrame,
} from '../../../../../extension/src/core/export/seg/bitPacking';

describe('bit packing', () => {
  it('puts the first pixel in the lowest bit and leaves no gap between frames', () => {
    const frames = [
      [1, 0, 0],
      [0, 1, 1],
      [1, 1, 0],
    ].map(mask => packFrame(Uint8Array.from(mask))!);
    // Pixels 1 0 0 0 1 1 1 1 | 0: PS3.5 8.1.1.
    expect([...joinFrames(frames, 3)]).toEqual([0b11110001, 0]);
  });

  it('says that nothing is marked', () => {
    expect(packFrame(new Uint8Array(20))).toBeNull();
  });

  it('returns every frame of any size', () => {
    const frames = fc.integer({ min: 1, max: 40 }).chain(size =>
      fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size }), {
        minLength: 1,
        maxLength: 12,
      }),
    );
    fc.assert(
      fc.property(frames, masks => {
        const size = masks[0].length;
        masks.forEach(mask => (mask[size - 1] = 1));
        const packed = masks.map(mask => packFrame(Uint8Array.from(mask))!);
        const joined = joinFrames(packed, size);
        const found = masks.map((_, n) => unpackFrame(joined, n, size).join());
        return joined.length % 2 === 0 && found.every((frame, n) => frame === masks[n].join());
      }),
      { endOnFailure: true },
    );
  });
});
