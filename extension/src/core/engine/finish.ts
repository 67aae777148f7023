import type { PixelPoint } from '../geometry/imagePlane';
import { contains, type Region } from '../geometry/region';
import { patchOf, smooth } from '../image/patch';
import type { SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import { thresholdLogits, type LogitField } from '../mask/fromLogits';
import { fillPolygon } from '../mask/polygon';
import { refineByTissue } from '../mask/refine';
import { tighten, type RegionMask } from '../mask/regionMask';
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
/** What is looked at around a mask, in pixels and as a share of its longer side. */
const MIN_MARGIN = 12;
const MARGIN_SHARE = 0.25;

export interface Finished {
  readonly mask: RegionMask;
  /** Logits that the mask comes from. */
  readonly field: LogitField;
}

/**
 * Makes a proposal's soft mask the answer: border moved to where the values change, nothing
 * outside the box, every click on its side, no specks and holes.
 */
export function finish(
  slice: SliceImage,
  prompts: PromptGeometry,
  whole: LogitField,
  tissue: Tissue,
): Finished {
  const field = aroundMask(whole);
  const { x, y, width, height } = field;
  const range = RANGE_UNITS * tissue.unit;
  const patch = smooth(
    patchOf(
      slice,
      { x, y, width: width - 1, height: height - 1 },
      { lower: tissue.value - range, upper: tissue.value + range },
    ),
  );
  const allowed = allowedBy(field, prompts);
  // An outline drawn by hand has no margin to speak of.
  const logits = prompts.outlines ? field.data : wary(field, prompts.box);
  const probability = refineByTissue(patch, logits, REACH, allowed);
  const finished = new Float32Array(probability.length);
  const data = new Uint8Array(probability.length);
  for (let n = 0; n < data.length; n++) {
    const p = probability[n];
    finished[n] = Math.log(Math.max(p, 1e-5) / Math.max(1 - p, 1e-5));
    data[n] = p > 0.5 ? 1 : 0;
  }
  const raw = tighten({ x, y, width, height, data });
  const mask = fillHoles(dropIslands(raw, prompts.include, SPECK_SHARE));
  return { mask, field: { ...field, data: finished } };
}

/** The part of a field that holds its mask and some of what is around it. */
function aroundMask(field: LogitField): LogitField {
  const mask = thresholdLogits(field);
  const margin = Math.max(MIN_MARGIN, Math.ceil(MARGIN_SHARE * Math.max(mask.width, mask.height)));
  const left = Math.max(field.x, mask.x - margin);
  const top = Math.max(field.y, mask.y - margin);
  const width = Math.min(field.x + field.width, mask.x + mask.width + margin) - left;
  const height = Math.min(field.y + field.height, mask.y + mask.height + margin) - top;
  if (!mask.width || width <= 0 || height <= 0) return field;
  const data = new Float32Array(width * height);
  for (let v = 0; v < height; v++) {
    const from = (top - field.y + v) * field.width + left - field.x;
    data.set(field.data.subarray(from, from + width), v * width);
  }
  return { x: left, y: top, width, height, data };
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
function allowedBy(
  { x, y, width, height }: LogitField,
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
