import type { PixelPoint } from '../geometry/imagePlane';
import { maskArea, type RegionMask } from '../mask/regionMask';
import type { Box } from './crops';
import type { AutomaticCandidates, MaskCandidate } from './initialize';
import { nonMaximumSuppression } from './nonMaximumSuppression';
import type { ThresholdParameters } from './parameters';
import { fromRunLengths } from './runLengths';
import { withoutSmallRegions } from './smallRegions';

/** A mask that was found without a prompt. */
export interface AutomaticMask {
  /** Of the candidate: the same whatever the thresholds are. */
  readonly id: number;
  readonly mask: RegionMask;
  /** Pixels inside. */
  readonly area: number;
  /** The first and the last column and row that the mask has. */
  readonly box: Box;
  readonly predictedIoU: number;
  readonly stabilityScore: number;
  /** The grid's point that it was found by. */
  readonly point: PixelPoint;
  /** The decoder's token that gave it. */
  readonly token: number;
  /** The part of the slice that the model was shown. */
  readonly cropBox: Box;
}

/** Chooses masks by thresholds, at once and as often as wanted. */
export type GenerateMasks = (thresholds: ThresholdParameters) => readonly AutomaticMask[];

/**
 * The cheap part of automatic mask generation: filters by predicted IoU and stability, removes
 * duplicates within each crop and across crops (smaller crops first), then small regions and the
 * duplicates that this makes. In the reference's order: by falling predicted IoU within a crop.
 *
 * A mask that is chosen again is the same object as before.
 */
export function createGenerator(of: AutomaticCandidates): GenerateMasks {
  /** What was made of the candidates that were chosen last, and for which area. */
  let made = new Map<number, Made>();
  let madeFor = 0;
  const make = (id: number, minArea: number): Made => {
    const candidate = of.candidates[id];
    const whole = fromRunLengths(candidate.mask);
    const cleaned = minArea > 0 ? withoutSmallRegions(whole, minArea, of.columns, of.rows) : null;
    const mask = cleaned ?? whole;
    const { predictedIoU, stabilityScore, point, token, crop } = candidate;
    const scores = { predictedIoU, stabilityScore };
    const box = boxOf(mask);
    const found = { ...scores, point, token, cropBox: crop.box };
    const described = { id, mask, area: maskArea(mask), box, ...found };
    return { mask: described, changed: cleaned !== null };
  };
  return thresholds => {
    const { minMaskRegionArea: minArea, boxNmsThresh, cropNmsThresh } = thresholds;
    const before = madeFor === minArea ? made : new Map<number, Made>();
    const chosen = choose(of, thresholds).map(id => before.get(id) ?? make(id, minArea));
    made = new Map(chosen.map(one => [one.mask.id, one]));
    madeFor = minArea;
    if (!(minArea > 0)) return chosen.map(({ mask }) => mask);
    // Those that needed no cleaning go first.
    const kept = nonMaximumSuppression(
      chosen.map(({ mask: { box } }) => box),
      chosen.map(({ changed }) => (changed ? 0 : 1)),
      Math.max(boxNmsThresh, cropNmsThresh),
    );
    return kept.map(n => chosen[n].mask);
  };
}

/** A mask, and whether small regions were removed from it. */
interface Made {
  readonly mask: AutomaticMask;
  readonly changed: boolean;
}

/** The places of the candidates that pass the thresholds, without duplicates. */
function choose(
  { candidates, crops }: AutomaticCandidates,
  { predIouThresh, stabilityScoreThresh, boxNmsThresh, cropNmsThresh }: ThresholdParameters,
): readonly number[] {
  const [leastIoU, leastStability] = [
    Math.fround(predIouThresh),
    Math.fround(stabilityScoreThresh),
  ];
  const byCrop = new Map<string, number[]>();
  candidates.forEach(({ predictedIoU, stabilityScore, crop: { layer, box } }, id) => {
    if (predIouThresh > 0 && !(predictedIoU > leastIoU)) return;
    if (stabilityScoreThresh > 0 && stabilityScore < leastStability) return;
    const key = `${layer} ${box.join()}`;
    const same = byCrop.get(key);
    if (same) same.push(id);
    else byCrop.set(key, [id]);
  });
  const suppressed = (
    ids: readonly number[],
    scoreOf: (candidate: MaskCandidate) => number,
    threshold: number,
  ) => {
    const those = ids.map(id => candidates[id]);
    const boxes = those.map(({ box }) => box);
    return nonMaximumSuppression(boxes, those.map(scoreOf), threshold).map(n => ids[n]);
  };
  const ofAll = [...byCrop.values()].flatMap(ids =>
    suppressed(ids, ({ predictedIoU }) => predictedIoU, boxNmsThresh),
  );
  return crops === 1 ? ofAll : suppressed(ofAll, preferSmallCrops, cropNmsThresh);
}

const preferSmallCrops = ({ crop: { box } }: MaskCandidate): number =>
  Math.fround(1 / ((box[2] - box[0]) * (box[3] - box[1])));

const boxOf = ({ x, y, width, height }: RegionMask): Box => [x, y, x + width - 1, y + height - 1];
