import { toFull } from '../../../../extension/src/core/mask/regionMask';
import type { WorkerSegmentResult } from '../../../../extension/src/inference/api';
import type { PixelPoint } from '../../../../extension/src/core/geometry/imagePlane';
import { client, loadOptions, valueOf } from './ourClient';
import { fetchSlice } from './fetchSlice';
import './page';

/** As features/prompting/sliceFollower.ts has it: a slice at rest for that long is encoded. */
const DWELL_MS = 250;

const slice = await fetchSlice();
const keyOf = (picture: number) => `slice ${picture}`;

async function encode(picture: number): Promise<void> {
  await client.setSlice({ ...slice, key: keyOf(picture) });
  valueOf(await client.prepare(keyOf(picture)));
}

let jobs = 0;
const segment = (quality: 'quick' | 'best') => async (picture: number, at: PixelPoint) =>
  valueOf(
    await client.segment({
      sliceKey: keyOf(picture),
      jobId: `bench-${jobs++}`,
      priority: 'prompt',
      quality,
      prompts: [{ kind: 'point', polarity: 'include', at }],
    }),
  );

await window.startBench({
  async load() {
    valueOf(await client.load(loadOptions, () => {}));
  },
  async appear(picture) {
    await new Promise(resolve => setTimeout(resolve, DWELL_MS));
    await encode(picture);
  },
  encode,
  click: segment('quick'),
  best: segment('best'),
  pixels: answer => {
    const { columns, rows } = slice.plane;
    return toFull((answer as WorkerSegmentResult).candidates[0].mask, columns, rows);
  },
});
