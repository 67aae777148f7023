/**
 * Text and numbers as DICOM wants them (PS3.5 6.2). The character set is always UTF-8
 * (ISO_IR 192), so lengths count code points; UTF-16 units are counted here, which is stricter and
 * what JavaScript readers check.
 */

/** Direction marks could make a label read differently from what is stored. */
const INVISIBLE = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
const LONE_SURROGATE = /\p{Surrogate}/gu;
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const CONTROL_OR_BREAK = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g;

function clean(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '').replace(LONE_SURROGATE, '');
}

/** The longest start of `text` of at most `length` UTF-16 units that splits no code point. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (const character of text) {
    if (end + character.length > length) break;
    end += character.length;
  }
  return text.slice(0, end).trimEnd();
}

function singleLine(text: string, length: number): string {
  const line = clean(text)
    .replace(CONTROL_OR_BREAK, ' ')
    // The backslash separates values.
    .replaceAll('\\', '/')
    .replace(/ {2,}/g, ' ')
    .trim();
  return cut(line, length);
}

/** Long String: one line, 64 characters. */
export const toLO = (text: string): string => singleLine(text, 64);

/** Short String: one line, 16 characters. */
export const toSH = (text: string): string => singleLine(text, 16);

/** Unlimited Text on one line; cut at 1024 characters, which no name of ours needs. */
export const toUT = (text: string): string => singleLine(text, 1024);

/** Code String: capitals, digits, space and underscore, 16 characters. */
export const toCS = (text: string): string =>
  cut(
    text
      .toUpperCase()
      .replace(/[^A-Z0-9 _]+/g, '_')
      .trim(),
    16,
  );

/** Short Text: several lines, 1024 characters. */
export function toST(text: string): string {
  return cut(multiLine(text), 1024);
}

/** Long Text: several lines, 10240 characters. */
export function toLT(text: string): string {
  return cut(multiLine(text), 10_240);
}

function multiLine(text: string): string {
  return clean(text)
    .split(/\r\n|\r|\n/)
    .map(line => line.replace(CONTROL_OR_BREAK, ' ').trimEnd())
    .join('\r\n')
    .trimEnd();
}

/** The component groups of a person name in DICOM JSON (PS3.18 F.2.2). */
interface PersonNameGroups {
  readonly Alphabetic?: string;
  readonly Ideographic?: string;
  readonly Phonetic?: string;
}

/**
 * Person Name from a string or the groups of DICOM JSON: alphabetic=ideographic=phonetic, each
 * group 64 characters.
 */
export function toPN(name: string | PersonNameGroups): string {
  const groups =
    typeof name === 'string'
      ? name.split('=').slice(0, 3)
      : [name.Alphabetic, name.Ideographic, name.Phonetic];
  return groups
    .map(group => singleLine((group ?? '').replaceAll('=', ' '), 64))
    .join('=')
    .replace(/=+$/, '');
}

/**
 * Decimal String: at most 16 characters, the nearest value that fits. A number that came from a
 * Decimal String returns unchanged. Throws a RangeError for a value that is not finite.
 */
export function toDS(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no decimal string.`);
  const shortest = String(Object.is(value, -0) ? 0 : value);
  if (shortest.length <= 16) return shortest;
  for (let digits = 16; digits > 0; digits--) {
    const fixed = String(Number(value.toPrecision(digits)));
    if (fixed.length <= 16) return fixed;
    const exponential = value.toExponential(digits - 1);
    if (exponential.length <= 16) return exponential;
  }
  return shortest;
}

const two = (n: number) => String(n).padStart(2, '0');

/** Date (DA) of the local time. */
export function toDA(date: Date): string {
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
}

/** Time (TM) of the local time, to the second. */
export function toTM(date: Date): string {
  return `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
