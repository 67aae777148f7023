/**
 * A new DICOM UID: `2.25.` and the decimal value of a random UUID (PS3.5 B.2; RFC 9562, version 4).
 * At most 44 characters. `getRandomValues`, unlike `randomUUID`, needs no secure context.
 */
export function makeUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return `2.25.${value}`;
}

/** True for a well-formed UID: components without leading zeros, at most 64 characters (PS3.5 9.1). */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(text);
}
