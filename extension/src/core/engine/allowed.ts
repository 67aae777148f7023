import type { PixelPoint } from '../geometry/imagePlane';
import { contains } from '../geometry/region';
import type { LogitField } from '../mask/fromLogits';
import { fillPolygon } from '../mask/polygon';
import type { PromptGeometry } from '../prompt/modelPrompts';

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
