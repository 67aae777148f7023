import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Bytes of a hash that are used: enough that no two images meet. */
const KEY_BYTES = 16;

/** Random hexadecimal digits; also where the page is no secure context. */
export function randomName(): string {
  return hex(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/**
 * Makes the function that names what identifies a patient (UIDs): HMAC-SHA-256 under a salt that
 * never leaves this browser, so that a name tells nothing and can't be looked up.
 */
export function keysUnder(salt: string): (text: string) => string {
  const secret = utf8ToBytes(salt);
  const known = new Map<string, string>();
  return text => {
    let key = known.get(text);
    if (key === undefined) {
      key = hex(hmac(sha256, secret, utf8ToBytes(text)).subarray(0, KEY_BYTES));
      known.set(text, key);
    }
    return key;
  };
}

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
