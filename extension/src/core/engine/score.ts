import type { ImagePlane, PixelPoint } from '../geometry/imagePlane';
import type { Region } from '../geometry/region';
import { squaredDistanceInside } from '../mask/distance';
import {
  boundsOfMask,
  intersectionArea,
  intersectionOverUnion,
  maskArea,
  maskHas,
  symmetricDifference,
  type RegionMask,
} from '../mask/regionMask';
import { withoutSlack } from '../prompt/boxSlack';
import type { PromptGeometry } from '../prompt/modelPrompts';
import type { EngineConfig } from './config';
import { byScore, withTerms, type Hypothesis, type Terms } from './hypothesis';
import type { Plan } from './plan';
import type { Scene } from './scene';

type ScoreConfig = EngineConfig['score'];

/**
 * Scores hypotheses, best first. They vote for each other by their overlap, weighted by the model's
 * predicted IoU.
 */
export function score(plan: Plan, scene: Scene, hypotheses: readonly Hypothesis[]): Hypothesis[] {
  const { stages, score: config } = plan.config;
  if (!stages.score) {
    return byScore(hypotheses.map(one => withTerms(one, { predictedIoU: one.predictedIoU })));
  }
  const agreements = mutualAgreement(hypotheses);
  const before = plan.previous?.mask;
  return byScore(
    hypotheses.map((hypothesis, n) =>
      withTerms(hypothesis, {
        ...(scene.prompts.box
          ? boxTerms(scene, hypothesis, agreements[n], config)
          : clickTerms(hypothesis, agreements[n], config)),
        ...(before ? continuityTerms(scene, hypothesis.mask, before, config) : {}),
        violation: config.violation * violations(hypothesis.mask, scene.prompts),
      }),
    ),
  );
}

/** What the postprocessed mask gains: how well it fills the reader's box; outlines are loose. */
export const boxFit = (
  mask: RegionMask,
  { box, outlines }: PromptGeometry,
  config: ScoreConfig,
): Terms =>
  box && !outlines ? { boxFit: config.boxFit * boxOverlap(boundsOfMask(mask), box) } : {};

const clickTerms = ({ predictedIoU }: Hypothesis, agreed: number, config: ScoreConfig): Terms => ({
  predictedIoU: config.predictedIoU * predictedIoU,
  agreement: config.agreement * agreed,
});

function boxTerms(
  { prompts: { box, outlines } }: Scene,
  { mask }: Hypothesis,
  agreed: number,
  { tightness, outlineTightness }: ScoreConfig,
): Terms {
  const filled = boxOverlap(boundsOfMask(mask), box!);
  return { boxAgreement: agreed * filled ** (outlines ? outlineTightness : tightness) };
}

/** How well a mask follows from the one before by the clicks that this one had wrong. */
function continuityTerms(
  { slice: { plane }, prompts: { include, exclude } }: Scene,
  mask: RegionMask,
  before: RegionMask,
  config: ScoreConfig,
): Terms {
  const missed = include.filter(point => !maskHas(before, point));
  const leaked = exclude.filter(point => maskHas(before, point));
  const kept = consistency(mask, before, missed.length > 0, leaked.length > 0);
  const clicks = [...missed, ...leaked];
  const consistent = { consistency: config.consistency * kept };
  if (clicks.length === 0) return consistent;
  const central = centrality(symmetricDifference(mask, before), clicks, plane);
  return { ...consistent, changeCentrality: config.changeCentrality * central };
}

/** Depth of the clicks in the mask relative to its deepest pixel, the mean over the clicks. */
function centrality(
  { x, y, width, height, data }: RegionMask,
  clicks: readonly PixelPoint[],
  { columnSpacing, rowSpacing }: ImagePlane,
): number {
  const squared = squaredDistanceInside(data, width, height, columnSpacing, rowSpacing);
  let deepest = Number.MIN_VALUE;
  for (const depth of squared) if (depth > deepest) deepest = depth;
  let sum = 0;
  for (const [i, j] of clicks) {
    const [u, v] = [Math.round(i) - x, Math.round(j) - y];
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    sum += Math.sqrt(squared[v * width + u] / deepest);
  }
  return sum / clicks.length;
}

/** Of each hypothesis, the mean overlap (IoU) with the others, weighted by their predicted IoU. */
function mutualAgreement(all: readonly Hypothesis[]): number[] {
  const areas = all.map(({ mask }) => maskArea(mask));
  const sums = all.map(() => 0);
  const total = all.reduce((sum, { predictedIoU }) => sum + predictedIoU, 0);
  for (let a = 0; a < all.length; a++) {
    for (let b = a + 1; b < all.length; b++) {
      const shared = intersectionArea(all[a].mask, all[b].mask);
      const overlap = shared / (areas[a] + areas[b] - shared);
      sums[a] += all[b].predictedIoU * overlap;
      sums[b] += all[a].predictedIoU * overlap;
    }
  }
  return sums.map((sum, n) => {
    const votes = total - all[n].predictedIoU;
    return votes > 0 ? sum / votes : 0;
  });
}

/**
 * A reader who adds an include click wants more, one who adds an exclude click wants less: the
 * share of the mask before that is kept, or of the new mask that was there before; their overlap
 * when both were added, or none.
 */
function consistency(mask: RegionMask, before: RegionMask, more: boolean, less: boolean): number {
  if (more === less) return intersectionOverUnion(mask, before);
  return intersectionArea(mask, before) / Math.max(1, maskArea(more ? before : mask));
}

/** Share of the clicks that the mask puts on the wrong side. */
function violations(mask: RegionMask, { include, exclude }: PromptGeometry): number {
  const clicks = include.length + exclude.length;
  if (clicks === 0) return 0;
  const missed = include.filter(point => !maskHas(mask, point)).length;
  const leaked = exclude.filter(point => maskHas(mask, point)).length;
  return (missed + leaked) / clicks;
}

/** IoU of the bounds with the box, less its slack. */
function boxOverlap(bounds: Region, box: Region): number {
  const inner = withoutSlack(box);
  const width =
    Math.min(bounds.x + bounds.width, inner.x + inner.width) - Math.max(bounds.x, inner.x);
  const height =
    Math.min(bounds.y + bounds.height, inner.y + inner.height) - Math.max(bounds.y, inner.y);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (bounds.width * bounds.height + inner.width * inner.height - shared);
}
