import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveDicomweb } from './dicomweb';
import type { DicomStore } from './dicomStore';
import { type Faults, withFault } from './faults';
import { HttpError, send, sendText } from './http';
import { forward } from './proxy';
import { serveFile } from './staticFiles';

export interface ServerOptions {
  /** The viewer's `dist`. */
  readonly viewerDir: string;
  /** Folders served beside the viewer: this project's bundle at `/sam/`. */
  readonly drops?: readonly { readonly prefix: string; readonly dir: string }[];
  /** Where `/dicom-web` comes from: an own index, or another server. */
  readonly dicomweb: DicomStore | URL;
  /**
   * Cross-origin isolation (COOP and COEP), which SharedArrayBuffer and wasm threads need. True
   * means COEP `require-corp`, which all browsers know; all that is served here is same-origin.
   */
  readonly isolate: boolean | 'credentialless';
  /** Text of `/app-config.js`. */
  readonly appConfig: string;
  /** Off unless given: the Content-Security-Policy of every answer. */
  readonly contentSecurityPolicy?: string;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly faults?: Faults;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the host of the viewer: its files with `index.html` for every address of the application,
 * the drops, and DICOMweb, all on one origin. Rejects when the port can't be had.
 */
export function createServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createHttpServer((request, response) => {
    void answer(options, request, response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo;
      resolve({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
        close: () =>
          new Promise(done => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function answer(options: ServerOptions, request: IncomingMessage, response: ServerResponse) {
  try {
    if (options.isolate) {
      const embedder = options.isolate === true ? 'require-corp' : options.isolate;
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', embedder);
      response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    }
    if (options.contentSecurityPolicy) {
      response.setHeader('Content-Security-Policy', options.contentSecurityPolicy);
    }
    response.setHeader('X-Content-Type-Options', 'nosniff');
    checkHost(options, request);
    if (await withFault(options.faults, request, response)) return;
    await route(options, request, response);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    if (error instanceof HttpError) return sendText(response, error.status, error.message);
    // The text of an unforeseen error may hold what it must not: it stays on the console.
    console.error(`${request.method} failed:`, error);
    sendText(response, 500, 'The server failed; its console says why.');
  }
}

/**
 * A page of another site whose name resolves to this machine (DNS rebinding) must not read
 * patients' data: a server for this machine alone answers only to this machine's names.
 */
function checkHost({ host = '127.0.0.1' }: ServerOptions, request: IncomingMessage): void {
  const local = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
  const loopback = local.test(host) || host === '::1';
  if (loopback && !local.test(request.headers.host ?? '')) {
    throw new HttpError(403, 'This server answers to localhost only; --host opens it to others.');
  }
}

async function route(options: ServerOptions, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const dicomweb = /^\/dicom-web(\/.*)?$/.exec(url.pathname);
  if (dicomweb) {
    const path = dicomweb[1] ?? '';
    // Never an old answer after a store, and no patient's data in the browser's cache on disk.
    response.setHeader('Cache-Control', 'no-store');
    return options.dicomweb instanceof URL
      ? forward(options.dicomweb, path + url.search, request, response)
      : serveDicomweb(options.dicomweb, request, response, path, url.searchParams);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpError(405, 'Only GET is served here.');
  }
  const path = decodePath(url.pathname);
  if (path === '/app-config.js') {
    response.setHeader('Cache-Control', 'no-store');
    return send(response, 200, 'text/javascript; charset=utf-8', Buffer.from(options.appConfig));
  }
  const drop = options.drops?.find(({ prefix }) => path.startsWith(prefix));
  if (drop) {
    if (await serveFile(drop.dir, path.slice(drop.prefix.length), request, response)) return;
    throw new HttpError(404, 'No such file.');
  }
  if (await serveFile(options.viewerDir, path, request, response)) return;
  // Addresses of the application have no extension; a missing script must not become HTML.
  if (/\.[a-z0-9]{1,5}$/i.test(path)) throw new HttpError(404, 'No such file.');
  if (await serveFile(options.viewerDir, 'index.html', request, response)) return;
  throw new HttpError(404, 'The viewer has no index.html.');
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new HttpError(400, 'The address is malformed.');
  }
}
