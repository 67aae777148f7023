import fc from 'fast-check';
import { fromFull, toFull } from '../../../../../extension/src/core/mask/regionMask';
import {
  joinFrames,
  packFrame,
  unpackFrame,
} from '../../../../../extension/src/core/export/seg/bitPacking';

const packed = (mask: readonly number[]) =>
  packFrame(fromFull(mask, mask.length, 1), mask.length, 1);

describe('bit packing', () => {
  it('puts the first pixel in the lowest bit and leaves no gap between frames', () => {
    const frames = [
      [1, 0, 0],
      [0, 1, 1],
      [1, 1, 0],
    ].map(mask => packed(mask)!);
    // Pixels 1 0 0 0 1 1 1 1 | 0: PS3.5 8.1.1.
    expect([...joinFrames(frames, 3)]).toEqual([0b11110001, 0]);
  });

  it('says that nothing is marked', () => {
    expect(packed(Array<number>(20).fill(0))).toBeNull();
  });

  it('of a mask that reaches beyond its image is refused', () => {
    const mask = { x: 3, y: 0, width: 2, height: 1, data: Uint8Array.of(1, 1) };
    expect(() => packFrame(mask, 4, 1)).toThrow(RangeError);
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
        const joined = joinFrames(
          masks.map(mask => packed(mask)!),
          size,
        );
        const found = masks.map((_, n) => toFull(unpackFrame(joined, n, size, 1), size, 1).join());
        return joined.length % 2 === 0 && found.every((frame, n) => frame === masks[n].join());
      }),
      { endOnFailure: true },
    );
  });
});
