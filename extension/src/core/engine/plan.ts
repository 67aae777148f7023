import type { PixelPoint } from '../geometry/imagePlane';
import {
  boundsOf,
  contains,
  grow,
  longestSideMm,
  regionCentre,
  squareAround,
  wholeImage,
  type Region,
} from '../geometry/region';
import type { SliceImage } from '../image/sliceImage';
import { overviewWindow, sampleValues, tissueWindow, valuesAround } from '../image/window';
import type { PromptGeometry } from '../prompt/modelPrompts';
import type { EncodeSpec, ImageEmbedding } from './types';

/** Side of the crop around points: large enough for most organs, small enough for detail. */
const POINT_CROP_MM = { CT: 210, other: 128 };
/** Share of the box added on each side, so that the model sees what the object is set off from. */
const BOX_MARGIN = 0.3;
/** Crops are not smaller than this: below it there is more interpolation than image. */
const MIN_CROP_MM = 32;
/** Tissue at a point: values within this distance. */
export const TISSUE_RADIUS_MM = 2;

/** Whole slice in a window for the slice as a whole: what to encode before any prompt. */
export function defaultSpec(slice: SliceImage): EncodeSpec {
  return { region: wholeImage(slice.plane), window: overviewWindow(slice) };
}

/** What suits the prompts: a crop in millimetres and a window for the prompted tissue. */
export function promptedSpec(slice: SliceImage, prompts: PromptGeometry): EncodeSpec {
  const region = cropFor(slice, prompts);
  return { region, window: tissueWindow(slice, region, promptedTissue(slice, prompts)) };
}

/** Values of the tissue that the prompts point at. */
export function promptedTissue(slice: SliceImage, { include, box }: PromptGeometry): Float32Array {
  if (include.length) {
    const around = include.map(point => [...valuesAround(slice, point, TISSUE_RADIUS_MM)]);
    return Float32Array.from(around.flat());
  }
  // The middle of the box: its corners hold the surroundings.
  return box ? sampleValues(slice, grow(box, -0.25)) : new Float32Array(0);
}

function cropFor(slice: SliceImage, { include, exclude, box }: PromptGeometry): Region {
  const { plane } = slice;
  const all: PixelPoint[] = [...include, ...exclude];
  if (box) all.push([box.x, box.y], [box.x + box.width, box.y + box.height]);
  if (all.length === 0) return wholeImage(plane);
  const bounds = boundsOf(all);
  const content = longestSideMm(plane, bounds);
  const side = box
    ? Math.max(MIN_CROP_MM, content * (1 + 2 * BOX_MARGIN))
    : Math.max(POINT_CROP_MM[slice.modality === 'CT' ? 'CT' : 'other'], content * 1.5);
  return squareAround(plane, regionCentre(bounds), side);
}

/** Among ready embeddings the one with the closest view that still holds all prompts. */
export function closestReady(
  slice: SliceImage,
  prompts: PromptGeometry,
  ready: readonly ImageEmbedding[],
): ImageEmbedding | undefined {
  const { include, exclude, box } = prompts;
  const points: PixelPoint[] = [...include, ...exclude];
  if (box) points.push([box.x, box.y], [box.x + box.width, box.y + box.height]);
  const side = (embedding: ImageEmbedding) => longestSideMm(slice.plane, embedding.spec.region);
  return ready
    .filter(({ spec }) => points.every(point => contains(spec.region, point)))
    .sort((a, b) => side(a) - side(b))[0];
}
