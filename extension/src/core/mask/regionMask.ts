/**
 * A binary mask on the pixel grid of a slice, stored for a rectangle of it only.
 *
 * Pixel [i, j] of the slice is `data[(j - y) * width + (i - x)]` (1 inside, 0 outside); everything
 * beyond the rectangle is outside. An empty mask has width and height 0.
 */
export interface RegionMask {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
