import { createGenerator } from '../automatic/generate';
import type { AutomaticParameters } from '../automatic/parameters';
import type { ImagePlane } from '../geometry/imagePlane';
import { fromFull, maskArea, type RegionMask } from '../mask/regionMask';
import type { Blob } from './blobs';
import type { LesionConfig } from './config';
import type { Grid } from './organGrid';
import type { Differences } from './regions';
import type { AskGrid, OrganVolume, Sign } from './types';

/** An organ's grid, and where in the slices it lies. */
export type PlacedField = Differences & {
  readonly origin: readonly [number, number, number];
  readonly block: readonly [number, number, number];
};

export interface GridRequest {
  readonly volume: OrganVolume;
  readonly field: PlacedField;
  /** Voxels that are suspected already: the grid looks elsewhere. */
  readonly known: Uint8Array;
  readonly signs: readonly Sign[];
  readonly parameters: AutomaticParameters;
}

/**
 * Asks the model about a grid of points inside the organ, where it differs from its own values and
 * nothing is suspected yet. What passes the thresholds and is no large part of the organ is told as
 * blobs, to be followed through the slices.
 */
export async function findByGrid(
  { volume, field, known, signs, parameters }: GridRequest,
  ask: AskGrid,
  config: LesionConfig,
  tell: (done: number, total: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<Blob[]> {
  const { grid } = config;
  const stride = gridStride(field.spacing[2], config);
  const planes = Array.from({ length: Math.ceil(field.depth / stride) }, (_, n) =>
    Math.min(field.depth - 1, n * stride + (stride >> 1)),
  );
  const found: Blob[] = [];
  for (const [n, plane] of planes.entries()) {
    await tell(n, planes.length);
    const within = unlike(field, known, plane, signs, grid.leastDifference);
    const k = field.origin[2] + plane * field.block[2];
    if (!within.width || !volume.organ.get(k)?.width) continue;
    const slice = await volume.read(k);
    const organ = volume.organ.get(k)!;
    const box = [organ.x, organ.y, organ.x + organ.width, organ.y + organ.height] as const;
    const cropNLayers = Math.min(parameters.cropNLayers, layersOf(slice.plane, organ, config));
    const candidates = await ask(slice, { ...parameters, cropNLayers }, { box, within }, signal);
    const most = grid.mostOrganShare * maskArea(organ);
    for (const { mask, area } of createGenerator(candidates)(parameters)) {
      if (area > most || area < grid.leastPixels) continue;
      found.push(...blobOf(field, mask, plane, signs));
    }
  }
  return found;
}

/** Layers whose crops are still so large that the model sees more in them than noise. */
function layersOf(
  { columnSpacing, rowSpacing }: ImagePlane,
  { width, height }: RegionMask,
  { grid }: LesionConfig,
): number {
  const side = Math.max(width * columnSpacing, height * rowSpacing);
  return Math.max(0, Math.floor(Math.log2(side / grid.leastCropMm)));
}

/** Every so many slices of that distance (mm) are asked about. */
export const gridStride = (spacingMm: number, { grid }: LesionConfig): number =>
  Math.max(1, Math.round(grid.sliceMm / spacingMm));

/** Where a plane of the organ differs and nothing is known, in pixels of its slice. */
function unlike(
  field: PlacedField,
  known: Uint8Array,
  plane: number,
  signs: readonly Sign[],
  least: number,
): RegionMask {
  const { width, height, differs, inside, origin, block } = field;
  const full = new Uint8Array(width * block[0] * height * block[1]);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const n = (plane * height + j) * width + i;
      if (inside[n] < 0.5 || known[n]) continue;
      if (!signs.some(sign => differs[n] * sign > least)) continue;
      for (let v = 0; v < block[1]; v++) {
        const row = ((j * block[1] + v) * width + i) * block[0];
        full.fill(1, row, row + block[0]);
      }
    }
  }
  const mask = fromFull(full, width * block[0], height * block[1]);
  return mask.width ? { ...mask, x: mask.x + origin[0], y: mask.y + origin[1] } : mask;
}

/** A mask of a slice as a blob about its middle. */
function blobOf(
  { origin, block, spacing, width, height, differs }: PlacedField,
  mask: RegionMask,
  plane: number,
  signs: readonly Sign[],
): Blob[] {
  let [sx, sy, count] = [0, 0, 0];
  for (let v = 0, n = 0; v < mask.height; v++) {
    for (let u = 0; u < mask.width; u++, n++) {
      if (!mask.data[n]) continue;
      sx += mask.x + u;
      sy += mask.y + v;
      count++;
    }
  }
  const at = [sx / count, sy / count].map(
    (place, axis) => (place - origin[axis] + 0.5) / block[axis] - 0.5,
  );
  const [i, j] = at.map(Math.round);
  if (i < 0 || j < 0 || i >= width || j >= height) return [];
  const sign: Sign = differs[(plane * height + j) * width + i] < 0 ? -1 : 1;
  if (!signs.includes(sign)) return [];
  const pixelMm2 = (spacing[0] / block[0]) * (spacing[1] / block[1]);
  const diameterMm = 2 * Math.sqrt((count * pixelMm2) / Math.PI);
  return [
    { at: [at[0], at[1], plane], diameterMm, sign, response: 0, significance: 0, roundness: 1 },
  ];
}

/** Marks voxels of regions on a grid. */
export function marked(
  { width, height, depth }: Grid,
  regions: readonly { readonly voxels: Int32Array }[],
): Uint8Array {
  const marks = new Uint8Array(width * height * depth);
  for (const { voxels } of regions) for (const n of voxels) marks[n] = 1;
  return marks;
}
