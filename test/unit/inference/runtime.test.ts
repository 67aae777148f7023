import {
  ortRuntime,
  runtimeError,
  type OrtModule,
} from '../../../extension/src/inference/runtime/ortRuntime';
import { openWebgpu, type WebgpuProbe } from '../../../extension/src/inference/runtime/webgpu';

const options = {
  runtimeUrl: 'https://viewer.test/ort/',
  largestTensorBytes: 64 * 2 ** 20,
  allowSoftware: false,
};
const MB = 2 ** 20;

function adapter(more: object = {}) {
  return {
    info: { vendor: 'nvidia', architecture: 'ampere', description: '' },
    features: new Set(['shader-f16', 'texture-compression-bc']),
    limits: { maxBufferSize: 256 * MB, maxStorageBufferBindingSize: 128 * MB },
    requestDevice: jest.fn(async () => ({})),
    ...more,
  };
}

describe('openWebgpu', () => {
  afterEach(() => jest.restoreAllMocks());
  const probe = async (gpu: unknown, more = {}): Promise<WebgpuProbe> => {
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    return openWebgpu({ ...options, ...more });
  };
  const offering = (found: unknown) => ({ requestAdapter: async () => found });

  it('takes a real adapter and asks its device for what the shaders use', async () => {
    const real = adapter();
    expect(await probe(offering(real))).toMatchObject({ ok: true, software: false });
    expect(real.requestDevice).toHaveBeenCalledWith({
      requiredFeatures: ['shader-f16'],
      requiredLimits: { maxBufferSize: 256 * MB, maxStorageBufferBindingSize: 128 * MB },
    });
  });

  it.each([
    ['no-webgpu', undefined],
    ['no-adapter', offering(null)],
    ['software-adapter', offering(adapter({ info: { isFallbackAdapter: true } }))],
    ['software-adapter', offering(adapter({ info: undefined, isFallbackAdapter: true }))],
    [
      'software-adapter',
      offering(adapter({ info: { vendor: 'google', architecture: 'swiftshader' } })),
    ],
    [
      'adapter-limits',
      offering(
        adapter({ limits: { maxBufferSize: 256 * MB, maxStorageBufferBindingSize: 32 * MB } }),
      ),
    ],
  ])('says %s', async (reason, gpu) => {
    expect(await probe(gpu)).toEqual({ ok: false, reason });
  });

  it('takes a software adapter only when told to', async () => {
    const software = offering(adapter({ info: { architecture: 'swiftshader' } }));
    expect(await probe(software, { allowSoftware: true })).toMatchObject({
      ok: true,
      software: true,
    });
  });
});

describe('runtimeError', () => {
  it.each([
    ['out-of-memory', 'RangeError: WebAssembly.Memory(): could not allocate memory'],
    ['out-of-memory', 'failed to allocate a buffer of size 28085517.'],
    ['out-of-memory', 'std::bad_alloc'],
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
    create.mockResolvedValueOnce({ run: () => Promise.reject(new Error('device lost')) });
    const session = await runtime.createSession(new Uint8Array());
    await expect(session.run({})).rejects.toMatchObject({ code: 'runtime-failed' });
  });
});
