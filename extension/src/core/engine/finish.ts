import type { PixelPoint } from '../geometry/imagePlane';
import { contains, type Region } from '../geometry/region';
import { patchOf, smooth } from '../image/patch';
import type { SliceImage } from '../image/sliceImage';
import { dropIslands, fillHoles } from '../mask/components';
import type { LogitField } from '../mask/fromLogits';
import { refineByTissue } from '../mask/refine';
import { tighten, type RegionMask } from '../mask/regionMask';
import type { PromptGeometry } from '../prompt/modelPrompts';
import type { Tissue } from './evidence';

/** Parts smaller than this share of the largest one, without a click in them, are specks. */
const SPECK_SHARE = 0.1;
/** Values further from the tissue than this don't count: the border is drawn at their rim. */
const RANGE_UNITS = 450;

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
  field: LogitField,
  tissue: Tissue,
): Finished {
  const { x, y, width, height } = field;
  const reach = RANGE_UNITS * tissue.unit;
  const patch = smooth(
    patchOf(
      slice,
      { x, y, width: width - 1, height: height - 1 },
      { lower: tissue.value - reach, upper: tissue.value + reach },
    ),
  );
  const allowed = prompts.box && insideBox(field, prompts.box);
  const probability = refineByTissue(patch, field.data, allowed);
  const logits = probability.map(p => Math.log(Math.max(p, 1e-5) / Math.max(1 - p, 1e-5)));
  const data = Uint8Array.from(probability, p => (p > 0.5 ? 1 : 0));
  const raw = tighten({ x, y, width, height, data });
  const mask = fillHoles(dropIslands(raw, prompts.include, SPECK_SHARE));
  return { mask, field: { ...field, data: logits } };
}

function insideBox({ x, y, width, height }: LogitField, box: Region): Uint8Array {
  const inside = new Uint8Array(width * height);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      const pixel: PixelPoint = [x + u, y + v];
      inside[n] = contains(box, pixel) ? 1 : 0;
    }
  }
  return inside;
}
