import { createGenerator } from '../../../../extension/src/core/automatic/generate';
import {
  initializeMasks,
  type AskPoints,
  type AutomaticArea,
  type InitializeOptions,
} from '../../../../extension/src/core/automatic/initialize';
import { SAM_DEFAULTS } from '../../../../extension/src/core/automatic/parameters';
import { fromRunLengths, toRunLengths } from '../../../../extension/src/core/automatic/runLengths';
import { fromFull, type RegionMask } from '../../../../extension/src/core/mask/regionMask';

const [COLUMNS, ROWS] = [64, 48];
const SLICE: AutomaticArea = { columns: COLUMNS, rows: ROWS, box: [0, 0, COLUMNS, ROWS] };

type Rectangle = readonly [x: number, y: number, width: number, height: number];
const drawn = (...rectangles: readonly Rectangle[]): RegionMask => {
  const full = new Uint8Array(COLUMNS * ROWS);
  for (const [x, y, width, height] of rectangles) {
    for (let j = y; j < y + height; j++) full.fill(1, j * COLUMNS + x, j * COLUMNS + x + width);
  }
  return fromFull(full, COLUMNS, ROWS);
};

/** A model that gives the masks one after the other, each for one point, surest first. */
const giving =
  (masks: readonly RegionMask[]): AskPoints =>
  async (_, points) =>
    points.map((_point, n) => ({
      predictedIoU: Float32Array.of(masks[n] ? 0.99 - n / 100 : 0),
      firstToken: 1,
      field: () =>
        masks[n] && {
          ...masks[n],
          data: Float32Array.from(masks[n].data, inside => (inside ? 8 : -8)),
        },
    }));

const found = async (
  masks: readonly RegionMask[],
  more: Partial<typeof SAM_DEFAULTS> = {},
  area = SLICE,
  options: InitializeOptions = {},
) => {
  const parameters = { ...SAM_DEFAULTS, pointsPerSide: 4, ...more };
  const candidates = await initializeMasks(area, parameters, giving(masks), options);
  return { generate: createGenerator(candidates), parameters, candidates };
};

describe('masks without prompts', () => {
  it('whose small regions went are duplicates by the looser of the two thresholds', async () => {
    // Islands hold the boxes apart; without them the IoU is 0.8.
    const masks = [drawn([10, 10, 11, 11], [40, 10, 2, 2]), drawn([10, 10, 9, 11], [10, 40, 2, 2])];
    const { generate, parameters } = await found(masks, { minMaskRegionArea: 5 });
    expect(generate(parameters)).toHaveLength(1);
    expect(generate({ ...parameters, cropNmsThresh: 0.9 })).toHaveLength(2);
    expect(generate({ ...parameters, boxNmsThresh: 0.9 })).toHaveLength(2);
  });

  it('that are chosen again are the same objects, with the same ids', async () => {
    const masks = [drawn([5, 5, 8, 8]), drawn([30, 20, 9, 9])];
    const { generate, parameters } = await found(masks);
    const all = generate(parameters);
    const fewer = generate({ ...parameters, predIouThresh: 0.985 });
    expect(fewer.map(({ id }) => id)).toEqual([all[0].id]);
    expect(fewer[0]).toBe(all[0]);
    expect(generate(parameters)[1]).toEqual(all[1]);
  });

  it('are asked for within a mask only, and of a part of the slice', async () => {
    const within = drawn([20, 10, 10, 25]);
    const box = [8, 4, 40, 44] as const;
    const { candidates } = await found([drawn([20, 20, 4, 4])], {}, { ...SLICE, box, within });
    expect(candidates.candidates.map(({ point }) => point)).toEqual([[20, 19]]);
    const asked: (readonly number[])[] = [];
    await initializeMasks(
      { ...SLICE, box, within },
      { ...SAM_DEFAULTS, pointsPerSide: 4 },
      async (_, points) => {
        asked.push(...points);
        return [];
      },
    );
    expect(asked).toEqual([
      [20, 19],
      [28, 19],
      [20, 29],
      [28, 29],
    ]);
  });

  it('are not asked for any more once the signal is aborted; progress counts points', async () => {
    const abort = new AbortController();
    const progress: (readonly [number, number])[] = [];
    const run = found([], { pointsPerBatch: 6 }, SLICE, {
      signal: abort.signal,
      onProgress: (done, total) => {
        progress.push([done, total]);
        if (done === 12) abort.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(progress).toEqual([
      [0, 16],
      [6, 16],
      [12, 16],
    ]);
  });
});

describe('run lengths', () => {
  it.each([
    ['a rectangle', drawn([10, 10, 5, 7])],
    ['whole columns that follow each other', drawn([3, 0, 4, ROWS])],
    ['the first and the last pixel', drawn([0, 0, 1, 1], [COLUMNS - 1, ROWS - 1, 1, 1])],
    ['all of the slice', drawn([0, 0, COLUMNS, ROWS])],
    ['nothing', drawn()],
  ])('of %s give it back', (_, mask) => {
    const runs = toRunLengths(mask, COLUMNS, ROWS);
    expect(runs.counts.reduce((sum, count) => sum + count, 0)).toBe(COLUMNS * ROWS);
    expect(fromRunLengths(runs)).toEqual(mask);
  });
});
