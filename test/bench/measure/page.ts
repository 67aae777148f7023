import { FindingWorkerClient } from '../../../extension/src/features/findings/worker/client';
import { LabelmapStore } from '../../../extension/src/host/labelmap';
import { SliceReader } from '../../../extension/src/host/slices';
import { measureAsBefore } from './before';
import { organHost, SEGMENT } from './organHost';

export interface Measured {
  readonly totalMs: number;
  /** Handed over or copied to the worker, MB. */
  readonly crossedMb: number;
  readonly volumeCm3: number | null;
}

declare global {
  interface Window {
    /** Makes the images, so that only measuring is traced afterwards. */
    prepareOrgan(side: number, slices: number): void;
    measureOrgan(how: 'before' | 'after' | 'again'): Promise<Measured>;
  }
}

let client: FindingWorkerClient | null = null;
let host: ReturnType<typeof organHost> | null = null;
let crossed = 0;

const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: never[]): void {
  crossed += bytesOf(message);
  post.call(this, message, ...rest);
} as typeof post;

window.prepareOrgan = (side, slices) => {
  host = organHost(side, slices);
};

window.measureOrgan = async how => {
  if (!host) throw new Error('There is no organ yet.');
  const parts = { host, labelmaps: new LabelmapStore(host), reader: new SliceReader(host) };
  client ??= new FindingWorkerClient({ ...parts, workerUrl: '/worker.js' });
  crossed = 0;
  const start = performance.now();
  const measured =
    how === 'before'
      ? await measureAsBefore(parts, '/worker.js')
      : await client.measure(SEGMENT, new AbortController().signal);
  const volume = measured?.values.volume ?? null;
  return {
    totalMs: performance.now() - start,
    crossedMb: crossed / 2 ** 20,
    volumeCm3: volume === null ? null : volume / 1000,
  };
};

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (value instanceof Map) return bytesOf([...value.values()]);
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 0);
}
