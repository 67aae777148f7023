/**
 * A rectangle of a slice in continuous pixel coordinates. Its edges are pixel edges: the whole
 * image is x = −0.5, y = −0.5, width = columns, height = rows. It may reach beyond the image.
 */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
