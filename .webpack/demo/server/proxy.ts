import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { HttpError } from './http';

/** Headers that belong to one connection (RFC 9110 7.6.1), and those that are set anew. */
const DROPPED = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'host', 'origin', 'referer', 'cookie'],
]);

/**
 * Forwards a request to a DICOMweb server and streams its answer back. User and password in
 * `target` become basic authentication; `Forwarded` (RFC 7239) tells the server under which name
 * it is reached, for the addresses in its answers. Throws a 502 HttpError when it can't be reached.
 *
 * @param path what follows `/dicom-web`, with the query
 */
export function forward(
  target: URL,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers: http.OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!DROPPED.has(name)) headers[name] = value;
  }
  headers.forwarded = `host=${request.headers.host ?? 'localhost'};proto=http`;
  if (target.username) {
    const user = decodeURIComponent(target.username);
    const password = decodeURIComponent(target.password);
    headers.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  const options = {
    protocol: target.protocol,
    hostname: target.hostname,
    port: target.port,
    path: target.pathname.replace(/\/$/, '') + path,
    method: request.method,
    headers,
  };
  return new Promise((resolve, reject) => {
    const unreachable = (error: Error) =>
      reject(new HttpError(502, `The DICOMweb server can't be reached: ${error.message}.`));
    const outgoing = (target.protocol === 'https:' ? https : http).request(options, answer => {
      const answered = Object.entries(answer.headers).filter(([name]) => !DROPPED.has(name));
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(answered));
      answer.pipe(response);
      answer.on('error', () => response.destroy());
      response.on('close', () => {
        outgoing.destroy();
        resolve();
      });
    });
    outgoing.on('error', error => (response.headersSent ? response.destroy() : unreachable(error)));
    request.on('aborted', () => outgoing.destroy());
    request.pipe(outgoing);
  });
}
