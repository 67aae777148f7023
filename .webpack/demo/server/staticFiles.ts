import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { createGzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { sendText } from './http';

const MIME: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp4': 'video/mp4',
  '.onnx': 'application/octet-stream',
  '.ort': 'application/octet-stream',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = /^(text\/|application\/(json|wasm)|image\/svg)/;

/**
 * Serves the file at `path` (as in the address) of a folder, with ETag, single byte ranges
 * (RFC 9110 13, 14) and gzip for text. Returns false when there is no such file.
 */
export async function serveFile(
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const relative = normalize(path).replace(/^[/\\]+/, '');
  if (path.includes('\0') || relative.split(sep).includes('..')) return false;
  const file = join(folder, relative);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return false;

  const type = MIME[extname(file).toLowerCase()] ?? 'application/octet-stream';
  const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Last-Modified', found.mtime.toUTCString());
  if (
    request.headers['if-none-match']?.split(/\s*,\s*/).some(tag => tag.replace('W/', '') === etag)
  ) {
    response.writeHead(304).end();
    return true;
  }
  response.setHeader('Content-Type', type);
  const range = rangeOf(request, found.size, etag);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${found.size}`);
    sendText(response, 416, 'No such range.');
    return true;
  }
  const gzip =
    !range && COMPRESSIBLE.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (COMPRESSIBLE.test(type)) response.setHeader('Vary', 'Accept-Encoding');
  if (gzip) {
    response.writeHead(200, { 'Content-Encoding': 'gzip' });
  } else if (range) {
    response.writeHead(206, {
      'Content-Range': `bytes ${range.start}-${range.end}/${found.size}`,
      'Content-Length': range.end - range.start + 1,
    });
  } else {
    response.writeHead(200, { 'Content-Length': found.size });
  }
  if (request.method === 'HEAD') {
    response.end();
    return true;
  }
  const stream = createReadStream(file, range);
  // A client that goes away in the middle is no fault of the server.
  await (
    gzip ? pipeline(stream, createGzip({ level: 1 }), response) : pipeline(stream, response)
  ).catch(() => response.destroy());
  return true;
}

/** One byte range; several, or a malformed one, are ignored as RFC 9110 14.2 allows. */
function rangeOf(
  request: IncomingMessage,
  size: number,
  etag: string,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (!match || (match[1] === '' && match[2] === '') || (condition && condition !== etag)) {
    return undefined;
  }
  const suffix = match[1] === '';
  const start = suffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = suffix || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (suffix && Number(match[2]) === 0) return 'unsatisfiable';
  return start >= size || start > end ? 'unsatisfiable' : { start, end };
}
