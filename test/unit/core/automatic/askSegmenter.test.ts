import { askSegmenter } from '../../../../extension/src/core/automatic/askSegmenter';
import { createGenerator } from '../../../../extension/src/core/automatic/generate';
import { initializeMasks } from '../../../../extension/src/core/automatic/initialize';
import { SAM_DEFAULTS } from '../../../../extension/src/core/automatic/parameters';
import { DiscModel } from '../engine/discModel';
import { COLUMNS, ROWS, slice } from '../engine/discSlice';

const WINDOW = { lower: -100, upper: 200 };
const parameters = {
  ...SAM_DEFAULTS,
  ...{ pointsPerSide: 2, pointsPerBatch: 3, cropNLayers: 1 },
  ...{ predIouThresh: 0.5, stabilityScoreThresh: 0, stabilityScoreOffset: 0.1 },
};

test('a model is asked about the whole slice and its crops, and answers with its multi-mask tokens', async () => {
  // Radii of the tokens 0 to 3 in a model input of 160 pixels: on the whole slice those of the slice.
  const model = new DiscModel([50, 9, 11, 13], 160);
  const area = { columns: COLUMNS, rows: ROWS, box: [0, 0, COLUMNS, ROWS] as const };
  const ask = askSegmenter(model, slice, WINDOW, parameters);
  const candidates = await initializeMasks(area, parameters, ask);
  expect(new Set(model.encoded.map(({ region }) => JSON.stringify(region))).size).toBe(5);
  expect(model.encoded[0]).toEqual({
    region: { x: -0.5, y: -0.5, width: COLUMNS, height: ROWS },
    window: WINDOW,
  });
  expect(model.decoded).toHaveLength(4 + 4 * 4);

  const found = createGenerator(candidates)(parameters).filter(
    ({ cropBox }) => cropBox[2] - cropBox[0] === COLUMNS,
  );
  expect(found.length).toBeGreaterThan(0);
  for (const { area: pixels, point, box, predictedIoU } of found) {
    // The multi-mask tokens' predicted IoUs; the single-mask token's is 0.9.
    expect([0.8, 0.7, 0.6].map(Math.fround)).toContain(predictedIoU);
    const radius = [9, 11, 13][[0.8, 0.7, 0.6].map(Math.fround).indexOf(predictedIoU)];
    expect(pixels / (Math.PI * radius ** 2)).toBeCloseTo(1, 1);
    expect(Math.abs((box[0] + box[2]) / 2 - point[0])).toBeLessThan(1);
    expect(Math.abs((box[1] + box[3]) / 2 - point[1])).toBeLessThan(1);
  }
});
