import { createGenerator } from '../../../../extension/src/core/automatic/generate';
import { SAM_DEFAULTS } from '../../../../extension/src/core/automatic/parameters';
import { client, loadOptions, valueOf } from './ourClient';
import { fetchSlice } from './fetchSlice';

export interface AutomaticRun {
  readonly milliseconds: number;
  /** Points of the grid that were asked about. */
  readonly asked: number;
  readonly candidates: number;
}

declare global {
  interface Window {
    automaticBench: {
      /** Loads the model and encodes the slice. */
      load(): Promise<void>;
      /** All masks of the slice, from a grid of so many points a side. */
      find(pointsPerSide: number, pointsPerBatch: number): Promise<AutomaticRun>;
      /** Milliseconds of one choice among the masks found last. */
      generate(predIouThresh: number): number;
    };
  }
}

const slice = await fetchSlice();
const { columns, rows } = slice.plane;
let choose = createGenerator({ columns, rows, crops: 1, candidates: [] });
let jobs = 0;

window.automaticBench = {
  async load() {
    valueOf(await client.load(loadOptions, () => {}));
    await client.setSlice(slice);
    valueOf(await client.prepare(slice.key));
  },
  async find(pointsPerSide, pointsPerBatch) {
    const started = performance.now();
    let asked = 0;
    const found = valueOf(
      await client.automaticCandidates(
        {
          ...{ sliceKey: slice.key, jobId: `bench-${jobs++}`, box: [0, 0, columns, rows] },
          parameters: { ...SAM_DEFAULTS, pointsPerSide, pointsPerBatch },
        },
        ({ total }) => (asked = total),
      ),
    );
    choose = createGenerator(found);
    const milliseconds = performance.now() - started;
    return { milliseconds, asked, candidates: found.candidates.length };
  },
  generate(predIouThresh) {
    const started = performance.now();
    choose({ ...SAM_DEFAULTS, predIouThresh, stabilityScoreThresh: 0.8 });
    return performance.now() - started;
  },
};
