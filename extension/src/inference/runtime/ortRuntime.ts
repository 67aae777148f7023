import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { SamError } from '../../core/errors';
import type { ModelRuntime, ModelSession, ModelTensor } from '../modelRuntime';

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

/**
 * A runtime over any build of ONNX Runtime, on the given execution provider.
 *
 * @param lost rejects when the device is lost: a run that was under way may never end by itself
 */
export function ortRuntime(
  ort: OrtModule,
  options: Pick<InferenceSession.SessionOptions, 'executionProviders' | 'intraOpNumThreads'>,
  lost?: Promise<never>,
): ModelRuntime {
  const orLost = <T>(work: Promise<T>) => (lost ? Promise.race([lost, work]) : work);
  return {
    async createSession(bytes) {
      try {
        const creating = ort.InferenceSession.create(bytes, {
          ...options,
          logSeverityLevel: ERRORS_ONLY,
          extra: FREE_AFTER_RUN,
        });
        return modelSession(ort, await orLost(creating), orLost);
      } catch (cause) {
        throw runtimeError(cause);
      }
    },
  };
}

function modelSession(
  ort: OrtModule,
  session: InferenceSession,
  orLost: <T>(work: Promise<T>) => Promise<T>,
): ModelSession {
  return {
    names: { inputs: session.inputNames, outputs: session.outputNames },
    async run(feeds) {
      try {
        const tensors = mapValues(feeds, ({ data, dims }) => {
          const type = data instanceof BigInt64Array ? 'int64' : 'float32';
          return new ort.Tensor(type, data, dims);
        });
        return mapValues(await orLost(session.run(tensors)), toModelTensor);
      } catch (cause) {
        throw runtimeError(cause);
      }
    },
    release: () => session.release(),
  };
}

function toModelTensor(tensor: Tensor): ModelTensor {
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
