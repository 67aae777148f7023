import type { PixelPoint } from '../geometry/imagePlane';
import { stabilityScore, thresholdLogits, type LogitField } from '../mask/fromLogits';
import { maskHas, type RegionMask } from '../mask/regionMask';
import { cropBoxes, gridPoints, isNearCropEdge, sideOfLayer, type Box, type Crop } from './crops';
import type { GridParameters } from './parameters';
import { areaOfRuns, toRunLengths, type RunLengths } from './runLengths';

/** What the model says of one point: its masks and how good it takes each of them to be. */
export interface PointAnswer {
  readonly predictedIoU: ArrayLike<number>;
  /** The decoder's token of the first mask. */
  readonly firstToken: number;
  /**
   * A mask's logits at the slice's own pixels; what lies beyond the field is far outside. Undefined
   * when nothing is inside.
   */
  field(mask: number): LogitField | undefined;
}

/** Asks the model about points (in pixels of the slice) on one crop of it. */
export type AskPoints = (
  crop: Crop,
  points: readonly PixelPoint[],
) => Promise<readonly PointAnswer[]>;

/** Of what masks are looked for. */
export interface AutomaticArea {
  /** Size of the slice in pixels. */
  readonly columns: number;
  readonly rows: number;
  /** The part of it that stands for the image, in whole pixels. */
  readonly box: Box;
  /** Only points in here are asked about; the whole part when not given. */
  readonly within?: RegionMask;
}

/** A mask that the model gave for a point, before anything is chosen. */
export interface MaskCandidate {
  readonly crop: Crop;
  readonly point: PixelPoint;
  /** The decoder's token that gave it. */
  readonly token: number;
  readonly predictedIoU: number;
  readonly stabilityScore: number;
  /** The first and the last column and row that the mask has. */
  readonly box: Box;
  readonly area: number;
  readonly mask: RunLengths;
}

/** All that later choices are made from. */
export interface AutomaticCandidates {
  readonly columns: number;
  readonly rows: number;
  readonly candidates: readonly MaskCandidate[];
  /** Crops that were asked about. */
  readonly crops: number;
}

export interface InitializeOptions {
  /** What no later choice can want is not kept; 0 keeps all. */
  readonly leastPredictedIoU?: number;
  readonly leastStabilityScore?: number;
  readonly signal?: AbortSignal;
  /** Points that are answered, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The costly part of automatic mask generation, once: asks about each point of the grid on each crop
 * and keeps every mask with its scores. `generateMasks` chooses among them at once. Masks that their
 * crop may have cut off and those without a pixel are left out.
 *
 * Rejects with what `ask` rejects with, and with an AbortError once the signal is aborted.
 */
export async function initializeMasks(
  area: AutomaticArea,
  parameters: GridParameters,
  ask: AskPoints,
  options: InitializeOptions = {},
): Promise<AutomaticCandidates> {
  const { columns, rows, box, within } = area;
  const crops = cropBoxes(box, parameters.cropNLayers, parameters.cropOverlapRatio);
  const asked = crops
    .map(crop => {
      const { pointsPerSide, cropNPointsDownscaleFactor } = parameters;
      const side = sideOfLayer(pointsPerSide, cropNPointsDownscaleFactor, crop.layer);
      const points = gridPoints(crop.box, side);
      return { crop, points: within ? points.filter(point => liesIn(within, point)) : points };
    })
    .filter(({ points }) => points.length);
  const total = asked.reduce((sum, { points }) => sum + points.length, 0);
  const candidates: MaskCandidate[] = [];
  let done = 0;
  options.onProgress?.(done, total);
  for (const { crop, points } of asked) {
    for (let from = 0; from < points.length; from += parameters.pointsPerBatch) {
      options.signal?.throwIfAborted();
      const batch = points.slice(from, from + parameters.pointsPerBatch);
      const answers = await ask(crop, batch);
      answers.forEach((answer, n) => {
        candidates.push(...candidatesOf(answer, batch[n], crop, area, parameters, options));
      });
      done += batch.length;
      options.onProgress?.(done, total);
    }
  }
  return { columns, rows, candidates, crops: crops.length };
}

/** The grid's points are shares of the image's width and height, which begin at its edge. */
const liesIn = (within: RegionMask, [x, y]: PixelPoint) =>
  maskHas(within, [Math.floor(x), Math.floor(y)]);

function candidatesOf(
  answer: PointAnswer,
  point: PixelPoint,
  crop: Crop,
  { columns, rows, box: image }: AutomaticArea,
  { stabilityScoreOffset }: GridParameters,
  { leastPredictedIoU = 0, leastStabilityScore = 0 }: InitializeOptions,
): MaskCandidate[] {
  return Array.from(answer.predictedIoU).flatMap((predictedIoU, n): MaskCandidate[] => {
    if (leastPredictedIoU > 0 && !(predictedIoU > leastPredictedIoU)) return [];
    const field = answer.field(n);
    // In single precision, as the reference compares it.
    const stability = field ? Math.fround(stabilityScore(field.data, stabilityScoreOffset)) : 0;
    if (!field || stability < leastStabilityScore) return [];
    const mask = thresholdLogits(field);
    const { x, y, width, height } = mask;
    const box: Box = [x, y, x + width - 1, y + height - 1];
    if (!width || isNearCropEdge(box, crop.box, image)) return [];
    const runs = toRunLengths(mask, columns, rows);
    const scores = { predictedIoU, stabilityScore: stability };
    const token = answer.firstToken + n;
    return [{ crop, point, token, ...scores, box, area: areaOfRuns(runs), mask: runs }];
  });
}
