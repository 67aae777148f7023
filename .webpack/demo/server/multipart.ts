import { randomUUID } from 'node:crypto';

export interface Part {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export const CRLF = Buffer.from('\r\n');

/**
 * Splits a multipart body (RFC 2046 5.1.1). Binary safe: a boundary counts only at the start of a
 * line. Throws an Error when the boundary is missing or the body ends before the closing one.
 */
export function parseMultipart(body: Buffer, contentType: string): Part[] {
  const boundary = parameterOf(contentType, 'boundary');
  if (!boundary) throw new Error('the content type names no boundary');
  const marker = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Part[] = [];
  let at = findBoundary(body, marker, 0);
  if (at < 0) throw new Error('the body does not hold its boundary');
  for (;;) {
    const afterMarker = at + marker.length;
    if (body.toString('latin1', afterMarker, afterMarker + 2) === '--') return parts;
    const start = body.indexOf(CRLF, afterMarker) + 2;
    const next = start < 2 ? -1 : findBoundary(body, marker, start - 2);
    if (next < 0) throw new Error('the body ends before its last boundary');
    parts.push(parsePart(body.subarray(start, Math.max(start, next - 2))));
    at = next;
  }
}

/** Position of the next marker that begins a line and is followed by `--`, a blank or a line end. */
function findBoundary(body: Buffer, marker: Buffer, from: number): number {
  for (let at = body.indexOf(marker, from); at >= 0; at = body.indexOf(marker, at + 1)) {
    const startsLine = at === 0 || (body[at - 2] === 13 && body[at - 1] === 10);
    const after = body.toString('latin1', at + marker.length, at + marker.length + 2);
    if (startsLine && (after === '--' || after === '\r\n' || /^[ \t]/.test(after))) return at;
  }
  return -1;
}

function parsePart(bytes: Buffer): Part {
  const separator = Buffer.from('\r\n\r\n');
  // A part without headers begins with the empty line itself.
  const headerless = bytes.subarray(0, 2).equals(CRLF);
  const end = headerless ? 0 : bytes.indexOf(separator);
  if (end < 0) return { headers: {}, body: bytes };
  const headers: Record<string, string> = {};
  for (const line of bytes.toString('latin1', 0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0)
      headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: bytes.subarray(end + (headerless ? 2 : 4)) };
}

/** A parameter of a media type, quoted or not; undefined when it is not there. */
export function parameterOf(mediaType: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(mediaType);
  return match ? (match[1] ?? match[2]) : undefined;
}

export interface OutgoingPart {
  readonly contentType: string;
  readonly location?: string;
  readonly body: Uint8Array;
}

/** What goes around the parts of a multipart/related body (RFC 2387) of media type `type`. */
export function multipartFrame(type: string) {
  const boundary = `part-${randomUUID()}`;
  return {
    contentType: `multipart/related; type="${type}"; boundary=${boundary}`,
    open: ({ contentType, location }: OutgoingPart) => {
      const header = location ? `\r\nContent-Location: ${location}` : '';
      return Buffer.from(
        `--${boundary}\r\nContent-Type: ${contentType}${header}\r\n\r\n`,
        'latin1',
      );
    },
    close: Buffer.from(`--${boundary}--\r\n`, 'latin1'),
  };
}

/** A whole multipart/related body. */
export function writeMultipart(parts: readonly OutgoingPart[], type: string) {
  const { contentType, open, close } = multipartFrame(type);
  const chunks = parts.flatMap(part => [open(part), part.body, CRLF]);
  return { contentType, body: Buffer.concat([...chunks, close]) };
}
