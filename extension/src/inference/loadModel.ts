import { SamError } from '../core/errors';
import type { BackendReason, LoadOptions, LoadProgress, RuntimeInfo } from './api';
import type { ModelManifest } from './modelManifest';
import type { ModelRuntime, ModelSession } from './modelRuntime';
import { ModelStore, type ModelFiles } from './modelStore';
import { openWasm, type WasmRuntime } from './runtime/wasm';
import { openWebgpu, type WebgpuOptions, type WebgpuProbe } from './runtime/webgpu';
import { agrees, checkDecoder, checkEncoder } from './selfCheck';
import { sha256Hex } from './sha256';

/** A graphics driver that has not answered by then hangs. */
const WEBGPU_MILLISECONDS = 30_000;
/** The software adapter, which is only used when chosen, needs half a minute for the decoder. */
const SOFTWARE_WEBGPU_MILLISECONDS = 300_000;

/** Share of the download between two reports. */
const PROGRESS_STEP = 0.01;

/** What loading needs of the machine; tests give their own. */
export interface LoadEnvironment {
  store(modelsUrl: string): Pick<ModelStore, 'list' | 'load'>;
  openWasm(runtimeUrl: string): WasmRuntime;
  openWebgpu(options: WebgpuOptions): Promise<WebgpuProbe>;
}

const browser: LoadEnvironment = {
  store: modelsUrl => new ModelStore(modelsUrl),
  openWasm,
  openWebgpu,
};

/** A model whose files are verified and whose graphs are loaded. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  /** See `modelHash`. */
  readonly sha256: string;
  readonly encoder: ModelSession;
  readonly decoder: ModelSession;
}

/**
 * One hash for the pair of files: SHA-256 of the encoder's hex digest followed by the decoder's
 * (`printf %s%s ENCODER DECODER | sha256sum`).
 */
export function modelHash({ files }: ModelManifest): Promise<string> {
  return sha256Hex(new TextEncoder().encode(files.encoder.sha256 + files.decoder.sha256));
}

export interface Loaded {
  readonly model: LoadedModel;
  readonly info: RuntimeInfo;
}

/**
 * Brings the site's default model to life on the fastest backend that proves itself: WebGPU when
 * its adapter is real, large enough and answers the self-check rightly in time; else WebAssembly.
 * Rejects with a SamError.
 */
export async function loadModel(
  options: LoadOptions,
  onProgress: (progress: LoadProgress) => void,
  environment: LoadEnvironment = browser,
): Promise<Loaded> {
  const store = environment.store(options.modelsUrl);
  const [manifest] = await store.list();
  let reported = -Infinity;
  const files = await store.load(manifest, (loadedBytes, totalBytes) => {
    if (loadedBytes - reported < PROGRESS_STEP * totalBytes && loadedBytes < totalBytes) return;
    reported = loadedBytes;
    onProgress({ phase: 'download', loadedBytes, totalBytes });
  });
  const sha256 = await modelHash(manifest);
  const { id, name, version } = manifest;
  const model = { id, name, version, sha256 };
  const start = async (runtime: ModelRuntime, checks: Checks): Promise<LoadedModel> => ({
    manifest,
    sha256,
    ...(await startSessions(runtime, manifest, files, checks, onProgress)),
  });

  const gpu = await tryWebgpu(options, manifest, environment, start);
  if ('encoder' in gpu) {
    return {
      model: gpu,
      info: { backend: 'webgpu', threads: 1, reasons: ['webgpu-verified'], model },
    };
  }
  const { runtime, threads } = environment.openWasm(options.runtimeUrl);
  const reasons = [gpu.reason];
  if (!globalThis.crossOriginIsolated) reasons.push('not-cross-origin-isolated');
  return {
    model: await start(runtime, 'decoder'),
    info: { backend: 'wasm', threads, reasons, model },
  };
}

type Checks = 'decoder' | 'both';

/** The model on WebGPU, or the reason why not. Whatever goes wrong here, WebAssembly is left. */
async function tryWebgpu(
  { backend, runtimeUrl }: LoadOptions,
  { largestTensorBytes }: ModelManifest,
  environment: LoadEnvironment,
  start: (runtime: ModelRuntime, checks: Checks) => Promise<LoadedModel>,
): Promise<LoadedModel | { readonly reason: BackendReason }> {
  if (backend === 'wasm') return { reason: 'chosen' };
  const allowSoftware = backend === 'webgpu';
  try {
    const probe = await within(
      WEBGPU_MILLISECONDS,
      environment.openWebgpu({ runtimeUrl, largestTensorBytes, allowSoftware }),
    );
    if (!probe.ok) return { reason: probe.reason };
    // The encoder would take minutes on a software adapter.
    return await (probe.software
      ? within(SOFTWARE_WEBGPU_MILLISECONDS, start(probe.runtime, 'decoder'))
      : within(WEBGPU_MILLISECONDS, start(probe.runtime, 'both')));
  } catch {
    return { reason: 'webgpu-failed' };
  }
}

/** Creates both sessions and compares what they answer with the manifest's reference. */
async function startSessions(
  runtime: ModelRuntime,
  manifest: ModelManifest,
  files: ModelFiles,
  checks: Checks,
  onProgress: (progress: LoadProgress) => void,
): Promise<Pick<LoadedModel, 'encoder' | 'decoder'>> {
  onProgress({ phase: 'compile' });
  const decoder = await runtime.createSession(files.decoder);
  const encoder = await runtime.createSession(files.encoder);
  onProgress({ phase: 'self-check' });
  const right =
    agrees(await checkDecoder(decoder, manifest), manifest.selfCheck.decoder) &&
    (checks === 'decoder' ||
      agrees(await checkEncoder(encoder, manifest), manifest.selfCheck.encoder));
  if (!right) {
    await encoder.release();
    await decoder.release();
    throw new SamError('runtime-failed', 'The model does not give its reference answers here.');
  }
  return { encoder, decoder };
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new SamError('runtime-failed', `No answer within ${milliseconds} ms.`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
