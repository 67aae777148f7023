import type { PixelPoint } from '../geometry/imagePlane';
import type { Vec3 } from '../geometry/vec3';

export type Polarity = 'include' | 'exclude';

/** A prompt whose positions are in some coordinate space. */
export type PromptOf<Point> =
  | { readonly kind: 'point'; readonly polarity: Polarity; readonly at: Point }
  /** Opposite corners, in any order. */
  | { readonly kind: 'box'; readonly corners: readonly [Point, Point] }
  | { readonly kind: 'scribble'; readonly polarity: Polarity; readonly path: readonly Point[] }
  /** A closed outline drawn roughly around the object. */
  | { readonly kind: 'lasso'; readonly path: readonly Point[] };

/** A prompt in the pixel coordinates of the slice that it was given on. */
export type Prompt = PromptOf<PixelPoint>;

/** A prompt in world space (LPS mm). */
export type WorldPrompt = PromptOf<Vec3>;

/** The same prompt in another space; anything else that the object holds is left behind. */
export function mapPrompt<From, To>(prompt: PromptOf<From>, map: (at: From) => To): PromptOf<To> {
  switch (prompt.kind) {
    case 'point':
      return { kind: 'point', polarity: prompt.polarity, at: map(prompt.at) };
    case 'box':
      return { kind: 'box', corners: [map(prompt.corners[0]), map(prompt.corners[1])] };
    case 'scribble':
      return { kind: 'scribble', polarity: prompt.polarity, path: prompt.path.map(map) };
    case 'lasso':
      return { kind: 'lasso', path: prompt.path.map(map) };
  }
}
