import { createGenerator } from '../../../../extension/src/core/automatic/generate';
import { initializeMasks } from '../../../../extension/src/core/automatic/initialize';
import {
  SAM_DEFAULTS,
  type AutomaticParameters,
} from '../../../../extension/src/core/automatic/parameters';
import { toRunLengths } from '../../../../extension/src/core/automatic/runLengths';
import reference from '../../../reference/automaticMasks.json';
import { referenceModel } from './referenceModel';

const { width, height, objects, cases } = reference;

/** `points_per_side` to `pointsPerSide`. */
const camelCase = (name: string) =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const parametersOf = (options: object): AutomaticParameters => ({
  ...SAM_DEFAULTS,
  ...Object.fromEntries(Object.entries(options).map(([name, v]) => [camelCase(name), v])),
});

const withSizes = ([left, top, right, bottom]: readonly number[]) => [
  left,
  top,
  right - left,
  bottom - top,
];

describe('automatic masks, beside the values of segment-anything’s own generator', () => {
  it.each(cases)('are the same with $options', async ({ options, masks }) => {
    const parameters = parametersOf(options);
    const candidates = await initializeMasks(
      { columns: width, rows: height, box: [0, 0, width, height] },
      parameters,
      referenceModel(objects),
      // Some that do not pass are kept, as in the product.
      { leastPredictedIoU: parameters.predIouThresh - 0.05 },
    );
    const found = createGenerator(candidates)(parameters);
    expect(
      found.map(({ mask, area, box, predictedIoU, stabilityScore, point, cropBox }) => ({
        area,
        bbox: withSizes(box),
        predicted_iou: predictedIoU,
        point_coords: [point],
        stability_score: stabilityScore,
        crop_box: withSizes(cropBox),
        counts: [...toRunLengths(mask, width, height).counts],
      })),
    ).toEqual(masks);
  });

  it('hold for parameters that matter: holes, islands, several layers of crops', () => {
    const layers = new Set(cases.map(({ options }) => parametersOf(options).cropNLayers));
    expect([...layers].sort()).toEqual([0, 1, 2]);
    expect(
      cases.filter(({ options }) => parametersOf(options).minMaskRegionArea).length,
    ).toBeGreaterThan(1);
    expect(Math.min(...cases.map(({ masks }) => masks.length))).toBeGreaterThan(5);
  });
});
