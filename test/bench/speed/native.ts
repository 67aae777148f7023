/**
 * The native yardstick: the same engine and graphs on onnxruntime-node, in a process of its own.
 * Started by contestants.ts, which sends it calls.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SegmentResult } from '../../../extension/src/core/engine/types';
import { defaultSpec, segment } from '../../../extension/src/core/engine';
import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import { toFull } from '../../../extension/src/core/mask/regionMask';
import { parseModelList } from '../../../extension/src/inference/modelManifest';
import { ModelSegmenter } from '../../../extension/src/inference/segmenter';
import { loadNodeEntry } from '../nodeRuntime';
import { createBench, type Bench } from './page/driver';
import { makePicture, SIDE } from './picture';

const CACHE_BYTES = 192 * 2 ** 20;

export interface NativeCall {
  readonly id: number;
  readonly method: keyof Bench;
  readonly args: readonly unknown[];
}

const [models, id, threads] = process.argv.slice(2);
const picture = makePicture();
const sliceOf = (n: number) => ({ ...picture.slice, key: `slice ${n}` });
let segmenter: ModelSegmenter;

const encode = async (n: number) => {
  await segmenter.encode(sliceOf(n), defaultSpec(sliceOf(n)));
};
const ask = (quality: 'quick' | 'best') => (n: number, at: PixelPoint) =>
  segment(segmenter, {
    slice: sliceOf(n),
    quality,
    prompts: [{ kind: 'point', polarity: 'include', at }],
  });

const bench = createBench<SegmentResult>(
  {
    async load() {
      const list = parseModelList(await readFile(path.join(models, 'manifest.json'), 'utf8'));
      const entry = list.find(model => model.id === id)!;
      const model = await loadNodeEntry(models, entry, Number(threads));
      segmenter = new ModelSegmenter(model, CACHE_BYTES);
    },
    appear: encode,
    encode,
    click: ask('quick'),
    best: ask('best'),
    pixels: answer => toFull(answer.candidates[0].mask, SIDE, SIDE),
  },
  picture.truth,
);

process.on('message', ({ id, method, args }: NativeCall) => {
  const call = bench[method] as (...args: readonly unknown[]) => Promise<unknown>;
  call(...args).then(
    value => process.send!({ id, value }),
    (error: unknown) => process.send!({ id, error: String(error) }),
  );
});
