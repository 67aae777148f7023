import type { AskPoints, PointAnswer } from '../../../../extension/src/core/automatic/initialize';
import type { Box } from '../../../../extension/src/core/automatic/crops';
import type { PixelPoint } from '../../../../extension/src/core/geometry/imagePlane';
import type { LogitField } from '../../../../extension/src/core/mask/fromLogits';

/** A disc with a hole and a satellite: x, y, radius, slope of the logits, hole's radius, satellite's. */
type Disc = readonly number[];

// Looked up once: a test's globals are slow to come by.
const { floor, max, min, sqrt } = Math;

/** The model of `test/reference/automatic_masks.py`, line by line. */
export const referenceModel =
  (objects: readonly Disc[]): AskPoints =>
  async ({ box }, points) =>
    points.map(point => answerTo(objects, box, point));

function answerTo(objects: readonly Disc[], [x0, y0, x1, y1]: Box, point: PixelPoint): PointAnswer {
  const [px, py] = point;
  const field = (logitAt: (x: number, y: number) => number): LogitField => {
    const [width, height] = [x1 - x0, y1 - y0];
    const data = new Float32Array(width * height);
    for (let j = 0, n = 0; j < height; j++) {
      for (let i = 0; i < width; i++, n++) data[n] = logitAt(i + x0, j + y0);
    }
    return { x: x0, y: y0, width, height, data };
  };
  const disc = (x: number, y: number, radius: number, slope: number) => (i: number, j: number) =>
    slope * (radius - sqrt((i - x) * (i - x) + (j - y) * (j - y)));
  const outside = ([x, y, radius]: Disc) =>
    sqrt((px - x) * (px - x) + (py - y) * (py - y)) - radius;
  const nearest = objects.reduce((best, one) => (outside(one) < outside(best) ? one : best));
  const [x, y, ownRadius, slope, hole, satellite] = nearest;
  const radius = ownRadius + ((x0 * 3 + y0 * 5) % 7) / 16;
  const body = disc(x, y, radius, slope);
  const inHole = disc(x + 3, y - 2, hole, slope);
  const beside = disc(x - 1, y + radius + 6, satellite, slope);
  const logits = [
    (i: number, j: number) => {
      const part = hole > 0 ? min(body(i, j), -inHole(i, j)) : body(i, j);
      return satellite > 0 ? max(part, beside(i, j)) : part;
    },
    disc(x, y, radius * 1.5, 1.75),
    disc(px, py, 8.5, 3),
  ];
  const share = (n: number) => {
    const u = px * 0.37 + py * 0.61 + n * 0.29;
    return u - floor(u);
  };
  return {
    predictedIoU: Float32Array.from(logits, (_, n) => 0.72 + 0.27 * share(n) - 0.05 * n),
    firstToken: 1,
    field: n => field(logits[n]),
  };
}
