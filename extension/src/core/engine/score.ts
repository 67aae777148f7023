import type { ImagePlane } from '../geometry/imagePlane';
import type { Region } from '../geometry/region';
import {
  intersectionArea,
  intersectionOverUnion,
  maskArea,
  maskHas,
  symmetricDifference,
  type RegionMask,
} from '../mask/regionMask';
import type { SliceImage } from '../image/sliceImage';
import { withoutSlack } from '../prompt/boxSlack';
import type { PromptGeometry } from '../prompt/modelPrompts';
import { centrality, gatherEvidence, type Tissue } from './evidence';
import type { Proposal } from './proposals';
import type { Scene } from './scene';

export interface Scored extends Proposal {
  readonly score: number;
}

/**
 * Weights of the score of a mask without a box: what other proposals agree on, has the click in its
 * middle, is not cut off by the crop and is not the model's coarsest reading (token 3, which tends
 * to be the whole body). Fitted on the open sets to the expected Dice of the choice;
 * test/bench/accuracy/README.md has the fit, and how it does on labels left out.
 */
const WEIGHTS = {
  agreement: 0.61,
  centrality: 0.87,
  predictedIoU: 0.11,
  oversize: -0.72,
  cutOff: -0.65,
  sameTissue: 0.32,
  similarTissue: -0.47,
  coarsest: -0.5,
};
const COARSEST_TOKEN = 3;
/** How strongly a box asks for a mask that fills it: the exponent of their overlap. */
const TIGHTNESS = 2;
/** An outline drawn by hand is loose: what fills it is hardly better than what doesn't. */
const OUTLINE_TIGHTNESS = 0.5;
/** What a click on the wrong side costs; more than any other evidence can give. */
const VIOLATION = 2;
/** What a proposal gains that changes the mask shown before only as the new clicks ask for. */
const CONSISTENCY = 0.8;
/** What one gains whose change has the new clicks in its middle: readers click that of an error. */
const CHANGE_CENTRALITY = 1;

/**
 * Scores proposals, best first. They vote for each other by their overlap, weighted by the model's
 * predicted IoU; `voters` vote without being candidates.
 */
export function rank(
  { slice, prompts }: Scene,
  proposals: readonly Proposal[],
  voters: readonly Proposal[],
  tissue: Tissue,
  before?: RegionMask,
): Scored[] {
  const agreements = mutualAgreement([...proposals, ...voters]);
  const tightness = prompts.outlines ? OUTLINE_TIGHTNESS : TIGHTNESS;
  const scored = proposals.map((proposal, n) => {
    const agreed = agreements[n];
    const own = prompts.box
      ? agreed * overlap(boundsOfMask(proposal.mask), prompts.box) ** tightness
      : weighed(slice, prompts, proposal, agreed, tissue);
    const kept = before ? continuity(slice.plane, proposal.mask, before, prompts) : 0;
    return { ...proposal, score: own + kept - VIOLATION * violations(proposal.mask, prompts) };
  });
  return scored.sort((a, b) => b.score - a.score);
}

function weighed(
  slice: SliceImage,
  { include }: PromptGeometry,
  { mask, crop, predictedIoU, token }: Proposal,
  agreed: number,
  tissue: Tissue,
): number {
  const evidence = gatherEvidence(slice, mask, crop, include, tissue);
  return (
    WEIGHTS.agreement * agreed +
    WEIGHTS.centrality * evidence.centrality +
    WEIGHTS.predictedIoU * predictedIoU +
    WEIGHTS.oversize * evidence.oversize +
    WEIGHTS.cutOff * Math.min(evidence.cutOff, 0.2) +
    WEIGHTS.sameTissue * evidence.sameTissue +
    WEIGHTS.similarTissue * evidence.similarTissue +
    (token === COARSEST_TOKEN ? WEIGHTS.coarsest : 0)
  );
}

/** Of each proposal, the mean overlap (IoU) with the others, weighted by their predicted IoU. */
function mutualAgreement(all: readonly Proposal[]): number[] {
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

/** How well a mask follows from the one before by the clicks that this one had wrong. */
function continuity(
  plane: ImagePlane,
  mask: RegionMask,
  before: RegionMask,
  { include, exclude }: PromptGeometry,
): number {
  const missed = include.filter(point => !maskHas(before, point));
  const leaked = exclude.filter(point => maskHas(before, point));
  const kept = consistency(mask, before, missed.length > 0, leaked.length > 0);
  const clicks = [...missed, ...leaked];
  if (clicks.length === 0) return CONSISTENCY * kept;
  const central = centrality(symmetricDifference(mask, before), clicks, plane);
  return CONSISTENCY * kept + CHANGE_CENTRALITY * central;
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

/**
 * What a finished mask gains in the ranking: how well it fills the reader's box, which it may do
 * better or worse than what the model drew. 0 without a box; an outline says less of the bounds.
 */
export const fit = (mask: RegionMask, { box, outlines }: PromptGeometry): number =>
  box && !outlines ? overlap(boundsOfMask(mask), box) : 0;

/** Bounds of a mask from pixel edge to pixel edge. */
export const boundsOfMask = ({ x, y, width, height }: RegionMask): Region => ({
  x: x - 0.5,
  y: y - 0.5,
  width,
  height,
});

/** IoU of the mask's bounds with the box, less its slack. */
function overlap(bounds: Region, box: Region): number {
  const inner = withoutSlack(box);
  const width =
    Math.min(bounds.x + bounds.width, inner.x + inner.width) - Math.max(bounds.x, inner.x);
  const height =
    Math.min(bounds.y + bounds.height, inner.y + inner.height) - Math.max(bounds.y, inner.y);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (bounds.width * bounds.height + inner.width * inner.height - shared);
}
