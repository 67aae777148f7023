import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { SamError } from '../../core/errors';
import type {
  DeviceTensor,
  FeedTensor,
  ModelRuntime,
  ModelSession,
  ModelTensor,
  TensorMap,
} from '../modelRuntime';

/** What onnxruntime-web and onnxruntime-node have in common. */
export interface OrtModule {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (
    type: 'float32' | 'int64',
    data: Float32Array | BigInt64Array,
    dims: readonly number[],
  ) => Tensor;
}

/** ONNX Runtime's severity levels: 3 is error; warnings are not for the reader's console. */
const ERRORS_ONLY = 3;
/**
 * Each session has threads of its own. By default they go on looking for work after a run, on cores
 * that the other graph's next run, and the viewer, need.
 */
const FREE_AFTER_RUN = { session: { force_spinning_stop: '1' } };

/** A graphics device that a runtime has for itself. */
interface Gpu {
  /** Rejects when the device is lost: a run that was under way may never end by itself. */
  readonly lost: Promise<never>;
}

/** A runtime over any build of ONNX Runtime, on the given execution provider. */
export function ortRuntime(
  ort: OrtModule,
  options: Pick<InferenceSession.SessionOptions, 'executionProviders' | 'intraOpNumThreads'>,
  gpu?: Gpu,
): ModelRuntime {
  const orLost: OrLost = work => (gpu ? Promise.race([gpu.lost, work]) : work);
  const tensors = new Tensors(ort, orLost);
  const create = async <Output>(
    bytes: Uint8Array,
    read: (tensor: Tensor) => Output,
    onDevice: readonly string[] = [],
  ): Promise<ModelSession<Output>> => {
    const locations = Object.fromEntries(onDevice.map(name => [name, 'gpu-buffer' as const]));
    try {
      const creating = ort.InferenceSession.create(bytes, {
        ...options,
        logSeverityLevel: ERRORS_ONLY,
        extra: FREE_AFTER_RUN,
        ...(onDevice.length && { preferredOutputLocation: locations }),
      });
      return ortSession(await orLost(creating), tensors, read, orLost);
    } catch (cause) {
      throw runtimeError(cause);
    }
  };
  return {
    createSession: bytes => create(bytes, hostTensor),
    createEncoder: async (bytes, outputs) =>
      gpu
        ? untilItFails(await create(bytes, tensor => tensors.read(tensor), outputs))
        : create(bytes, hostTensor),
  };
}

type Feed = FeedTensor | DeviceTensor;
type OrLost = <T>(work: Promise<T>) => Promise<T>;

function ortSession<Output>(
  session: InferenceSession,
  tensors: Tensors,
  read: (tensor: Tensor) => Output,
  orLost: OrLost,
): ModelSession<Output> {
  return {
    names: { inputs: session.inputNames, outputs: session.outputNames },
    async run(feeds) {
      try {
        const fed = await tensors.feed(feeds);
        return mapValues(await orLost(session.run(fed)), read);
      } catch (cause) {
        throw runtimeError(cause);
      }
    },
    release: () => session.release(),
  };
}

/**
 * Where outputs stay on a device, onnxruntime-web (1.30) does not bind the inputs of a run after one
 * that failed: it would answer for the image before.
 */
function untilItFails<Output>(session: ModelSession<Output>): ModelSession<Output> {
  let failure: unknown;
  return {
    ...session,
    async run(feeds) {
      if (failure) throw failure;
      try {
        return await session.run(feeds);
      } catch (cause) {
        failure = cause;
        throw cause;
      }
    },
  };
}

/** The tensors of one runtime, which knows its own ones on the device again when they are fed. */
class Tensors {
  readonly #own = new WeakMap<DeviceTensor, Tensor>();

  constructor(
    private readonly ort: OrtModule,
    private readonly orLost: OrLost,
  ) {}

  /** An output, where the runtime left it. */
  read(tensor: Tensor): ModelTensor | DeviceTensor {
    if (tensor.location !== 'gpu-buffer') return hostTensor(tensor);
    const { dims, gpuBuffer } = tensor;
    const onDevice: DeviceTensor = {
      dims,
      byteLength: gpuBuffer.size,
      toHost: () => this.#toHost(tensor),
      dispose: () => tensor.dispose(),
    };
    this.#own.set(onDevice, tensor);
    return onDevice;
  }

  async #toHost(tensor: Tensor): Promise<ModelTensor> {
    try {
      const data = await this.orLost(tensor.getData(true));
      return { data: data as Float32Array, dims: tensor.dims };
    } catch (cause) {
      throw runtimeError(cause);
    }
  }

  /** What a session is fed; a tensor of another runtime comes over by the CPU. */
  async feed(feeds: TensorMap<Feed>): Promise<Record<string, Tensor>> {
    const fed: Record<string, Tensor> = {};
    for (const [name, feed] of Object.entries(feeds)) fed[name] = await this.#feed(feed);
    return fed;
  }

  async #feed(feed: Feed): Promise<Tensor> {
    if ('data' in feed) {
      const type = feed.data instanceof BigInt64Array ? 'int64' : 'float32';
      return new this.ort.Tensor(type, feed.data, feed.dims);
    }
    return this.#own.get(feed) ?? this.#feed(await feed.toHost());
  }
}

function hostTensor(tensor: Tensor): ModelTensor {
  return { data: tensor.data as Float32Array, dims: tensor.dims };
}

function mapValues<A, B>(map: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, f(value)]));
}

/** Names a failure of the runtime; its files missing is told apart from lack of memory. */
export function runtimeError(cause: unknown): SamError {
  if (cause instanceof SamError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (
    /out of memory|bad_alloc|failed to allocate|could not allocate|Cannot enlarge memory/i.test(
      detail,
    )
  ) {
    return new SamError('out-of-memory', detail, { cause });
  }
  if (
    /device (was |is |has been )?lost|GPUDevice.*lost|DXGI_ERROR_DEVICE|VK_ERROR_DEVICE_LOST/i.test(
      detail,
    )
  ) {
    return new SamError('device-lost', detail, { cause });
  }
  if (
    /dynamically imported module|both async and sync fetching|no available backend/i.test(detail)
  ) {
    return new SamError('runtime-missing', detail, { cause });
  }
  return new SamError('runtime-failed', detail, { cause });
}
