import { FLOP_PER_ROUND, peakModule } from '../wasmPeak';

declare global {
  interface Window {
    /** Operations per second of so many workers together. */
    measurePeak(threads: number): Promise<number>;
  }
}

const ROUNDS = 40_000_000;
const REPETITIONS = 5;

/** A worker that instantiates the module and runs it as often as it is told. */
const workerScript = `
  let run;
  onmessage = async ({ data }) => {
    if (data.module) {
      run = (await WebAssembly.instantiate(data.module)).instance.exports.run;
      run(1e6);
      postMessage('ready');
    } else {
      run(data.rounds);
      postMessage('done');
    }
  };`;

window.measurePeak = async threads => {
  const url = URL.createObjectURL(new Blob([workerScript], { type: 'text/javascript' }));
  const workers = Array.from({ length: threads }, () => new Worker(url));
  const ask = (message: object) =>
    Promise.all(
      workers.map(
        worker =>
          new Promise<void>(resolve => {
            worker.onmessage = () => resolve();
            worker.postMessage(message);
          }),
      ),
    );
  await ask({ module: peakModule() });
  let best = 0;
  for (let n = 0; n < REPETITIONS; n++) {
    const start = performance.now();
    await ask({ rounds: ROUNDS });
    const seconds = (performance.now() - start) / 1000;
    best = Math.max(best, (threads * ROUNDS * FLOP_PER_ROUND) / seconds);
  }
  for (const worker of workers) worker.terminate();
  return best;
};
