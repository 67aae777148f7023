import type { PixelPoint } from '../geometry/imagePlane';
import { contains, type Region } from '../geometry/region';
import { patchOf, smooth, type Patch } from '../image/patch';
import type { SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import { thresholdLogits, type LogitField } from '../mask/fromLogits';
import { fillPolygon } from '../mask/polygon';
import { refineByTissue, withinAllowed } from '../mask/refine';
import type { RegionMask } from '../mask/regionMask';
import { withoutSlack } from '../prompt/boxSlack';
import type { PromptGeometry } from '../prompt/modelPrompts';
import type { Tissue } from './evidence';

/** Parts smaller than this share of the largest one, without a click in them, are specks. */
const SPECK_SHARE = 0.1;
/** Values further from the tissue than this don't count: the border is drawn at their rim. */
const RANGE_UNITS = 450;
/** How far the border may move, in pixels of the slice. */
const REACH = 4;
/** What a pixel in the slack of a box has to be sure of beyond others, in logits. */
const SLACK_LOGIT = 5;

export interface Finished {
  readonly mask: RegionMask;
  /** Logits that the mask comes from. */
  readonly field: LogitField;
}

/**
 * Makes a proposal's soft mask the answer: border moved to where the values change, nothing
 * outside the box, every click on its side, no specks and holes.
 *
 * @param tissue what the values are compared with; the border stays where the model drew it when
 *   not given.
 */
export function finish(
  slice: SliceImage,
  prompts: PromptGeometry,
  field: LogitField,
  tissue?: Tissue,
): Finished {
  const allowed = allowedBy(field, prompts);
  // An outline drawn by hand has no margin to speak of.
  const logits = prompts.outlines ? field.data : wary(field, prompts.box);
  const data = tissue
    ? refineByTissue(tissuePatch(slice, field, tissue), logits, REACH, allowed)
    : allowed
      ? withinAllowed(logits, allowed)
      : logits;
  const finished = { ...field, data };
  const raw = thresholdLogits(finished);
  const mask = fillHoles(dropIslands(raw, prompts.include, SPECK_SHARE));
  return { mask, field: finished };
}

/** The values under a field, as far as they tell the tissue from others. */
function tissuePatch(
  slice: SliceImage,
  { x, y, width, height }: LogitField,
  { value, unit }: Tissue,
): Patch {
  const region = { x, y, width: width - 1, height: height - 1 };
  const range = RANGE_UNITS * unit;
  return smooth(patchOf(slice, region, { lower: value - range, upper: value + range }));
}

/** The logits, lower in the margin that readers leave between the object and their box. */
function wary({ x, y, width, height, data }: LogitField, box: Region | undefined): Float32Array {
  if (!box) return data;
  const inner = withoutSlack(box);
  const logits = Float32Array.from(data);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (!contains(inner, [x + u, y + v])) logits[n] -= SLACK_LOGIT;
    }
  }
  return logits;
}

/** 1 where the box and the outlines let the mask be; undefined when there are none. */
export function allowedBy(
  { x, y, width, height }: Pick<LogitField, 'x' | 'y' | 'width' | 'height'>,
  { box, outlines }: PromptGeometry,
): Uint8Array | undefined {
  if (outlines) {
    const inside = new Uint8Array(width * height);
    for (const outline of outlines) {
      const own = new Uint8Array(width * height);
      fillPolygon(
        outline.map(([i, j]): PixelPoint => [i - x, j - y]),
        own,
        width,
        height,
      );
      own.forEach((value, n) => (inside[n] |= value));
    }
    return inside;
  }
  if (!box) return undefined;
  const inside = new Uint8Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      inside[n] = contains(box, [x + u, y + v]) ? 1 : 0;
    }
  }
  return inside;
}
