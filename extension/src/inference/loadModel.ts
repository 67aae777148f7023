import { SamError } from '../core/errors';
import type {
  BackendReason,
  LoadOptions,
  LoadProgress,
  Measured,
  ExecutionProvider,
  RuntimeInfo,
  StorageTrouble,
} from './api';
import { adapters } from './adapters';
import { checkSignature } from './adapters/checkSignature';
import { CheckMemory, type CheckSubject } from './checkMemory';
import { hasFailed } from './fallback';
import type { ModelManifest } from './modelManifest';
import type { EncoderSession, ModelRuntime, ModelSession } from './modelRuntime';
import { ModelStore, type ModelFiles } from './modelStore';
import { openWasm, wasmThreads, type WasmRuntime } from './runtime/wasm';
import { findAdapter, type AdapterProbe, type FoundAdapter } from './runtime/webgpu';
import { agrees, checkDecoder, checkEncoder, plausible } from './selfCheck';
import { sha256Hex } from './sha256';
import { chooseModel, runsOn, type Evidence } from './tiers';

/** A graphics driver that has not answered by then hangs. */
const WEBGPU_MILLISECONDS = 30_000;
/** Graphs of the largest models take a while to compile. */
const START_MILLISECONDS = 60_000;
/** The software adapter, which is only used when chosen, needs half a minute for the decoder. */
const SOFTWARE_WEBGPU_MILLISECONDS = 300_000;

/** Share of the download between two reports. */
const PROGRESS_STEP = 0.01;

/** What loading needs of the machine; tests give their own. */
export interface LoadEnvironment {
  store(modelsUrl: string): Pick<ModelStore, 'list' | 'load'> & {
    readonly storageTrouble?: StorageTrouble;
  };
  checks(modelsUrl: string): Pick<CheckMemory, 'find' | 'note' | 'rate' | 'noteRate'>;
  findAdapter(): Promise<AdapterProbe>;
  openWasm(runtimeUrl: string, threads: number): Promise<WasmRuntime>;
  /** Threads that WebAssembly can have here. */
  wasmThreads(): number;
  readonly memoryGiB?: number;
  readonly userAgent: string;
}

const browser = (): LoadEnvironment => ({
  store: modelsUrl => new ModelStore(modelsUrl),
  checks: modelsUrl => new CheckMemory(modelsUrl),
  findAdapter,
  openWasm,
  wasmThreads,
  memoryGiB: (navigator as Navigator & { readonly deviceMemory?: number }).deviceMemory,
  userAgent: navigator.userAgent,
});

/** A model whose files are verified and whose graphs are loaded. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  /** See `modelHash`. */
  readonly sha256: string;
  readonly encoder: EncoderSession;
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
 * Brings a model of the site to life on the fastest execution provider that is left, and has it
 * prove itself.
 * When it fails, this rejects, and the caller starts a new worker on the next one: that frees
 * what the failed one holds. Rejects with a SamError.
 *
 * @param onProgress awaited where the caller must know of it before anything can go wrong
 */
export async function loadModel(
  options: LoadOptions,
  onProgress: (progress: LoadProgress) => unknown,
  environment: LoadEnvironment = browser(),
): Promise<Loaded> {
  const { failedProviders = [], modelsUrl, runtimeUrl } = options;
  const store = environment.store(modelsUrl);
  const checks = environment.checks(modelsUrl);
  const models = await store.list(options.siteModels);
  const { adapter, evidence, reasons } = await gatherEvidence(options, models, environment, checks);
  const { model: manifest, tier, reason } = chooseModel(models, evidence, options);
  const files = await store.load(manifest, inSteps(onProgress));
  const sha256 = await modelHash(manifest);

  const threads =
    adapter || hasFailed(failedProviders, 'wasm-threads')
      ? 1
      : Math.max(1, environment.wasmThreads());
  const provider = providerOf(manifest, Boolean(adapter), threads);
  await onProgress({ phase: 'compile', provider });
  const start = async () => {
    const { runtime, version } = adapter
      ? await adapter.open(runtimeUrl)
      : await environment.openWasm(runtimeUrl, threads);
    const sessions = await createSessions(runtime, manifest, files);
    checkSignature(manifest, sessions);
    void onProgress({ phase: 'self-check' });
    const subject: CheckSubject = {
      backend: `${provider}|${threads}|${adapter?.words ?? ''}`,
      userAgent: environment.userAgent,
      runtimeVersion: version,
      modelSha256: sha256,
    };
    const remembered = options.recheck ? undefined : await checks.find(subject);
    const measured = await selfCheck(manifest, sessions, adapter, remembered);
    if (!remembered) await checks.note(subject, measured);
    return { ...sessions, measured };
  };
  const { encoder, decoder, measured } = adapter
    ? await within(adapter.software ? SOFTWARE_WEBGPU_MILLISECONDS : START_MILLISECONDS, start())
    : await start();
  await noteRate(checks, manifest, adapter, measured.encoder);
  const { id, name, version } = manifest;
  return {
    model: { manifest, sha256, encoder, decoder },
    info: {
      backend: adapter ? 'webgpu' : 'wasm',
      threads,
      reasons,
      model: { id, name, version, sha256 },
      provider,
      failedProviders,
      tier,
      tierReason: reason,
      measured,
      models: models.map(choiceOf),
      storageTrouble: store.storageTrouble,
    },
  };
}

/** What the encoder took tells how fast others will be on the same graphics adapter. */
async function noteRate(
  checks: Pick<CheckMemory, 'noteRate'>,
  { files, input }: ModelManifest,
  adapter: FoundAdapter | undefined,
  milliseconds: number | undefined,
): Promise<void> {
  if (!adapter || adapter.software || milliseconds === undefined) return;
  const encoder = { encoderBytes: files.encoder.size, inputSize: input.size };
  await checks.noteRate(adapter.words, { ...encoder, milliseconds });
}

function providerOf(
  { requires }: ModelManifest,
  onGpu: boolean,
  threads: number,
): ExecutionProvider {
  if (onGpu) return requires?.includes('shader-f16') ? 'webgpu-fp16' : 'webgpu-fp32';
  return threads > 1 ? 'wasm-threads' : 'wasm-single';
}

const choiceOf = ({ id, name, tier, files }: ModelManifest) => ({
  ...{ id, name, tier },
  bytes: files.encoder.size + files.decoder.size,
});

/** What speaks for and against the graphics adapter, and what is known of the machine. */
async function gatherEvidence(
  { backend, failedProviders = [] }: LoadOptions,
  models: readonly ModelManifest[],
  environment: LoadEnvironment,
  checks: Pick<CheckMemory, 'rate'>,
): Promise<{
  readonly adapter?: FoundAdapter;
  readonly evidence: Evidence;
  readonly reasons: readonly BackendReason[];
}> {
  const gpuFailed = hasFailed(failedProviders, 'webgpu-fp32');
  const without = (reason?: BackendReason) => ({
    evidence: {
      gpu: false,
      gpuFailed,
      shaderF16: false,
      largestBindingBytes: 0,
      memoryGiB: environment.memoryGiB,
    },
    reasons: [
      ...(reason ? [reason] : []),
      ...(globalThis.crossOriginIsolated ? [] : ['not-cross-origin-isolated' as const]),
    ],
  });
  if (backend === 'wasm') return without('chosen');
  if (gpuFailed) return without();
  let probe: AdapterProbe;
  try {
    probe = await within(WEBGPU_MILLISECONDS, environment.findAdapter());
  } catch {
    return without('webgpu-failed');
  }
  if (!probe.ok) return without(probe.reason);
  const { adapter } = probe;
  if (adapter.software && backend !== 'webgpu') return without('software-adapter');
  const evidence: Evidence = {
    gpu: true,
    gpuFailed,
    shaderF16: adapter.shaderF16 && !hasFailed(failedProviders, 'webgpu-fp16'),
    largestBindingBytes: adapter.largestBindingBytes,
    memoryGiB: environment.memoryGiB,
    rate: await checks.rate(adapter.words),
  };
  if (!models.some(model => runsOn(model, evidence))) return without('adapter-limits');
  return { adapter, evidence, reasons: ['webgpu-verified'] };
}

/** Passes a download's progress on in about a hundred steps, and every change of its state. */
function inSteps(onProgress: (progress: LoadProgress) => unknown) {
  let [reported, was] = [-Infinity, false];
  return (progress: { loadedBytes: number; totalBytes: number; retrying: boolean }) => {
    const { loadedBytes, totalBytes, retrying } = progress;
    const small = Math.abs(loadedBytes - reported) < PROGRESS_STEP * totalBytes;
    if (small && loadedBytes < totalBytes && retrying === was) return;
    [reported, was] = [loadedBytes, retrying];
    void onProgress({ phase: 'download', ...progress });
  };
}

type Sessions = Pick<LoadedModel, 'encoder' | 'decoder'>;

async function createSessions(
  runtime: ModelRuntime,
  manifest: ModelManifest,
  files: ModelFiles,
): Promise<Sessions> {
  const { outputs } = adapters[manifest.family].signature(manifest).encoder;
  const decoder = await runtime.createSession(files.decoder);
  return { decoder, encoder: await runtime.createEncoder(files.encoder, outputs) };
}

/**
 * Compares what both graphs answer here with the manifest's reference. When this very combination
 * has passed before, only the decoder is run, which also makes it ready for the first click.
 * Rejects with a SamError `self-check-failed`.
 */
async function selfCheck(
  manifest: ModelManifest,
  { encoder, decoder }: Sessions,
  adapter: FoundAdapter | undefined,
  remembered: Measured | undefined,
): Promise<Measured> {
  // On an emulated adapter the decoder takes half a minute and the encoder many.
  if (adapter?.software && remembered) return remembered;
  const check = async (graph: 'encoder' | 'decoder', run: () => Promise<readonly number[]>) => {
    const start = performance.now();
    const [values, reference] = [await run(), manifest.selfCheck?.[graph]];
    if (!(reference ? agrees(values, reference) : plausible(values))) {
      const detail = `The ${graph} of ${manifest.id} does not give its reference answers here.`;
      throw new SamError('self-check-failed', detail);
    }
    return performance.now() - start;
  };
  const decoding = () => check('decoder', () => checkDecoder(decoder, manifest));
  const encoding = () => check('encoder', () => checkEncoder(encoder, manifest));
  const decoderTime = await decoding();
  if (remembered) return remembered;
  if (adapter?.software) return { decoder: decoderTime, at: Date.now() };
  const encoderTime = await encoding();
  // The first run on a GPU compiles its shaders: only the second one tells the machine's speed.
  return adapter
    ? { encoder: await encoding(), decoder: await decoding(), at: Date.now() }
    : { encoder: encoderTime, decoder: decoderTime, at: Date.now() };
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
