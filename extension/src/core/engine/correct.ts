import type { ImagePlane, PixelPoint } from '../geometry/imagePlane';
import { labelComponents } from '../mask/components';
import { squaredDistanceInside } from '../mask/distance';
import {
  cropMask,
  maskHas,
  tighten,
  type RegionMask,
  type PixelRectangle,
} from '../mask/regionMask';
import type { PromptGeometry } from '../prompt/modelPrompts';
import { allowedBy } from './allowed';
import type { EngineConfig } from './config';

/** A click that the mask has on the wrong side. */
export interface Violation {
  readonly at: PixelPoint;
  /** What the click asks for: 1 inside, 0 outside. */
  readonly wanted: 0 | 1;
  /**
   * Distance of the click from the mask's border, mm; at most half of that from a click of the
   * other kind, which speaks for what is nearer to it.
   */
  readonly depthMm: number;
}

/** The clicks that the mask has on the wrong side. */
export function violationsOf(
  mask: RegionMask,
  { include, exclude }: PromptGeometry,
  plane: ImagePlane,
): Violation[] {
  const missed = include.filter(at => !maskHas(mask, at)).map(at => ({ at, wanted: 1 as const }));
  const leaked = exclude.filter(at => maskHas(mask, at)).map(at => ({ at, wanted: 0 as const }));
  return [...missed, ...leaked].map(click => {
    const field = borderDistance(mask, click.at, click.wanted, plane);
    const others = (click.wanted ? exclude : include).map(other =>
      Math.hypot(
        (other[0] - click.at[0]) * plane.columnSpacing,
        (other[1] - click.at[1]) * plane.rowSpacing,
      ),
    );
    const depthMm = Math.min(field.depthAt(click.at), ...others.map(distance => distance / 2));
    return { ...click, depthMm };
  });
}

type SpreadConfig = EngineConfig['refine']['spread'];

/** A mask of the model's, and how much it counts among others. */
export interface Vote {
  readonly mask: RegionMask;
  readonly predictedIoU: number;
}

/** Depths beyond this make no difference: the mask is wrong as a whole. */
const FAR_MM = 60;

/**
 * The mask with one click put right, and as little else as possible. A reader clicks the middle of
 * an error, so the disc around the click that reaches to the mask's border is all error; as a rule
 * the error goes on along the border and, where the model agrees, beyond.
 *
 * What is nearer to a click of the other kind, or outside a box or outline, changes in the disc
 * only.
 *
 * @param votes the model's masks for all prompts; without them the disc alone changes.
 */
export function correctAround(
  mask: RegionMask,
  click: Violation,
  plane: ImagePlane,
  prompts: PromptGeometry,
  config: SpreadConfig,
  votes?: readonly Vote[],
): RegionMask {
  const spreads = votes !== undefined && click.depthMm > 0;
  const reach = spreads ? config.reach * click.depthMm : click.depthMm;
  // No pixel changes that is deeper than that.
  const deepest = (config.own + config.voted) * click.depthMm;
  const rectangle = around(mask, click.at, reach + deepest, plane);
  const { x, y, width, height } = rectangle;
  const { data } = cropMask(mask, rectangle);
  const wrongSide = click.wanted ? data.map(inside => 1 - inside) : data;
  const spread = spreads
    ? spreadOver(rectangle, wrongSide, click, plane, prompts, votes, config)
    : undefined;
  const changes = new Uint8Array(data.length);
  const [i, j] = [Math.round(click.at[0]) - x, Math.round(click.at[1]) - y];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      const dx = (x + u - click.at[0]) * plane.columnSpacing;
      const dy = (y + v - click.at[1]) * plane.rowSpacing;
      const distance = Math.hypot(dx, dy);
      const spreadsHere =
        spread !== undefined && distance <= reach && spread(n, [x + u, y + v], distance);
      if (distance < click.depthMm || (u === i && v === j) || spreadsHere) changes[n] = 1;
    }
  }
  const { labels } = labelComponents(changes, width, height, 4);
  const own = labels[j * width + i];
  for (let n = 0; n < data.length; n++) if (own && labels[n] === own) data[n] = click.wanted;
  return tighten({ ...rectangle, data });
}

/** Whether a correction spreads to the n-th pixel of the rectangle, so far from the click in mm. */
function spreadOver(
  rectangle: PixelRectangle,
  wrongSide: Uint8Array,
  { wanted, depthMm }: Violation,
  { columnSpacing, rowSpacing }: ImagePlane,
  prompts: PromptGeometry,
  votes: readonly Vote[],
  config: SpreadConfig,
): (n: number, at: PixelPoint, distanceMm: number) => boolean {
  const allowed = wanted ? allowedBy(rectangle, prompts) : undefined;
  const others = wanted ? prompts.exclude : prompts.include;
  const distance = ([ai, aj]: PixelPoint, [bi, bj]: PixelPoint) =>
    Math.hypot((ai - bi) * columnSpacing, (aj - bj) * rowSpacing);
  const { width, height } = rectangle;
  const squared = squaredDistanceInside(wrongSide, width, height, columnSpacing, rowSpacing);
  const agreed = new Float32Array(wrongSide.length);
  let all = Number.MIN_VALUE;
  for (const { mask, predictedIoU } of votes) {
    all += predictedIoU;
    const { data } = cropMask(mask, rectangle);
    for (let n = 0; n < data.length; n++) if (data[n] === wanted) agreed[n] += predictedIoU;
  }
  return (n, at, distanceMm) => {
    if (!wrongSide[n] || (allowed && !allowed[n])) return false;
    if (others.some(other => distance(other, at) <= distanceMm)) return false;
    const depth = Math.sqrt(squared[n]) / depthMm;
    const along = Math.sqrt(Math.max(0, (distanceMm / depthMm) ** 2 - (depth - 1) ** 2));
    return depth + config.along * along < config.own + (config.voted * agreed[n]) / all;
  };
}

/** The rectangle that holds the mask and the reach of the click. */
function around(
  mask: RegionMask,
  [i, j]: PixelPoint,
  reachMm: number,
  { columnSpacing, rowSpacing, columns, rows }: ImagePlane,
): PixelRectangle {
  const [rx, ry] = [Math.ceil(reachMm / columnSpacing) + 1, Math.ceil(reachMm / rowSpacing) + 1];
  const [ci, cj] = [Math.round(i), Math.round(j)];
  const left = Math.max(0, Math.min(mask.width ? mask.x : ci, ci - rx));
  const top = Math.max(0, Math.min(mask.width ? mask.y : cj, cj - ry));
  const right = Math.min(columns, Math.max(mask.x + mask.width, ci + rx + 1));
  const bottom = Math.min(rows, Math.max(mask.y + mask.height, cj + ry + 1));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Distances within the part of the slice that is on the wrong side for the click. */
function borderDistance(
  mask: RegionMask,
  click: PixelPoint,
  wanted: 0 | 1,
  plane: ImagePlane,
): { depthAt(at: PixelPoint): number } {
  const rectangle = around(mask, click, FAR_MM, plane);
  const { data } = cropMask(mask, rectangle);
  const wrong = wanted ? data.map(inside => 1 - inside) : data;
  const { columnSpacing, rowSpacing } = plane;
  const { width, height } = rectangle;
  const squared = squaredDistanceInside(wrong, width, height, columnSpacing, rowSpacing);
  return {
    depthAt: ([i, j]) =>
      Math.sqrt(squared[(Math.round(j) - rectangle.y) * width + Math.round(i) - rectangle.x]),
  };
}
