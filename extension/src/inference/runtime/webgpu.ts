import * as ort from 'onnxruntime-web/webgpu';
import { SamError } from '../../core/errors';
import type { BackendReason } from '../api';
import type { ModelRuntime } from '../modelRuntime';
import { ortRuntime } from './ortRuntime';

/** An adapter of a browser that may be older than the standard, or withhold what identifies. */
type PartialAdapter = Pick<GPUAdapter, 'features' | 'requestDevice'> & {
  readonly info?: Partial<GPUAdapterInfo>;
  /** Where it stood before it moved to `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly limits?: GPUSupportedLimits;
};

export interface WebgpuRuntime {
  readonly runtime: ModelRuntime;
  /** Of ONNX Runtime. */
  readonly version: string;
}

/** An adapter as far as choosing a model needs to know it. */
export interface FoundAdapter {
  /** Emulated: right, but far slower than WebAssembly. */
  readonly software: boolean;
  readonly shaderF16: boolean;
  /** Bytes of the largest tensor that a shader can bind. */
  readonly largestBindingBytes: number;
  /** The adapter in its own words; browsers add the driver's version at most to the description. */
  readonly words: string;
  /**
   * A runtime on a device of this adapter, which can be asked once.
   *
   * @param runtimeUrl folder with `ort-wasm-simd-threaded.asyncify.{mjs,wasm}`, ending in a slash.
   */
  open(runtimeUrl: string): Promise<WebgpuRuntime>;
}

export type AdapterProbe =
  | { readonly ok: true; readonly adapter: FoundAdapter }
  | { readonly ok: false; readonly reason: BackendReason };

/** What ONNX Runtime's shaders make use of when the adapter has it. */
const FEATURES = ['shader-f16', 'subgroups'] as const;
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** The browser's graphics adapter, if it has one. Rejects when the browser's WebGPU fails. */
export async function findAdapter(): Promise<AdapterProbe> {
  const { gpu } = navigator as Partial<NavigatorGPU>;
  if (!gpu) return { ok: false, reason: 'no-webgpu' };
  const adapter: PartialAdapter | null = await gpu.requestAdapter({
    powerPreference: 'high-performance',
  });
  if (!adapter) return { ok: false, reason: 'no-adapter' };
  const { limits, info = {} } = adapter;
  const largest = limits && Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (!largest) return { ok: false, reason: 'adapter-limits' };
  return {
    ok: true,
    adapter: {
      software: isSoftware(adapter),
      shaderF16: adapter.features.has('shader-f16'),
      largestBindingBytes: largest,
      words: [info.vendor, info.architecture, info.device, info.description].join('|'),
      open: runtimeUrl => openDevice(adapter, limits, runtimeUrl),
    },
  };
}

async function openDevice(
  adapter: PartialAdapter,
  limits: GPUSupportedLimits,
  runtimeUrl: string,
): Promise<WebgpuRuntime> {
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter(name => adapter.features.has(name)),
    // A limit that the browser does not know must not be asked for.
    requiredLimits: Object.fromEntries(
      LIMITS.filter(name => limits[name] !== undefined).map(name => [name, limits[name]]),
    ),
  });
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmPaths = runtimeUrl;
  ort.env.wasm.numThreads = 1;
  const lost = device.lost.then(({ reason, message }): never => {
    throw new SamError('device-lost', `The graphics device was lost: ${reason} ${message}`);
  });
  // Nobody may be waiting when it happens; the next run hears of it.
  lost.catch(() => undefined);
  const providers = [{ name: 'webgpu' as const, device }];
  const runtime = ortRuntime(ort, { executionProviders: providers }, { lost });
  return { runtime, version: ort.env.versions.common };
}

function isSoftware(adapter: PartialAdapter): boolean {
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info ?? {};
  return (
    (isFallbackAdapter ?? adapter.isFallbackAdapter ?? false) ||
    /swiftshader|llvmpipe|basic render/i.test(`${vendor} ${architecture} ${description}`)
  );
}
