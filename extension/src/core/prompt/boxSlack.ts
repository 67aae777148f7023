import { grow, type Region } from '../geometry/region';

/** Readers draw boxes a little around the object: by this share of its size on each side. */
const BOX_SLACK = 0.05;

/** The bounds of the object that a reader's box stands for. */
export function withoutSlack(box: Region): Region {
  const [sx, sy] = [box.width, box.height].map(side => (side * BOX_SLACK) / (1 + 2 * BOX_SLACK));
  return {
    x: box.x + sx,
    y: box.y + sy,
    width: box.width - 2 * sx,
    height: box.height - 2 * sy,
  };
}

/** The box that a reader would draw around an object of these bounds. */
export const withSlack = (bounds: Region): Region => grow(bounds, BOX_SLACK);
