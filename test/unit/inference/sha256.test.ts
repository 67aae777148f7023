import { createHash } from 'node:crypto';
import { sha256Hex } from '../../../extension/src/inference/sha256';

describe('sha256Hex', () => {
  const bytes = new TextEncoder().encode('abc');
  // FIPS 180-4, example of one block.
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('digests in a secure context', async () => {
    expect(await sha256Hex(bytes)).toBe(expected);
  });

  it('digests without crypto.subtle', async () => {
    const subtle = jest.spyOn(globalThis.crypto, 'subtle', 'get');
    subtle.mockReturnValue(undefined as unknown as SubtleCrypto);
    expect(await sha256Hex(bytes)).toBe(expected);
    const large = Uint8Array.from({ length: 100_003 }, (_, i) => i * i);
    expect(await sha256Hex(large)).toBe(createHash('sha256').update(large).digest('hex'));
    expect(subtle).toHaveBeenCalled();
    subtle.mockRestore();
  });
});
