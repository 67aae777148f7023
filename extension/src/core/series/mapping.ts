import {
  isInsideImage,
  pixelToWorld,
  worldToPixel,
  type ImagePlane,
  type PixelPoint,
} from '../geometry/imagePlane';
import { boundsOf, type Region } from '../geometry/region';
import { EMPTY_MASK, tighten, type RegionMask } from '../mask/regionMask';
import { mapPrompt, type Prompt } from '../prompt/prompt';

/** A pixel coordinate of one plane in pixels of another, through world space (LPS mm). */
export const pointOnto = (from: ImagePlane, to: ImagePlane, at: PixelPoint): PixelPoint =>
  worldToPixel(to, pixelToWorld(from, at));

/** The smallest region of a plane that holds that of another one. */
export function regionOnto(
  from: ImagePlane,
  to: ImagePlane,
  { x, y, width, height }: Region,
): Region {
  const corners: PixelPoint[] = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ];
  return boundsOf(corners.map(corner => pointOnto(from, to, corner)));
}

/**
 * Prompts of one plane in pixels of another. A box stays upright: where the planes are turned
 * in-plane it is the smallest that holds the turned one.
 */
export function promptsOnto(
  from: ImagePlane,
  to: ImagePlane,
  prompts: readonly Prompt[],
): readonly Prompt[] {
  return prompts.map(prompt => {
    if (prompt.kind !== 'box') return mapPrompt(prompt, at => pointOnto(from, to, at));
    const { x, y, width, height } = regionOnto(from, to, boundsOf(prompt.corners));
    return {
      kind: 'box',
      corners: [
        [x, y],
        [x + width, y + height],
      ],
    };
  });
}

/** True when all that says what to segment lies on the image. */
export const areOnImage = (plane: ImagePlane, prompts: readonly Prompt[]): boolean =>
  prompts.every(prompt => {
    switch (prompt.kind) {
      case 'point':
        return prompt.polarity === 'exclude' || isInsideImage(plane, prompt.at);
      case 'scribble':
        return prompt.polarity === 'exclude' || prompt.path.some(at => isInsideImage(plane, at));
      case 'box':
        return isInsideImage(plane, middleOf(prompt.corners));
      case 'lasso':
        return prompt.path.some(at => isInsideImage(plane, at));
    }
  });

const middleOf = ([a, b]: readonly [PixelPoint, PixelPoint]): PixelPoint => [
  (a[0] + b[0]) / 2,
  (a[1] + b[1]) / 2,
];

/** So near to the border a pixel is on it. */
const ON_BORDER = 1e-6;

/**
 * A mask of one plane on the pixels of another: those whose centre lies inside its outline, which
 * runs between pixel centres as linear interpolation has it; what lies beyond the image is lost.
 */
export function maskOnto(from: ImagePlane, to: ImagePlane, mask: RegionMask): RegionMask {
  if (!mask.width) return EMPTY_MASK;
  const { x: left, y: top, width, height } = mask;
  const around = { x: left - 1, y: top - 1, width: width + 1, height: height + 1 };
  const reach = regionOnto(from, to, around);
  const x = Math.max(0, Math.ceil(reach.x));
  const y = Math.max(0, Math.ceil(reach.y));
  const columns = Math.min(to.columns - 1, Math.floor(reach.x + reach.width)) - x + 1;
  const rows = Math.min(to.rows - 1, Math.floor(reach.y + reach.height)) - y + 1;
  if (columns <= 0 || rows <= 0) return EMPTY_MASK;
  const data = new Uint8Array(columns * rows);
  // Both ways are affine: three positions tell all others.
  const [i0, j0] = pointOnto(to, from, [x, y]);
  const [i1, j1] = pointOnto(to, from, [x + 1, y]);
  const [i2, j2] = pointOnto(to, from, [x, y + 1]);
  for (let v = 0, n = 0; v < rows; v++) {
    for (let u = 0; u < columns; u++, n++) {
      const i = i0 + u * (i1 - i0) + v * (i2 - i0);
      const j = j0 + u * (j1 - j0) + v * (j2 - j0);
      if (isInside(mask, i, j)) data[n] = 1;
    }
  }
  return tighten({ x, y, width: columns, height: rows, data });
}

function isInside({ x, y, width, height, data }: RegionMask, i: number, j: number): boolean {
  const at = (u: number, v: number) =>
    u >= 0 && v >= 0 && u < width && v < height ? data[v * width + u] : 0;
  const [u, v] = [Math.floor(i) - x, Math.floor(j) - y];
  const [s, t] = [i - Math.floor(i), j - Math.floor(j)];
  const share =
    (1 - t) * ((1 - s) * at(u, v) + s * at(u + 1, v)) +
    t * ((1 - s) * at(u, v + 1) + s * at(u + 1, v + 1));
  // On the border the nearest pixel decides: else each carrying over would take from one side.
  if (Math.abs(share - 0.5) > ON_BORDER) return share > 0.5;
  return at(Math.floor(i + 0.5) - x, Math.floor(j + 0.5) - y) === 1;
}
