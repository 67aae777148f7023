import { createBench, type Bench, type Subject } from './driver';
import { pageMemory } from './pageMemory';

declare global {
  interface Window {
    bench: PageBench;
    /** Set by the contestant's own script, with what it needs to know. */
    startBench(subject: Subject<unknown>): Promise<void>;
  }
}

export interface PageBench extends Bench {
  /** The longest task of the main thread since the page began, ms; 0 when none was over 50. */
  longestTask(): number;
  /** What the browser attributes to the page and its workers, bytes; NaN when it will not say. */
  memory(): Promise<number>;
}

let longest = 0;
new PerformanceObserver(list => {
  for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
}).observe({ type: 'longtask', buffered: true });

window.startBench = async subject => {
  const truth = new Uint8Array(await (await fetch('/picture/truth')).arrayBuffer());
  window.bench = { ...createBench(subject, truth), longestTask: () => longest, memory: pageMemory };
};
