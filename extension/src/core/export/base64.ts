/** Bytes in base64 (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  // In pieces: a call takes only so many arguments.
  for (let n = 0; n < bytes.length; n += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(n, n + 0x8000));
  }
  return btoa(binary);
}
