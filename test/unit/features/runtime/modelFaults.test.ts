import {
  CACHE_BYTES,
  click,
  encoder,
  half,
  manifest,
  realGpu,
  slice,
  start,
  texts,
  type Machine,
  type OnRun,
} from './modelMachine';
import { fakeCaches } from '../../inference/fakeCaches';

/**
 * What can go wrong with the model, injected one by one below the real store, fallback, client and
 * engine: what the reader is told, and that a click is answered afterwards. The table is printed.
 */

interface Row {
  readonly fault: string;
  readonly machine: Machine;
  /** What the reader is told, among the rest. */
  readonly says: RegExp;
  /** The model is not available until the fault has gone and the reader tries again. */
  readonly stops?: boolean;
  /** Told only after this many clicks. */
  readonly clicks?: number;
}

const status = (code: number, name: string) => (file: string) =>
  file === name ? new Response('', { status: code }) : undefined;
const body = (name: string, content: string | Uint8Array<ArrayBuffer>, type?: string) => {
  const headers = {
    'content-length': String(content.length),
    ...(type ? { 'content-type': type } : {}),
  };
  return (file: string) => (file === name ? new Response(content, { headers }) : undefined);
};
const broken = (name: string, times: number, after = 1000, how: 'cut' | 'silence' = 'cut') => {
  let count = 0;
  return (file: string, _: number, { signal }: RequestInit) => {
    if (file !== name || count++ >= times) return undefined;
    let sent = false;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (!sent && after > 0) {
        sent = true;
        return controller.enqueue(encoder.slice(0, after));
      }
      if (how === 'cut') return controller.error(new TypeError('network error'));
      return new Promise<void>(resolve =>
        signal!.addEventListener('abort', () => resolve(controller.error(signal!.reason))),
      );
    };
    return new Response(new ReadableStream({ pull }));
  };
};
const withLength = (content: object) => JSON.stringify({ models: [content] });
const flipped = encoder.slice();
flipped[7] ^= 1;
const afterCheck =
  (act: () => Promise<void> | void): OnRun =>
  (_, count) =>
    // The self-check runs each graph; what comes later is the reader's work.
    count > 1 ? act() : undefined;
const outOfMemory = () => {
  throw new Error('std::bad_alloc');
};
const quota = () => {
  throw new DOMException('full', 'QuotaExceededError');
};

const ROWS: readonly Row[] = [
  {
    fault: 'encoder truncated on the server',
    machine: { answer: body('encoder.onnx', encoder.slice(0, 2000)) },
    says: /does not match its checksum/,
    stops: true,
  },
  {
    fault: 'encoder with one wrong bit',
    machine: { answer: body('encoder.onnx', flipped) },
    says: /does not match its checksum/,
    stops: true,
  },
  {
    fault: 'encoder larger than listed',
    machine: { answer: body('encoder.onnx', new Uint8Array(4000)) },
    says: /does not match its checksum/,
    stops: true,
  },
  {
    fault: 'decoder answered with 404',
    machine: { answer: status(404, 'decoder.onnx') },
    says: /was not found on this server/,
    stops: true,
  },
  {
    fault: 'encoder answered with 403',
    machine: { answer: status(403, 'encoder.onnx') },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'encoder answered with 500 again and again',
    machine: { answer: status(500, 'encoder.onnx') },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'encoder answered with 503 once',
    machine: {
      answer: (name, n) =>
        name !== 'manifest.json' && n === 2 ? new Response('', { status: 503 }) : undefined,
    },
    says: /connection broke/,
  },
  {
    fault: 'connection cut in the middle, twice',
    machine: { answer: broken('encoder.onnx', 2) },
    says: /connection broke/,
  },
  {
    fault: 'connection cut for good',
    machine: { answer: broken('encoder.onnx', Infinity, 0) },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'download that stalls once, then goes on',
    machine: { answer: broken('encoder.onnx', 1, 1000, 'silence') },
    says: /connection broke/,
  },
  {
    fault: 'download that stalls for good',
    machine: { answer: broken('encoder.onnx', Infinity, 0, 'silence') },
    says: /could not be downloaded after several tries/,
    stops: true,
  },
  {
    fault: 'start page instead of the encoder',
    machine: { answer: body('encoder.onnx', '<!doctype html>', 'text/html') },
    says: /was not found on this server/,
    stops: true,
  },
  {
    fault: 'list of models missing',
    machine: { answer: status(404, 'manifest.json') },
    says: /was not found on this server/,
    stops: true,
  },
  {
    fault: 'list of models is no JSON',
    machine: { answer: body('manifest.json', 'oops') },
    says: /list of models cannot be read/,
    stops: true,
  },
  {
    fault: 'list of models with a bad field',
    machine: {
      answer: body('manifest.json', withLength({ ...manifest, memoryBytes: 'a lot' })),
    },
    says: /list of models cannot be read/,
    stops: true,
  },
  {
    fault: 'browser storage full',
    machine: { caches: fakeCaches(quota).caches },
    says: /storage is full: the model works now/,
  },
  {
    fault: 'no Cache API (plain HTTP, private window)',
    machine: {},
    says: /stores nothing for this page/,
  },
  {
    fault: 'page not cross-origin isolated',
    machine: { isolated: false },
    says: /Not cross-origin isolated: one thread/,
  },
  { fault: 'no WebGPU', machine: {}, says: /No WebGPU in this browser/ },
  {
    fault: 'adapter is null',
    machine: { gpu: () => ({ requestAdapter: async () => null }) },
    says: /WebGPU found no graphics adapter/,
  },
  {
    fault: 'adapter without limits',
    machine: { gpu: () => realGpu({ limits: undefined }) },
    says: /limits are too low/,
  },
  {
    fault: 'adapter emulated in software',
    machine: { gpu: () => realGpu({ info: { architecture: 'swiftshader' } }) },
    says: /emulated in software/,
  },
  {
    fault: 'asking for an adapter throws',
    machine: { gpu: () => ({ requestAdapter: () => Promise.reject(new Error('driver')) }) },
    says: /WebGPU could not be started/,
  },
  {
    fault: 'device refused by the driver',
    machine: { gpu: () => realGpu({ requestDevice: () => Promise.reject(new Error('driver')) }) },
    says: /WebGPU: could not run the model/,
  },
  {
    fault: 'self-check mismatch in 16 bit, right in 32',
    machine: {
      list: [half, manifest],
      gpu: () => realGpu(),
      onGpuRun: worker => () => (worker === 0 ? 1 : 0),
    },
    says: /WebGPU, 16-bit: did not give the model’s reference answers/,
  },
  {
    fault: 'self-check mismatch on WebGPU',
    machine: { gpu: () => realGpu(), onGpuRun: () => graph => (graph === 'encoder' ? NaN : 0) },
    says: /WebGPU: did not give the model’s reference answers/,
  },
  {
    fault: 'self-check mismatch everywhere',
    machine: { onWasmRun: () => () => 5 },
    says: /does not give its reference answers in this browser/,
    stops: true,
  },
  {
    fault: 'device lost in mid-decode, the run hangs',
    machine: {
      gpu: () => realGpu(),
      onGpuRun: (worker, lose) => (graph, count) => {
        if (worker > 0 || graph === 'encoder' || count < 3) return undefined;
        lose();
        return new Promise<number>(() => {});
      },
    },
    says: /restarted after a failure/,
  },
  {
    fault: 'device lost again and again',
    machine: {
      gpu: () => realGpu(),
      onGpuRun: (_, lose) => (graph, count) => {
        if (graph === 'encoder' || count < 3) return undefined;
        lose();
        return new Promise<number>(() => {});
      },
    },
    says: /WebGPU: the graphics adapter stopped answering/,
  },
  {
    fault: 'worker file missing',
    machine: {
      startWorker: () => {
        throw new Error('404');
      },
    },
    says: /program files that run the model could not be loaded/,
    stops: true,
  },
  {
    fault: 'worker killed in mid-work',
    machine: {
      onWasmRun: (worker, kill) =>
        afterCheck(() => {
          if (worker > 0) return undefined;
          kill();
          return new Promise<void>(() => {});
        }),
    },
    says: /restarted after a failure/,
  },
  {
    fault: 'worker killed whenever it has threads',
    machine: {
      onWasmRun: (worker, kill) =>
        afterCheck(() => {
          if (worker > 1) return undefined;
          kill();
          return new Promise<void>(() => {});
        }),
    },
    says: /WASM with several threads: stopped unexpectedly/,
  },
  {
    fault: 'out of memory in creation, with threads',
    machine: { onCreate: (_, threads) => (threads > 1 ? outOfMemory() : undefined) },
    says: /WASM with several threads: ran out of memory/,
  },
  {
    fault: 'out of memory in creation, always',
    machine: { onCreate: outOfMemory },
    says: /browser ran out of memory/,
    stops: true,
  },
  {
    fault: 'out of memory in mid-work, once',
    machine: { onWasmRun: worker => afterCheck(() => (worker ? undefined : outOfMemory())) },
    says: /restarted after a failure/,
  },
  {
    fault: 'out of memory in mid-work with threads',
    machine: { onWasmRun: worker => afterCheck(() => (worker < 2 ? outOfMemory() : undefined)) },
    says: /WASM with several threads: ran out of memory/,
  },
  {
    fault: 'WASM files missing',
    machine: {
      onCreate: () => {
        throw new Error('no available backend found. ERR: [wasm] Failed to fetch');
      },
    },
    says: /program files that run the model could not be loaded/,
    stops: true,
  },
];

const table: string[][] = [];
afterAll(() => {
  const lines = table.map(cells => `| ${cells.join(' | ')} |`);
  const head = ['| fault | what the reader sees | what is left usable |', '|---|---|---|'];
  process.stdout.write(`\nModel faults (${table.length}):\n${[...head, ...lines].join('\n')}\n`);
});

test.each(ROWS)('$fault', async ({ fault, machine, says, stops = false }) => {
  const run = start({
    caches: /no Cache/.test(fault) ? undefined : fakeCaches().caches,
    ...machine,
  });
  try {
    await run.runner.load();
    expect(run.state.phase).toBe(stops ? 'failed' : 'ready');
    if (stops) {
      // Asking all the same is answered with the failure, at once and without an exception.
      expect((await click(run.runner))?.error).toBeDefined();
      run.heal();
      await run.runner.reload();
    }
    const answer = await click(run.runner);
    expect(answer?.error).toBeUndefined();
    expect(answer).toMatchObject({ answer: { candidates: expect.anything() } });
    expect(run.seen.join(' ')).toMatch(says);
    if (run.state.phase !== 'ready') throw new Error('The model is not ready after the click.');
    const where = texts.text(`provider.${run.state.info.provider}`);
    table.push([
      fault,
      run.seen.filter(words => says.test(words) || /restarted/.test(words)).join(' '),
      `${stops ? 'viewer and segments; after Try again ' : ''}the click is answered (${where})`,
    ]);
    // Two tries a provider at the most, and the reader's own.
    expect(run.workers).toBeLessThanOrEqual(9);
  } finally {
    run.client.stop();
  }
});

test('a worker that dies at every run: the tries end, and the failure is told', async () => {
  const run = start({
    caches: fakeCaches().caches,
    onWasmRun: (_, kill) =>
      afterCheck(() => {
        kill();
        return new Promise<void>(() => {});
      }),
  });
  await run.runner.load();
  expect((await click(run.runner))?.error).toMatchObject({ code: 'worker-lost' });
  expect(run.workers).toBe(4);
  run.client.stop();
});

test('a hundred slices stay under the cap of the cache', async () => {
  const run = start({ caches: fakeCaches().caches });
  await run.runner.load();
  for (let n = 0; n < 100; n++)
    await run.runner.prepare({
      ...slice,
      key: `slice ${n}`,
      read: () => ({ ...slice.read(), key: `slice ${n}` }),
    });
  const { cacheBytes, cacheLimitBytes, cachedEmbeddings } = await run.client.stats();
  expect([cachedEmbeddings, cacheBytes, cacheLimitBytes]).toEqual([64, CACHE_BYTES, CACHE_BYTES]);
  run.client.stop();
});
