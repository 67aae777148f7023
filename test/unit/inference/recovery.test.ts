import type { SamErrorCode } from '../../../extension/src/core/errors';
import {
  EXECUTION_PROVIDERS,
  type LoadOptions,
  type ExecutionProvider,
} from '../../../extension/src/inference/api';
import { Recovery } from '../../../extension/src/inference/recovery';

const options: LoadOptions = { modelsUrl: '', runtimeUrl: '', backend: 'auto', cacheBytes: 800 };
let now = 0;
const recovery = () => new Recovery(() => now);
const failing = (code: SamErrorCode) => ({ code, detail: '' });

beforeEach(() => (now = 0));

test('a first failure is answered by the same provider, a second by the next', () => {
  const r = recovery();
  expect(r.after(failing('worker-lost'), 'webgpu-fp32')).toBe(true);
  expect(r.apply(options)).toMatchObject({ failedProviders: [], recheck: true, cacheBytes: 800 });
  r.loaded({ failedProviders: [] });
  expect(r.apply(options).recheck).toBe(false);
  expect(r.after(failing('device-lost'), 'webgpu-fp32')).toBe(true);
  expect(r.apply(options).failedProviders).toEqual([
    { provider: 'webgpu-fp32', cause: 'device-lost' },
  ]);
});

test('it ends: two tries a provider, then the failure is told', () => {
  const r = recovery();
  const tried: ExecutionProvider[] = [];
  for (let n = 0; n < 100; n++) {
    const provider = EXECUTION_PROVIDERS.find(
      name => !r.apply(options).failedProviders!.some(failed => failed.provider === name),
    )!;
    tried.push(provider);
    if (!r.after(failing('worker-lost'), provider)) break;
  }
  expect(tried).toEqual(EXECUTION_PROVIDERS.flatMap(provider => [provider, provider]));
  r.reset();
  expect(r.after(failing('worker-lost'), 'wasm-single')).toBe(true);
});

test('a failure is forgiven after ten minutes', () => {
  const r = recovery();
  for (let n = 0; n < 5; n++) {
    now += 11 * 60_000;
    expect(r.after(failing('worker-lost'), 'wasm-single')).toBe(true);
  }
  expect(r.apply(options).failedProviders).toEqual([]);
});

test('memory that runs out halves the cache, down to an eighth', () => {
  const r = recovery();
  const sizes = [];
  for (const provider of ['wasm-threads', 'wasm-threads', 'wasm-single'] as const) {
    r.after(failing('out-of-memory'), provider);
    sizes.push(r.apply(options).cacheBytes);
  }
  now += 11 * 60_000;
  r.after(failing('out-of-memory'), 'wasm-single');
  sizes.push(r.apply(options).cacheBytes);
  expect(sizes).toEqual([400, 200, 100, 100]);
});

test('what another load would not heal is told at once', () => {
  for (const code of ['aborted', 'pixels-unavailable', 'segmentation-failed'] as const) {
    expect(recovery().after(failing(code), 'wasm-threads')).toBe(false);
  }
});

test('what a load gave up stays given up', () => {
  const r = recovery();
  const failedProviders = [{ provider: 'webgpu-fp32', cause: 'mismatch' }] as const;
  r.loaded({ failedProviders });
  expect(r.apply(options).failedProviders).toEqual(failedProviders);
});
