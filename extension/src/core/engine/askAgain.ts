import type { ImagePlane, PixelPoint } from '../geometry/imagePlane';
import type { Region } from '../geometry/region';
import type { RegionMask } from '../mask/regionMask';
import { withoutSlack, withSlack } from '../prompt/boxSlack';
import { cutOff } from './evidence';
import { boundsOfMask } from './score';

/** Boxes to ask the model in for what a point has found, in pixels of the slice. */
export interface AskedBoxes {
  /** What was found, as a reader would box it. */
  readonly found: Region;
  /** The part of that with the click in its middle, when most of it lies elsewhere. */
  readonly middle?: Region;
}

/** The model is not asked for anything smaller, in pixels: it would answer with noise. */
const MIN_SIDE = 5;
/** The part around a click is asked for when it has less than this share of the whole's area. */
const MIDDLE_SHARE = 0.4;
/** What has more of its rim than this on the box asked in goes on beyond it. */
const MAX_CUT = 0.2;

/**
 * Where to ask again for what was found. Readers click the middle of what they mean: a click at one
 * end of a mask may mean the smaller thing around it, whose half sides are what the mask's bounds
 * reach to from the click.
 *
 * @param click the only one, when it was set before anything was found.
 */
export function askedBoxes(mask: RegionMask, click?: PixelPoint): AskedBoxes {
  const bounds = boundsOfMask(mask);
  const found = withSlack(atLeast(bounds, MIN_SIDE));
  if (!click) return { found };
  const [i, j] = click;
  const halfWidth = Math.min(i - bounds.x, bounds.x + bounds.width - i);
  const halfHeight = Math.min(j - bounds.y, bounds.y + bounds.height - j);
  const middle: Region = {
    x: i - halfWidth,
    y: j - halfHeight,
    width: 2 * halfWidth,
    height: 2 * halfHeight,
  };
  const large = Math.min(middle.width, middle.height) >= MIN_SIDE;
  const most = middle.width * middle.height >= MIDDLE_SHARE * bounds.width * bounds.height;
  return large && !most ? { found, middle: withSlack(middle) } : { found };
}

/** Whether a mask that was asked for in a box goes on beyond it: its sides cut through it. */
export const isCutBy = (box: Region, mask: RegionMask, plane: ImagePlane): boolean =>
  cutOff(mask, withoutSlack(box), plane) > MAX_CUT;

function atLeast({ x, y, width, height }: Region, side: number): Region {
  const [dx, dy] = [Math.max(0, side - width) / 2, Math.max(0, side - height) / 2];
  return { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
}
