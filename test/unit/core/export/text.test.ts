import fc from 'fast-check';
import { toCS, toDS, toLO, toLT, toPN } from '../../../../extension/src/core/export/text';
import { isUid, makeUid } from '../../../../extension/src/core/export/uid';

describe('text', () => {
  it('keeps a long string to one clean line of 64 characters', () => {
    expect(toLO('a\\b\nc\u202Ed')).toBe('a/b cd');
    expect(toLO('e\u0301')).toBe('\u00e9');
    expect(toLO('x'.repeat(80))).toHaveLength(64);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), text => {
        const lo = toLO(text);
        expect([...lo].length).toBeLessThanOrEqual(64);
        expect(lo).not.toMatch(/[\\\p{Cc}\p{Surrogate}\u202A-\u202E]/u);
        expect(toLO(lo)).toBe(lo);
      }),
    );
  });

  it('does not cut a character in two', () => {
    expect(toLO(`${'x'.repeat(63)}𠮷`)).toBe('x'.repeat(63));
  });

  it('writes names of three scripts from either form', () => {
    expect(toPN('Wang^XiaoDong=王^小东=')).toBe('Wang^XiaoDong=王^小东');
    expect(toPN({ Alphabetic: 'Wang^X', Ideographic: '王^小' })).toBe('Wang^X=王^小');
    expect(toPN({ Ideographic: '王' })).toBe('=王');
  });

  it('makes code strings and keeps the lines of long text', () => {
    expect(toCS('sam-lesions v1')).toBe('SAM_LESIONS V1');
    expect(toLT('a\nb\\c')).toBe('a\r\nb\\c');
  });
});

describe('decimal strings', () => {
  it('hold every finite number in 16 characters, as near as that allows', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), value => {
        const ds = toDS(value);
        expect(ds.length).toBeLessThanOrEqual(16);
        expect(ds).toMatch(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/);
        expect(Math.abs(Number(ds) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-8);
      }),
    );
  });

  it('return what came from a decimal string unchanged', () => {
    for (const ds of ['0.97699999809265', '-174.39450073242', '-0.9769999980926', '1e-07']) {
      expect(Number(toDS(Number(ds)))).toBe(Number(ds));
    }
    expect(toDS(-0)).toBe('0');
    expect(() => toDS(NaN)).toThrow(RangeError);
  });
});

describe('UIDs', () => {
  it('are those of random UUIDs', () => {
    const uids = Array.from({ length: 500 }, makeUid);
    expect(new Set(uids).size).toBe(500);
    for (const uid of uids) {
      expect(isUid(uid)).toBe(true);
      const value = BigInt(uid.slice('2.25.'.length));
      expect(value < 1n << 128n).toBe(true);
      expect((value >> 76n) & 0xfn).toBe(4n);
      expect((value >> 62n) & 3n).toBe(2n);
    }
  });

  it('are told from other texts', () => {
    expect(isUid('1.2.840.10008.1.2')).toBe(true);
    expect(isUid('1.02')).toBe(false);
    expect(isUid(`1.${'2'.repeat(63)}`)).toBe(false);
  });
});
