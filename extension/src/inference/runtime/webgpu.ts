import * as ort from 'onnxruntime-web/webgpu';
import type { BackendReason } from '../api';
import type { ModelRuntime } from '../modelRuntime';
import { ortRuntime } from './ortRuntime';

/** The part of WebGPU (https://www.w3.org/TR/webgpu/) that choosing an adapter needs. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<GpuAdapter | null>;
}
interface GpuAdapter {
  readonly info?: GpuAdapterInfo;
  /** Where it stood before it moved to `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly features: { has(name: string): boolean };
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: {
    requiredFeatures: string[];
    requiredLimits: Record<string, number>;
  }): Promise<object>;
}
interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

export type WebgpuProbe =
  | { readonly ok: true; readonly runtime: ModelRuntime; readonly software: boolean }
  | { readonly ok: false; readonly reason: BackendReason };

export interface WebgpuOptions {
  /** Folder with `ort-wasm-simd-threaded.asyncify.{mjs,wasm}`, ending in a slash. */
  readonly runtimeUrl: string;
  /** Bytes of the largest tensor that a shader must bind. */
  readonly largestTensorBytes: number;
  /** Take a software adapter too: right, but far slower than WebAssembly. */
  readonly allowSoftware: boolean;
}

/** What ONNX Runtime's shaders make use of when the adapter has it. */
const FEATURES = ['shader-f16', 'subgroups'];
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
];

/**
 * ONNX Runtime on WebGPU, when there is an adapter worth using. Whether its answers are right is
 * for the self-check to say. Rejects when the browser's WebGPU fails.
 */
export async function openWebgpu(options: WebgpuOptions): Promise<WebgpuProbe> {
  const { gpu } = navigator as Navigator & { readonly gpu?: Gpu };
  if (!gpu) return { ok: false, reason: 'no-webgpu' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { ok: false, reason: 'no-adapter' };
  const software = isSoftware(adapter);
  if (software && !options.allowSoftware) return { ok: false, reason: 'software-adapter' };
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  if (Math.min(maxStorageBufferBindingSize, maxBufferSize) < options.largestTensorBytes) {
    return { ok: false, reason: 'adapter-limits' };
  }

  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter(name => adapter.features.has(name)),
    // A limit that the browser does not know must not be asked for.
    requiredLimits: Object.fromEntries(
      LIMITS.filter(name => adapter.limits[name] !== undefined).map(name => [
        name,
        adapter.limits[name],
      ]),
    ),
  });
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmPaths = options.runtimeUrl;
  ort.env.wasm.numThreads = 1;
  const runtime = ortRuntime(ort, { executionProviders: [{ name: 'webgpu', device }] });
  return { ok: true, runtime, software };
}

function isSoftware(adapter: GpuAdapter): boolean {
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info ?? {};
  return (
    (isFallbackAdapter ?? adapter.isFallbackAdapter ?? false) ||
    /swiftshader|llvmpipe|basic render/i.test(`${vendor} ${architecture} ${description}`)
  );
}
