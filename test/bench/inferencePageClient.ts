import type { SliceImage } from '../../extension/src/core/image/sliceImage';
import type { SamErrorData } from '../../extension/src/core/errors';
import type { Backend, RuntimeInfo } from '../../extension/src/inference/api';
import { createInferenceClient } from '../../extension/src/inference/client';

/** What inferencePage.ts asks its page to do; URLs are relative to the page. */
export interface Task {
  readonly backend: 'auto' | Backend;
  readonly workerUrl: string;
  readonly modelsUrl: string;
  readonly runtimeUrl: string;
  readonly encodes: number;
  readonly decodes: number;
}

export type Report =
  | {
      readonly ok: true;
      readonly info: RuntimeInfo;
      /** All times in milliseconds; `loadAgain` with the model kept by the browser. */
      readonly load: number;
      readonly loadAgain: number;
      readonly encodes: readonly number[];
      readonly decodes: readonly number[];
      /** Of the box prompt's first candidate with the disc in the image. */
      readonly dice: number;
    }
  | { readonly ok: false; readonly error: SamErrorData };

declare global {
  interface Window {
    runTask(task: Task): Promise<Report>;
  }
}

const SIDE = 256;
const DISC = { x: 140, y: 110, radius: 40 };
const insideDisc = (x: number, y: number) => Math.hypot(x - DISC.x, y - DISC.y) < DISC.radius;

/** A disc of 100 HU in tissue of 20 HU with some structure. */
function discSlice(key: string): SliceImage {
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, n) => {
    const [x, y] = [n % SIDE, Math.floor(n / SIDE)];
    return (insideDisc(x, y) ? 100 : 20) + ((x * 7 + y * 13) % 11);
  });
  return {
    key,
    values,
    channels: 1,
    modality: 'CT',
    units: 'HU',
    inverted: false,
    plane: {
      origin: [0, 0, 0],
      rowDirection: [1, 0, 0],
      columnDirection: [0, 1, 0],
      columnSpacing: 1,
      rowSpacing: 1,
      columns: SIDE,
      rows: SIDE,
    },
  };
}

window.runTask = async task => {
  const absolute = (url: string) => new URL(url, location.href).href;
  const client = createInferenceClient({
    workerUrl: absolute(task.workerUrl),
    handshakeMilliseconds: 5000,
  });
  const timed = async <T>(call: () => Promise<T>): Promise<[T, number]> => {
    const start = performance.now();
    return [await call(), performance.now() - start];
  };
  const load = () =>
    client.load(
      {
        modelsUrl: absolute(task.modelsUrl),
        runtimeUrl: absolute(task.runtimeUrl),
        backend: task.backend,
        cacheBytes: 64 * 2 ** 20,
      },
      () => {},
    );

  const [first, loadTime] = await timed(load);
  if (!first.ok) return first;
  // A software adapter needs half a minute for each load.
  const [, loadAgain] = task.decodes > 0 ? await timed(load) : [first, NaN];

  const encodes: number[] = [];
  for (let i = 0; i < task.encodes; i++) {
    await client.setSlice(discSlice(`slice ${i}`));
    const [outcome, time] = await timed(() => client.prepare(`slice ${i}`));
    if (!outcome.ok) return outcome;
    encodes.push(time);
  }
  const decodes: number[] = [];
  let dice = NaN;
  for (let i = 0; i < task.decodes; i++) {
    const { x, y, radius } = DISC;
    const margin = radius + (i % 3);
    const [outcome, time] = await timed(() =>
      client.segment({
        sliceKey: 'slice 0',
        quality: 'quick',
        prompts: [
          {
            kind: 'box',
            corners: [
              [x - margin, y - margin],
              [x + margin, y + margin],
            ],
          },
        ],
      }),
    );
    if (!outcome.ok) return outcome;
    decodes.push(time);
    const { mask } = outcome.value.candidates[0];
    let [common, inMask, inDisc] = [0, 0, 0];
    for (let n = 0; n < SIDE * SIDE; n++) {
      const [px, py] = [n % SIDE, Math.floor(n / SIDE)];
      const [mx, my] = [px - mask.x, py - mask.y];
      const isMask =
        mx >= 0 && my >= 0 && mx < mask.width && my < mask.height
          ? mask.data[my * mask.width + mx]
          : 0;
      const isDisc = insideDisc(px, py) ? 1 : 0;
      common += isMask * isDisc;
      inMask += isMask;
      inDisc += isDisc;
    }
    dice = (2 * common) / (inMask + inDisc);
  }
  client.stop();
  return { ok: true, info: first.value, load: loadTime, loadAgain, encodes, decodes, dice };
};
