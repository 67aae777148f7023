import { add, cross, dot, normalize, scale, subtract, type Vec3 } from './vec3';

/** Continuous pixel coordinates [i, j]: i counts columns, j rows; integers are pixel centres. */
export type PixelPoint = readonly [number, number];

/**
 * The plane a slice lies in (DICOM PS3.3 C.7.6.2, Image Plane Module), or a plane of a volume
 * along two of its axes.
 *
 * `origin` is the world position (LPS mm) of the centre of pixel [0, 0]; `rowDirection` points
 * towards growing i (along a row), `columnDirection` towards growing j. Both are unit vectors.
 */
export interface ImagePlane {
  readonly origin: Vec3;
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  /** Distance of neighbouring columns, mm (second value of Pixel Spacing). */
  readonly columnSpacing: number;
  /** Distance of neighbouring rows, mm (first value of Pixel Spacing). */
  readonly rowSpacing: number;
  readonly columns: number;
  readonly rows: number;
  /** False where the image states no spacing: distances then count pixels, and no length is known. */
  readonly spacingKnown?: boolean;
  /** False where the image states no position or orientation: world positions are the viewer's own. */
  readonly placeKnown?: boolean;
}

/** World position (LPS mm) of a continuous pixel coordinate. */
export function pixelToWorld(plane: ImagePlane, [i, j]: PixelPoint): Vec3 {
  return add(
    plane.origin,
    add(
      scale(plane.rowDirection, i * plane.columnSpacing),
      scale(plane.columnDirection, j * plane.rowSpacing),
    ),
  );
}

/** Orthogonal projection of a world position (LPS mm) onto the plane, in pixel coordinates. */
export function worldToPixel(plane: ImagePlane, world: Vec3): PixelPoint {
  const d = subtract(world, plane.origin);
  return [
    dot(d, plane.rowDirection) / plane.columnSpacing,
    dot(d, plane.columnDirection) / plane.rowSpacing,
  ];
}

/** Unit normal: row direction × column direction. */
export function planeNormal(plane: ImagePlane): Vec3 {
  return normalize(cross(plane.rowDirection, plane.columnDirection));
}

/** Signed distance (mm) of a world position from the plane, along its normal. */
export function distanceToPlane(plane: ImagePlane, world: Vec3): number {
  return dot(subtract(world, plane.origin), planeNormal(plane));
}

/** True when the pixel coordinate lies on the image, its outer pixel edges included. */
export function isInsideImage(plane: ImagePlane, [i, j]: PixelPoint): boolean {
  return i >= -0.5 && j >= -0.5 && i <= plane.columns - 0.5 && j <= plane.rows - 0.5;
}

/** A world position moved to the nearest one on the image: onto its plane, within its outer edges. */
export function clampToImage(plane: ImagePlane, world: Vec3): Vec3 {
  const [i, j] = worldToPixel(plane, world);
  return pixelToWorld(plane, [
    Math.min(plane.columns - 0.5, Math.max(-0.5, i)),
    Math.min(plane.rows - 0.5, Math.max(-0.5, j)),
  ]);
}
