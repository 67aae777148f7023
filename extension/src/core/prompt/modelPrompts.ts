import type { ModelPrompts } from '../engine/types';
import type { PixelPoint } from '../geometry/imagePlane';
import type { ImageTransform } from '../geometry/imageTransform';
import { boundsOf, type Region } from '../geometry/region';
import type { Prompt } from './prompt';

/** What SAM can be told: points and at most one box, in slice pixels. */
export interface PromptGeometry {
  readonly include: readonly PixelPoint[];
  readonly exclude: readonly PixelPoint[];
  readonly box?: Region;
  /** Closed outlines that the reader drew around the object: it lies within one of them. */
  readonly outlines?: readonly (readonly PixelPoint[])[];
}

/** Points that stand for a scribble: the middle first, both ends, and some between. */
const SCRIBBLE_POINTS = 5;

/** All prompts as points and one box (that of all boxes and lassos together). */
export function promptGeometry(prompts: readonly Prompt[]): PromptGeometry {
  const include: PixelPoint[] = [];
  const exclude: PixelPoint[] = [];
  const corners: PixelPoint[] = [];
  const outlines: (readonly PixelPoint[])[] = [];
  for (const prompt of prompts) {
    if (prompt.kind === 'box') corners.push(...prompt.corners);
    else if (prompt.kind === 'lasso') {
      corners.push(...prompt.path);
      outlines.push(prompt.path);
    } else {
      const target = prompt.polarity === 'include' ? include : exclude;
      target.push(...(prompt.kind === 'point' ? [prompt.at] : thinOut(prompt.path)));
    }
  }
  // A box beside an outline allows what is in either.
  const bounded = outlines.length && !prompts.some(prompt => prompt.kind === 'box');
  return {
    include,
    exclude,
    ...(corners.length ? { box: boundsOf(corners) } : {}),
    ...(bounded ? { outlines } : {}),
  };
}

function thinOut(path: readonly PixelPoint[]): PixelPoint[] {
  const count = Math.min(path.length, SCRIBBLE_POINTS);
  if (count < 2) return [...path];
  const points = Array.from(
    { length: count },
    (_, n) => path[Math.round((n * (path.length - 1)) / (count - 1))],
  );
  const middle = Math.floor(count / 2);
  return [points[middle], ...points.slice(0, middle), ...points.slice(middle + 1)];
}

/** The same for the prompt encoder: model input coordinates, and a padding point without a box. */
export function toModelPrompts(
  { include, exclude, box }: PromptGeometry,
  transform: ImageTransform,
  maskInput?: Float32Array,
): ModelPrompts {
  const coords: number[] = [];
  const labels: number[] = [];
  const add = (point: PixelPoint, label: number) => {
    coords.push(...transform.toModel(point));
    labels.push(label);
  };
  for (const point of include) add(point, 1);
  for (const point of exclude) add(point, 0);
  if (box) {
    add([box.x, box.y], 2);
    add([box.x + box.width, box.y + box.height], 3);
  } else {
    coords.push(0, 0);
    labels.push(-1);
  }
  return { coords: Float32Array.from(coords), labels: Float32Array.from(labels), maskInput };
}
