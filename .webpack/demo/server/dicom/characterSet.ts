import { convertBytes } from 'dicom-character-set';

/** What writers meant by terms that PS3.3 C.12.1.1.2 does not define. */
const MISSPELT: Readonly<Record<string, string>> = {
  ISO_IR_100: 'ISO_IR 100',
  'ISO-IR 100': 'ISO_IR 100',
  'ISO IR 100': 'ISO_IR 100',
  'ISO8859-1': 'ISO_IR 100',
  'ISO-8859-1': 'ISO_IR 100',
  'LATIN-1': 'ISO_IR 100',
  'UTF-8': 'ISO_IR 192',
  UTF8: 'ISO_IR 192',
  ISO_IR_192: 'ISO_IR 192',
  'ISO IR 192': 'ISO_IR 192',
  ISO_IR_6: '',
  'ISO_IR 6': '',
  'ISO 2022 GBK': 'GBK',
  'ISO 2022 58': 'ISO 2022 IR 58',
};

/**
 * Text of an element's bytes by Specific Character Set (PS3.5 6.1.2, PS3.3 C.12.1.1.2). Bytes of
 * an unknown character set are read as ISO 8859-1, so that nothing is lost.
 *
 * @param characterSet value of (0008,0005), components separated by a backslash
 */
export function decodeText(bytes: Uint8Array, characterSet: string, vr: string): string {
  if (bytes.every(byte => byte < 0x80 && byte !== 0x1b)) return latin1(bytes);
  const terms = characterSet.split('\\').map(term => MISSPELT[term.trim()] ?? term.trim());
  try {
    return convertBytes(terms.join('\\') || 'ISO_IR 100', bytes, { vr });
  } catch {
    return latin1(bytes);
  }
}

export const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
