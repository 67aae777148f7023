import type { EncodeSpec } from '../extension/src/core/engine/types';
import { createImageTransform } from '../extension/src/core/geometry/imageTransform';
import { wholeImage } from '../extension/src/core/geometry/region';
import type { SliceImage } from '../extension/src/core/image/sliceImage';
import { CT_SOFT_TISSUE, percentileWindow, sampleValues } from '../extension/src/core/image/window';
import { thresholdLogits, upsampleLogits } from '../extension/src/core/mask/fromLogits';
import {
  maskArea,
  maskHas,
  pixelsOf,
  type RegionMask,
} from '../extension/src/core/mask/regionMask';
import { promptGeometry, toModelPrompts } from '../extension/src/core/prompt/modelPrompts';
import type { Prompt } from '../extension/src/core/prompt/prompt';
import type { LoadedModel } from '../extension/src/inference/loadModel';
import { ModelSegmenter } from '../extension/src/inference/segmenter';
import { boxCorners, casesOf, deepestPoint, pointPrompt } from '../test/bench/accuracy/cases';
import { listSets, readSet } from '../test/data/readSet';

/** How well the masks of one model agree with those of another on the same prompts. */
export interface Agreement {
  /** IoU of each mask; two empty masks agree. */
  readonly box: readonly number[];
  readonly point: readonly number[];
}

const CACHE_BYTES = 64 * 2 ** 20;

/**
 * Masks of each candidate against those of the reference, encoder and decoder together: on whole
 * slices of labelled sets, for a box and a point on each label of `slices` slices. Both answer
 * with the mask that the reference would choose: that of the highest predicted IoU.
 *
 * @param folders folders with labelled sets at or below them.
 */
export async function measureAgreement(
  reference: LoadedModel,
  candidates: readonly LoadedModel[],
  folders: readonly string[],
  slices: number,
): Promise<readonly Agreement[]> {
  const base = new ModelSegmenter(reference, CACHE_BYTES);
  const others = candidates.map(model => new ModelSegmenter(model, CACHE_BYTES));
  const result = others.map(() => ({ box: [] as number[], point: [] as number[] }));
  for (const folder of listSets(folders)) {
    const set = await readSet(folder);
    const cases = set.labels.flatMap(({ name }) => casesOf(set, name, slices));
    // Slice by slice: each is encoded once.
    for (const subject of cases.sort((a, b) => a.k - b.k)) {
      const { slice } = subject;
      const window = slice.units === 'HU' ? CT_SOFT_TISSUE : percentileWindow(sampleValues(slice));
      const spec = { region: wholeImage(slice.plane), window };
      const tasks: Record<keyof Agreement, Prompt> = {
        box: { kind: 'box', corners: boxCorners(subject) },
        point: pointPrompt(deepestPoint(subject)),
      };
      for (const task of ['box', 'point'] as const) {
        const own = await masksOf(base, slice, spec, tasks[task]);
        const best = own.predictedIoU.indexOf(Math.max(...own.predictedIoU));
        for (const [n, other] of others.entries()) {
          const answer = await masksOf(other, slice, spec, tasks[task]);
          result[n][task].push(maskIoU(answer.mask(best), own.mask(best)));
        }
      }
    }
  }
  return result;
}

/** The answer of a model at the slice's pixels; each model has sides of its own. */
async function masksOf(
  segmenter: ModelSegmenter,
  slice: SliceImage,
  spec: EncodeSpec,
  prompt: Prompt,
) {
  const { inputSize, maskSide } = segmenter;
  const transform = createImageTransform(slice.plane, spec.region, inputSize);
  const { logits, predictedIoU } = await segmenter.decode(
    await segmenter.encode(slice, spec),
    toModelPrompts(promptGeometry([prompt]), transform),
  );
  const size = maskSide * maskSide;
  const mask = (index: number) => {
    const chosen = logits.subarray(index * size, (index + 1) * size);
    return thresholdLogits(upsampleLogits(chosen, transform, slice.plane));
  };
  return { predictedIoU, mask };
}

/** Common area over united area; 1 for two empty masks. */
function maskIoU(a: RegionMask, b: RegionMask): number {
  let common = 0;
  for (const pixel of pixelsOf(a)) if (maskHas(b, pixel)) common++;
  const united = maskArea(a) + maskArea(b) - common;
  return united === 0 ? 1 : common / united;
}
