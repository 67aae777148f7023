import { sha256 } from '@noble/hashes/sha2.js';

/**
 * SHA-256 as 64 lower-case hex digits. Browsers offer crypto.subtle in secure contexts only; a
 * viewer served by plain HTTP inside a hospital gets the same digest in script (slower).
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : sha256(bytes);
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}
