import type { SamErrorCode } from '../../../extension/src/core/errors';
import { RUNGS, type LoadOptions, type Rung } from '../../../extension/src/inference/api';
import { Recovery } from '../../../extension/src/inference/recovery';

const options: LoadOptions = { modelsUrl: '', runtimeUrl: '', backend: 'auto', cacheBytes: 800 };
let now = 0;
const recovery = () => new Recovery(() => now);
const failing = (code: SamErrorCode) => ({ code, detail: '' });

beforeEach(() => (now = 0));

test('a first failure is answered by the same rung, a second by the next', () => {
  const r = recovery();
  expect(r.after(failing('worker-lost'), 'webgpu-fp32')).toBe(true);
  expect(r.apply(options)).toMatchObject({ drops: [], recheck: true, cacheBytes: 800 });
  r.loaded({ drops: [] });
  expect(r.apply(options).recheck).toBe(false);
  expect(r.after(failing('device-lost'), 'webgpu-fp32')).toBe(true);
  expect(r.apply(options).drops).toEqual([{ rung: 'webgpu-fp32', cause: 'device-lost' }]);
});

test('it ends: two tries a rung, then the failure is told', () => {
  const r = recovery();
  const tried: Rung[] = [];
  for (let n = 0; n < 100; n++) {
    const rung = RUNGS.find(name => !r.apply(options).drops!.some(drop => drop.rung === name))!;
    tried.push(rung);
    if (!r.after(failing('worker-lost'), rung)) break;
  }
  expect(tried).toEqual(RUNGS.flatMap(rung => [rung, rung]));
  r.reset();
  expect(r.after(failing('worker-lost'), 'wasm-single')).toBe(true);
});

test('a failure is forgiven after ten minutes', () => {
  const r = recovery();
  for (let n = 0; n < 5; n++) {
    now += 11 * 60_000;
    expect(r.after(failing('worker-lost'), 'wasm-single')).toBe(true);
  }
  expect(r.apply(options).drops).toEqual([]);
});

test('memory that runs out halves the cache, down to an eighth', () => {
  const r = recovery();
  const sizes = [];
  for (const rung of ['wasm-threads', 'wasm-threads', 'wasm-single'] as const) {
    r.after(failing('out-of-memory'), rung);
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
  const drops = [{ rung: 'webgpu-fp32', cause: 'mismatch' }] as const;
  r.loaded({ drops });
  expect(r.apply(options).drops).toEqual(drops);
});
