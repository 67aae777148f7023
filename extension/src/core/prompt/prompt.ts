import type { PixelPoint } from '../geometry/imagePlane';

export type Polarity = 'include' | 'exclude';

/** A prompt in the pixel coordinates of the slice that it was given on. */
export type Prompt =
  | { readonly kind: 'point'; readonly polarity: Polarity; readonly at: PixelPoint }
  /** Opposite corners, in any order. */
  | { readonly kind: 'box'; readonly corners: readonly [PixelPoint, PixelPoint] }
  | { readonly kind: 'scribble'; readonly polarity: Polarity; readonly path: readonly PixelPoint[] }
  /** A closed outline drawn roughly around the object. */
  | { readonly kind: 'lasso'; readonly path: readonly PixelPoint[] };
