import type { PixelPoint } from '../geometry/imagePlane';
import type { Region } from '../geometry/region';
import type { SliceImage } from '../image/sliceImage';
import type { PromptGeometry } from '../prompt/modelPrompts';

/** A slice and the prompts on it, on the pixel grid that masks are compared on. */
export interface Scene {
  readonly slice: SliceImage;
  readonly prompts: PromptGeometry;
  /** A region of the original slice in this scene's pixels. */
  region(original: Region): Region;
}

/** The slice's own pixels. */
export const fullScene = (slice: SliceImage, prompts: PromptGeometry): Scene => ({
  slice,
  prompts,
  region: original => original,
});

/**
 * Every second, third … pixel of the slice, about `side` of them along its longer side: enough to
 * choose among masks, at a fraction of the time. The slice itself when it is not twice as large.
 */
export function coarseScene(slice: SliceImage, prompts: PromptGeometry, side: number): Scene {
  const { plane, values, channels } = slice;
  const step = Math.floor(Math.max(plane.columns, plane.rows) / side);
  if (step < 2) return fullScene(slice, prompts);
  const columns = Math.floor(plane.columns / step);
  const rows = Math.floor(plane.rows / step);
  const coarse = new Float32Array(columns * rows * channels);
  for (let v = 0, n = 0; v < rows; v++) {
    for (let u = 0; u < columns; u++) {
      const from = (v * step * plane.columns + u * step) * channels;
      for (let c = 0; c < channels; c++) coarse[n++] = values[from + c];
    }
  }
  // A coarse pixel is the block that begins with the one it was taken from.
  const scaled = (at: number) => (at + 0.5) / step - 0.5;
  const point = ([i, j]: PixelPoint): PixelPoint => [scaled(i), scaled(j)];
  const region = ({ x, y, width, height }: Region): Region => ({
    x: scaled(x),
    y: scaled(y),
    width: width / step,
    height: height / step,
  });
  const { include, exclude, box, outlines } = prompts;
  return {
    slice: {
      ...slice,
      values: coarse,
      plane: {
        ...plane,
        columns,
        rows,
        columnSpacing: plane.columnSpacing * step,
        rowSpacing: plane.rowSpacing * step,
      },
    },
    prompts: {
      include: include.map(point),
      exclude: exclude.map(point),
      ...(box ? { box: region(box) } : {}),
      ...(outlines ? { outlines: outlines.map(outline => outline.map(point)) } : {}),
    },
    region,
  };
}
