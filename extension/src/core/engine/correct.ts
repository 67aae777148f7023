import type { ImagePlane, PixelPoint } from '../geometry/imagePlane';
import { labelComponents } from '../mask/components';
import { squaredDistanceInside } from '../mask/distance';
import { cropMask, maskHas, tighten, type RegionMask } from '../mask/regionMask';
import type { PromptGeometry } from '../prompt/modelPrompts';

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

/**
 * The mask with one click put right, and as little else as possible: where the model's new mask
 * differs from it in one piece around the click, that piece is taken over, as far as the click
 * speaks for it; in any case the disc around the click that reaches to the mask's border. A reader
 * clicks the middle of an error, so that disc is all error.
 *
 * @param suggestion the model's mask for all prompts.
 */
export function correctAround(
  mask: RegionMask,
  click: Violation,
  suggestion: RegionMask | undefined,
  plane: ImagePlane,
): RegionMask {
  const reach = Math.max(REACH * click.depthMm, MIN_REACH_MM);
  const rectangle = around(mask, click.at, reach, plane);
  const data = cropMask(mask, rectangle).data;
  const { x, y, width, height } = rectangle;
  const piece = suggestion && pieceAround(mask, suggestion, click, rectangle);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      const dx = (x + u - click.at[0]) * plane.columnSpacing;
      const dy = (y + v - click.at[1]) * plane.rowSpacing;
      const distance = Math.hypot(dx, dy);
      const here = u === Math.round(click.at[0]) - x && v === Math.round(click.at[1]) - y;
      if (here || distance < click.depthMm || (piece?.[n] && distance <= reach)) {
        data[n] = click.wanted;
      }
    }
  }
  return tighten({ x, y, width, height, data });
}

/** How far a suggested change may go, in depths of the click, and at least. */
const REACH = 4;
const MIN_REACH_MM = 1;
/** Depths beyond this make no difference: the mask is wrong as a whole. */
const FAR_MM = 60;

/** The rectangle that holds the mask and the reach of the click. */
function around(
  mask: RegionMask,
  [i, j]: PixelPoint,
  reachMm: number,
  { columnSpacing, rowSpacing, columns, rows }: ImagePlane,
) {
  const [rx, ry] = [Math.ceil(reachMm / columnSpacing) + 1, Math.ceil(reachMm / rowSpacing) + 1];
  const [ci, cj] = [Math.round(i), Math.round(j)];
  const left = Math.max(0, Math.min(mask.width ? mask.x : ci, ci - rx));
  const top = Math.max(0, Math.min(mask.width ? mask.y : cj, cj - ry));
  const right = Math.min(columns, Math.max(mask.x + mask.width, ci + rx + 1));
  const bottom = Math.min(rows, Math.max(mask.y + mask.height, cj + ry + 1));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** 1 where the suggestion differs from the mask, connected with the click. */
function pieceAround(
  mask: RegionMask,
  suggestion: RegionMask,
  { at: [i, j], wanted }: Violation,
  rectangle: Pick<RegionMask, 'x' | 'y' | 'width' | 'height'>,
): Uint8Array | undefined {
  const before = cropMask(mask, rectangle).data;
  const after = cropMask(suggestion, rectangle).data;
  const changed = before.map((inside, n) => (inside !== wanted && after[n] === wanted ? 1 : 0));
  const { width, height } = rectangle;
  const { labels } = labelComponents(changed, width, height, 4);
  const label = labels[(Math.round(j) - rectangle.y) * width + Math.round(i) - rectangle.x];
  return label ? Uint8Array.from(labels, other => (other === label ? 1 : 0)) : undefined;
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
