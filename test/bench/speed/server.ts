import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** A folder, a file or bytes, by the path that it is served under (a folder's ends in a slash). */
export type Mounts = Readonly<Record<string, string | Uint8Array>>;

export interface Server {
  readonly origin: string;
  /** Bytes sent since the last reset, below a path. */
  sent(below: string): number;
  reset(): void;
  close(): void;
}

/** Serves the mounts from localhost and counts what it sends; `isolated`: with COOP and COEP. */
export function serve(mounts: Mounts, isolated: boolean): Promise<Server> {
  const sent = new Map<string, number>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname === '/' ? '/index.html' : pathname;
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.setHeader('Content-Type', TYPES[path.extname(name)] ?? 'application/octet-stream');
    const size = answer(find(mounts, name), response);
    sent.set(name, (sent.get(name) ?? 0) + size);
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        origin: `http://127.0.0.1:${port}`,
        sent: below =>
          [...sent].reduce((sum, [name, size]) => sum + (name.startsWith(below) ? size : 0), 0),
        reset: () => sent.clear(),
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

/** What is mounted under a name; the longest mount that fits goes first. */
function find(mounts: Mounts, name: string): string | Uint8Array | undefined {
  const exact = mounts[name];
  if (exact !== undefined) return exact;
  const [folder] = Object.keys(mounts)
    .filter(mount => mount.endsWith('/') && name.startsWith(mount))
    .sort((a, b) => b.length - a.length);
  if (folder === undefined) return undefined;
  const file = path.join(mounts[folder] as string, name.slice(folder.length));
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}

/** Sends it; returns its size. */
function answer(content: string | Uint8Array | undefined, response: ServerResponse): number {
  if (content === undefined) {
    response.writeHead(404).end();
    return 0;
  }
  const size = typeof content === 'string' ? statSync(content).size : content.length;
  response.setHeader('Content-Length', size);
  if (typeof content === 'string') createReadStream(content).pipe(response);
  else response.end(content);
  return size;
}
