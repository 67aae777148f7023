import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { appConfig } from '../../../../.webpack/demo/server/appConfig';
import { DicomStore } from '../../../../.webpack/demo/server/dicomStore';
import type { Faults } from '../../../../.webpack/demo/server/faults';
import { createServer, type ServerOptions } from '../../../../.webpack/demo/server/server';
import { withFolder } from './testFiles';

const MODEL = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

function withServer(use: (url: string) => Promise<void>, more: Partial<ServerOptions> = {}) {
  return withFolder(async folder => {
    const [viewerDir, drop] = [join(folder, 'viewer'), join(folder, 'drop')];
    await mkdir(viewerDir);
    await mkdir(join(drop, 'models'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(viewerDir, 'index.html'), '<html>viewer</html>');
    await writeFile(join(viewerDir, 'app-config.js'), 'window.config = "of the package"');
    await writeFile(join(viewerDir, 'app.js'), `/* ${'x'.repeat(5000)} */`);
    await writeFile(join(drop, 'extension.js'), 'export default {}');
    await writeFile(join(drop, 'a.wasm'), 'x');
    await writeFile(join(drop, 'a.mjs'), 'x');
    await writeFile(join(drop, 'models', 'encoder.onnx'), MODEL);
    const server = await createServer({
      viewerDir,
      drops: [{ prefix: '/sam/', dir: drop }],
      dicomweb: await DicomStore.open([], join(folder, 'state')),
      isolate: true,
      appConfig: appConfig(),
      ...more,
    });
    try {
      await use(server.url);
    } finally {
      await server.close();
    }
  });
}

const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers });
const MODEL_PATH = '/sam/models/encoder.onnx';

describe('files', () => {
  test.each([
    ['/', 200, 'text/html'],
    ['/viewer?StudyInstanceUIDs=1.2', 200, 'text/html'],
    ['/segmentation/dicomweb', 200, 'text/html'],
    ['/app.js', 200, 'text/javascript'],
    ['/missing.js', 404, 'text/plain'],
    ['/sam/missing', 404, 'text/plain'],
    ['/sam/extension.js', 200, 'text/javascript'],
    ['/sam/a.mjs', 200, 'text/javascript'],
    ['/sam/a.wasm', 200, 'application/wasm'],
    [MODEL_PATH, 200, 'application/octet-stream'],
    ['/app-config.js', 200, 'text/javascript'],
    ['/%', 400, 'text/plain'],
  ])('%s: %d %s', (path, status, type) =>
    withServer(async url => {
      const response = await get(url + path);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toMatch(new RegExp(`^${type}`));
    }),
  );

  test.each(['/sam/../secret.txt', '/sam/..%2f..%2fsecret.txt', '/..%2fsecret.txt', '/%00'])(
    'nothing outside the folders: %s',
    path =>
      withServer(async url => {
        const { port } = new URL(url);
        const text = await new Promise<string>((resolve, reject) => {
          // fetch would tidy the path up.
          httpRequest({ port, path, host: '127.0.0.1' }, response => {
            let body = '';
            response.on('data', chunk => (body += String(chunk))).on('end', () => resolve(body));
          })
            .on('error', reject)
            .end();
        });
        expect(text).not.toContain('secret');
      }),
  );

  test.each([
    ['bytes=0-9', 206, [0, 9]],
    ['bytes=990-', 206, [990, 999]],
    ['bytes=990-2000', 206, [990, 999]],
    ['bytes=-10', 206, [990, 999]],
    ['bytes=-5000', 206, [0, 999]],
    ['bytes=1000-', 416, undefined],
    ['bytes=-0', 416, undefined],
    ['bytes=9-2', 416, undefined],
    ['bytes=0-1,5-6', 200, [0, 999]],
    ['nonsense', 200, [0, 999]],
  ])('range %s: %d', (range, status, bytes) =>
    withServer(async url => {
      const response = await get(url + MODEL_PATH, { range });
      expect(response.status).toBe(status);
      const contentRange = response.headers.get('content-range');
      if (!bytes) return expect(contentRange).toBe('bytes */1000');
      const [from, to] = bytes;
      expect(Buffer.from(await response.arrayBuffer())).toEqual(MODEL.subarray(from, to + 1));
      expect(contentRange).toBe(status === 206 ? `bytes ${from}-${to}/1000` : null);
    }),
  );

  test('are revalidated by ETag, and a range is dropped when the file has changed', () =>
    withServer(async url => {
      const etag = (await get(url + MODEL_PATH)).headers.get('etag')!;
      expect((await get(url + MODEL_PATH, { 'if-none-match': etag })).status).toBe(304);
      expect((await get(url + MODEL_PATH, { 'if-none-match': '"other"' })).status).toBe(200);
      const range = 'bytes=0-9';
      expect((await get(url + MODEL_PATH, { range, 'if-range': etag })).status).toBe(206);
      expect((await get(url + MODEL_PATH, { range, 'if-range': '"other"' })).status).toBe(200);
    }));

  test('travel compressed when they are text', () =>
    withServer(async url => {
      const response = await get(`${url}/app.js`);
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect((await response.text()).length).toBeGreaterThan(5000);
      expect((await get(url + MODEL_PATH)).headers.get('content-encoding')).toBeNull();
    }));
});

describe('headers', () => {
  const names = ['cross-origin-opener-policy', 'cross-origin-embedder-policy'];
  test.each([
    [true, ['same-origin', 'require-corp']],
    ['credentialless', ['same-origin', 'credentialless']],
    [false, [null, null]],
  ] as const)('isolation %s', (isolate, expected) =>
    withServer(
      async url => {
        for (const path of ['/', MODEL_PATH, '/dicom-web/studies', '/missing.js']) {
          const { headers } = await get(url + path);
          expect(names.map(name => headers.get(name))).toEqual(expected);
          expect(headers.get('content-security-policy')).toBe("default-src 'self'");
        }
      },
      { isolate, contentSecurityPolicy: "default-src 'self'" },
    ),
  );

  test('another host name is refused on a server for this machine', () =>
    withServer(async url => {
      const status = (host: string) =>
        new Promise<number | undefined>((resolve, reject) => {
          const { port } = new URL(url);
          const options = {
            port,
            host: '127.0.0.1',
            path: '/dicom-web/studies',
            headers: { host },
          };
          httpRequest(options, response => resolve(response.resume().statusCode))
            .on('error', reject)
            .end();
        });
      expect(await status('evil.example')).toBe(403);
      expect(await status('localhost:3000')).toBe(200);
    }));
});

test('app-config.js installs by a function that has the configuration as properties', () =>
  withServer(
    async url => {
      const text = await (await get(`${url}/app-config.js`)).text();
      const window = { config: {} as Record<string, unknown> };
      runInNewContext(text, { window });
      expect(typeof window.config).toBe('function');
      expect(window.config.defaultDataSourceName).toBe('dicomweb');
      expect({ ...(window.config.sam as object) }).toEqual({ tier: '</script>' });
    },
    { appConfig: appConfig({ install: '/sam/install.js', sam: { tier: '</script>' } }) },
  ));

describe('faults', () => {
  const broken = (fault: ReturnType<Faults>) => ({
    faults: ((request: { url?: string }) =>
      request.url === MODEL_PATH ? fault : undefined) as Faults,
  });
  const bytes = async (url: string) => (await get(url + MODEL_PATH)).arrayBuffer();

  test('status, and others are not touched', () =>
    withServer(
      async url => {
        expect((await get(url + MODEL_PATH)).status).toBe(503);
        expect((await get(`${url}/app.js`)).status).toBe(200);
      },
      broken({ status: 503 }),
    ));

  test('delay', () =>
    withServer(
      async url => {
        const start = Date.now();
        expect((await bytes(url)).byteLength).toBe(1000);
        expect(Date.now() - start).toBeGreaterThanOrEqual(190);
      },
      broken({ delayMs: 200 }),
    ));

  test('cut connection', () =>
    withServer(async url => expect(bytes(url)).rejects.toThrow(), broken({ destroy: true })));

  test('truncation that looks whole', () =>
    withServer(
      async url => expect(Buffer.from(await bytes(url))).toEqual(MODEL.subarray(0, 300)),
      broken({ truncateTo: 300 }),
    ));

  test('truncation by a cut', () =>
    withServer(
      async url => expect(bytes(url)).rejects.toThrow(),
      broken({ truncateTo: 300, destroy: true }),
    ));

  test('another content', () =>
    withServer(
      async url => expect(Buffer.from(await bytes(url)).toString()).toBe('<html>'),
      broken({ body: Buffer.from('<html>'), contentType: 'text/html' }),
    ));
});

describe('another DICOMweb server', () => {
  /** Answers with what it was asked, as a PACS that wants basic authentication. */
  const withPacs = async (use: (address: string) => Promise<void>) => {
    const pacs = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.writeHead(headers.authorization ? 200 : 401, {
          'content-type': 'application/json',
        });
        response.end(
          JSON.stringify({ method, url, headers, length: Buffer.concat(chunks).length }),
        );
      });
    });
    await new Promise<void>(resolve => pacs.listen(0, '127.0.0.1', resolve));
    await use(`127.0.0.1:${(pacs.address() as AddressInfo).port}`);
    pacs.closeAllConnections();
    await new Promise(resolve => pacs.close(resolve));
  };

  test('gets the request, with credentials and the name it is reached by', () =>
    withPacs(pacs =>
      withServer(
        async url => {
          const asked = (await (await get(`${url}/dicom-web/studies?limit=1`)).json()) as {
            url: string;
            headers: Record<string, string>;
          };
          expect(asked.url).toBe('/pacs/studies?limit=1');
          const credentials = Buffer.from('us er:p@ss').toString('base64');
          expect(asked.headers.authorization).toBe(`Basic ${credentials}`);
          expect(asked.headers.forwarded).toBe(`host=${new URL(url).host};proto=http`);
          const body = Buffer.alloc(3_000_000);
          const response = await fetch(`${url}/dicom-web/studies`, { method: 'POST', body });
          expect(await response.json()).toMatchObject({ method: 'POST', length: body.length });
        },
        { dicomweb: new URL(`http://us%20er:p%40ss@${pacs}/pacs/`) },
      ),
    ));

  test('that refuses or is not there is told', async () => {
    let gone = '';
    await withPacs(pacs => {
      gone = pacs;
      return withServer(
        async url => expect((await get(`${url}/dicom-web/studies`)).status).toBe(401),
        { dicomweb: new URL(`http://${pacs}`) },
      );
    });
    await withServer(
      async url => {
        const response = await get(`${url}/dicom-web/studies`);
        expect(response.status).toBe(502);
        expect(await response.text()).toContain("can't be reached");
      },
      { dicomweb: new URL(`http://user:secret@${gone}`) },
    );
  });
});
