import type { Attributes } from '../../../core/export/dicom/dataset';
import type { Host } from '../../../host/ohif';
import type { InstanceData, SourceData } from './protocol';

type Instance = Readonly<Record<string, unknown>>;

/** Instances that the worker was given, so that each goes once, however many frames it has. */
export class KnownInstances {
  private readonly keys = new Map<string, number>();

  /** @param send hands an instance to the worker, before anything that refers to it */
  constructor(
    private readonly host: Host,
    private readonly send: (instance: InstanceData) => void,
  ) {}

  /** True when the viewer's metadata name the image well enough to be written about. */
  readonly has = (imageId: string): boolean => {
    const instance = this.instanceOf(imageId);
    return Boolean(instance && NEEDED.every(keyword => instance[keyword]));
  };

  /** An image that `has` is true of, as the worker knows it. */
  sourceOf(imageId: string): SourceData {
    const instance = this.instanceOf(imageId) ?? {};
    const whole = wholeInstance(instance);
    const uid = String(whole.SOPInstanceUID);
    let key = this.keys.get(uid);
    if (key === undefined) {
      key = this.keys.size;
      this.keys.set(uid, key);
      this.send({ key, attributes: plain(whole) as Attributes });
    }
    const isMultiFrame = Number(whole.NumberOfFrames ?? 1) > 1;
    return isMultiFrame
      ? { instance: key, frameNumber: frameNumberOf(instance, imageId) }
      : { instance: key };
  }

  private instanceOf(imageId: string): Instance | undefined {
    return this.host.core.metaData.get('instance', imageId) as Instance | undefined;
  }
}

const NEEDED = [
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'SOPClassUID',
  'SOPInstanceUID',
  'Rows',
  'Columns',
];

/**
 * The instance that a frame's metadata inherit from. The viewer makes an object per frame, which has
 * only the frame's own values and a position that is made up where the file has none; what the
 * instance says, its functional groups among it, is further up the chain.
 */
function wholeInstance(instance: Instance): Instance {
  let found = instance;
  for (let at: unknown = instance; isObject(at); at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, 'SOPInstanceUID')) found = at as Instance;
  }
  return found;
}

function frameNumberOf(instance: Instance, imageId: string): number {
  const named = /\/frames\/(\d+)|[?&]frame=(\d+)/.exec(imageId);
  return Number(instance.frameNumber ?? named?.[1] ?? named?.[2] ?? 1);
}

/** Bulk that no export reads; it would only be copied. */
const LEFT_OUT = new Set(['PixelData', 'OverlayData', 'WaveformData']);

/**
 * The value as plain data, with what it inherits: the viewer's metadata hold functions, proxies and
 * prototypes, which do not cross to a worker.
 */
export function plain(value: unknown): unknown {
  if (!isObject(value)) return typeof value === 'function' ? undefined : value;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return JSON.parse(JSON.stringify(value));
  if (Array.isArray(value)) return Array.from(value, plain);
  if (value instanceof String || value instanceof Number) return value.valueOf();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return undefined;
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    if (LEFT_OUT.has(key) || key.startsWith('_')) continue;
    const part = plain((value as Instance)[key]);
    if (part !== undefined) copy[key] = part;
  }
  return copy;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
