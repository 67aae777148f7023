import { FindingWorkerClient } from '../../../extension/src/features/findings/worker/client';
import { LabelmapStore } from '../../../extension/src/host/labelmap';
import { SliceReader } from '../../../extension/src/host/slices';
import { measureAsBefore } from './before';
import { organHost, SEGMENT } from './organHost';

/** What measuring cost the page. */
export interface Cost {
  /** Longest stretch in which the page could not answer, ms. */
  readonly longestMs: number;
  /** Tasks over 50 ms, as the browser counts them. */
  readonly longTasks: number;
  readonly totalMs: number;
  /** Handed over or copied to the worker, MB. */
  readonly crossedMb: number;
  readonly volumeCm3: number | null;
}

declare global {
  interface Window {
    measureOrgan(how: 'before' | 'after' | 'again', side: number, slices: number): Promise<Cost>;
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

window.measureOrgan = async (how, side, slices) => {
  host ??= organHost(side, slices);
  const parts = { host, labelmaps: new LabelmapStore(host), reader: new SliceReader(host) };
  client ??= new FindingWorkerClient({ ...parts, workerUrl: '/worker.js' });
  const watch = watchPage();
  crossed = 0;
  const measured =
    how === 'before'
      ? await measureAsBefore(parts, '/worker.js')
      : await client.measure(SEGMENT, new AbortController().signal);
  const volume = measured?.values.volume ?? null;
  return {
    ...(await watch()),
    crossedMb: crossed / 2 ** 20,
    volumeCm3: volume === null ? null : volume / 1000,
  };
};

/** Watches how long the page is kept from answering, until the function it returns is called. */
function watchPage(): () => Promise<Pick<Cost, 'longestMs' | 'longTasks' | 'totalMs'>> {
  let [longestMs, longTasks, last, stopped] = [0, 0, performance.now(), false];
  const start = last;
  const observer = new PerformanceObserver(list => (longTasks += list.getEntries().length));
  observer.observe({ entryTypes: ['longtask'] });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (!stopped) port2.postMessage(null);
  };
  port2.postMessage(null);
  return async () => {
    const totalMs = performance.now() - start;
    // The last task is told a moment later.
    await new Promise(resolve => setTimeout(resolve, 200));
    stopped = true;
    observer.disconnect();
    return { longestMs, longTasks, totalMs };
  };
}

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (value instanceof Map) return bytesOf([...value.values()]);
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 0);
}
