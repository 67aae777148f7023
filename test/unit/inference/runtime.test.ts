import { SamError } from '../../../extension/src/core/errors';
import {
  ortRuntime,
  runtimeError,
  type OrtModule,
} from '../../../extension/src/inference/runtime/ortRuntime';
import { findAdapter } from '../../../extension/src/inference/runtime/webgpu';

const RUNTIME_URL = 'https://viewer.test/ort/';
const MB = 2 ** 20;

function adapter(more: object = {}) {
  return {
    info: { vendor: 'nvidia', architecture: 'ampere', description: '' },
    features: new Set(['shader-f16', 'texture-compression-bc']),
    limits: { maxBufferSize: 256 * MB, maxStorageBufferBindingSize: 128 * MB },
    requestDevice: jest.fn(async () => ({ lost: new Promise(() => {}) })),
    ...more,
  };
}

describe('findAdapter', () => {
  const probe = async (gpu: unknown) => {
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    return findAdapter();
  };
  const offering = (found: unknown) => ({ requestAdapter: async () => found });
  const found = async (gpu: unknown) => {
    const result = await probe(gpu);
    if (!result.ok) throw new Error(result.reason);
    return result.adapter;
  };

  it('tells what a real adapter has, and asks its device for what the shaders use', async () => {
    const real = adapter();
    const result = await found(offering(real));
    expect(result).toMatchObject({
      software: false,
      shaderF16: true,
      largestBindingBytes: 128 * MB,
      words: 'nvidia|ampere||',
    });
    await result.open(RUNTIME_URL);
    expect(real.requestDevice).toHaveBeenCalledWith({
      requiredFeatures: ['shader-f16'],
      requiredLimits: { maxBufferSize: 256 * MB, maxStorageBufferBindingSize: 128 * MB },
    });
  });

  it.each([
    ['no-webgpu', undefined],
    ['no-adapter', offering(null)],
    ['adapter-limits', offering(adapter({ limits: undefined }))],
    ['adapter-limits', offering(adapter({ limits: {} }))],
  ])('says %s', async (reason, gpu) => {
    expect(await probe(gpu)).toEqual({ ok: false, reason });
  });

  it.each([
    { info: { isFallbackAdapter: true } },
    { info: undefined, isFallbackAdapter: true },
    { info: { vendor: 'google', architecture: 'swiftshader' } },
  ])('knows a software adapter: %o', async more => {
    expect(await found(offering(adapter(more)))).toMatchObject({ software: true });
  });
});

describe('runtimeError', () => {
  it.each([
    ['out-of-memory', 'RangeError: WebAssembly.Memory(): could not allocate memory'],
    ['out-of-memory', 'failed to allocate a buffer of size 28085517.'],
    ['out-of-memory', 'std::bad_alloc'],
    ['device-lost', 'Device was lost. Reason: unknown'],
    ['device-lost', 'mapAsync failed: GPUDevice is lost'],
    ['runtime-missing', 'no available backend found. ERR: [wasm] TypeError: Failed to fetch'],
    ['runtime-failed', 'Non-zero status code returned while running Conv node.'],
  ])('%s: %s', (code, message) => {
    expect(runtimeError(new Error(message))).toMatchObject({ name: 'SamError', code });
  });
});

describe('ortRuntime', () => {
  it('names failures of creating and of running', async () => {
    const create = jest.fn();
    const Tensor = class {} as unknown as OrtModule['Tensor'];
    const runtime = ortRuntime({ InferenceSession: { create }, Tensor }, {});
    create.mockRejectedValueOnce(new Error('no available backend found.'));
    await expect(runtime.createSession(new Uint8Array())).rejects.toMatchObject({
      code: 'runtime-missing',
    });
    create.mockResolvedValueOnce({ run: () => Promise.reject(new Error('bad node')) });
    const session = await runtime.createSession(new Uint8Array());
    await expect(session.run({})).rejects.toMatchObject({ code: 'runtime-failed' });
  });

  it('ends a run that hangs when the device is lost, and every later one', async () => {
    const create = jest.fn(async () => ({ run: () => new Promise(() => {}) }));
    let lose: (error: Error) => void = () => {};
    const lost = new Promise<never>((_, reject) => (lose = reject));
    const runtime = ortRuntime({ InferenceSession: { create } } as never, {}, { lost });
    const session = await runtime.createSession(new Uint8Array());
    const running = session.run({});
    lose(new SamError('device-lost', 'gone'));
    await expect(running).rejects.toMatchObject({ code: 'device-lost' });
    await expect(session.run({})).rejects.toMatchObject({ code: 'device-lost' });
  });
});
