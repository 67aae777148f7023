import type { ImagePlane, PixelPoint } from './imagePlane';
import { longestSideMm, type Region } from './region';

/**
 * Continuous coordinates in the square model input: integers are pixel centres, the input reaches
 * from −0.5 to size − 0.5. SAM's prompt encoder takes them so (it adds the half pixel itself).
 */
export type ModelPoint = readonly [number, number];

/**
 * Slice pixels ↔ model input pixels for a region of a slice: the one place that knows how.
 *
 * The region's longest side in millimetres fills the model input, its corner lies top left, the
 * scale is the same along both axes in millimetres: pixels that are not square are made square.
 */
export interface ImageTransform {
  readonly inputSize: number;
  readonly region: Region;
  /** Model pixels per slice pixel along a row and along a column. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Extent of the region in model pixels; the rest, right and below, is padding. */
  readonly contentWidth: number;
  readonly contentHeight: number;
  toModel(pixel: PixelPoint): ModelPoint;
  toPixel(model: ModelPoint): PixelPoint;
}

/** Throws a RangeError when the region has no extent. */
export function createImageTransform(
  plane: ImagePlane,
  region: Region,
  inputSize: number,
): ImageTransform {
  if (!(region.width > 0 && region.height > 0)) {
    throw new RangeError('A region without extent cannot be shown to the model.');
  }
  const modelPixelsPerMm = inputSize / longestSideMm(plane, region);
  const scaleX = modelPixelsPerMm * plane.columnSpacing;
  const scaleY = modelPixelsPerMm * plane.rowSpacing;
  return {
    inputSize,
    region,
    scaleX,
    scaleY,
    contentWidth: Math.min(region.width * scaleX, inputSize),
    contentHeight: Math.min(region.height * scaleY, inputSize),
    // Edge to edge: the region's left edge is the model's −0.5.
    toModel: ([i, j]) => [(i - region.x) * scaleX - 0.5, (j - region.y) * scaleY - 0.5],
    toPixel: ([u, v]) => [(u + 0.5) / scaleX + region.x, (v + 0.5) / scaleY + region.y],
  };
}
