import type { AutomaticArea } from '../../core/automatic/initialize';
import type { Box } from '../../core/automatic/crops';
import { worldToPixel, type PixelPoint } from '../../core/geometry/imagePlane';
import { boundsOf, type Region } from '../../core/geometry/region';
import { fillPolygon } from '../../core/mask/polygon';
import { boundsOfMask, fromFull, type RegionMask } from '../../core/mask/regionMask';
import type { ShownSlice } from '../../host/slices';
import type { SliceDraft } from '../prompting';
import type { AreaChoice } from './types';

type Part = Pick<AutomaticArea, 'box' | 'within'>;

/**
 * The part of a slice that masks are looked for on; null when there is none of that kind: no box or
 * lasso drawn, nothing of the segment there.
 *
 * @param draft the prompts on the slice.
 * @param segment the mask of the active segment on it.
 */
export function partOf(
  choice: AreaChoice,
  { plane }: Pick<ShownSlice, 'plane'>,
  draft: Pick<SliceDraft, 'prompts'> | undefined,
  segment: () => RegionMask | null,
): Part | null {
  const { columns, rows } = plane;
  const whole: Box = [0, 0, columns, rows];
  const within = (mask: RegionMask | null): Part | null =>
    mask?.width ? { box: pixelBox(boundsOfMask(mask), whole), within: mask } : null;
  if (choice === 'slice') return { box: whole };
  if (choice === 'segment') return within(segment());
  const drawn = draft?.prompts.filter(({ kind }) => kind === 'box' || kind === 'lasso').at(-1);
  if (drawn?.kind === 'lasso') {
    const outline = drawn.path.map(world => worldToPixel(plane, world));
    return within(filled(outline, columns, rows));
  }
  if (drawn?.kind !== 'box') return null;
  const box = pixelBox(boundsOf(drawn.corners.map(world => worldToPixel(plane, world))), whole);
  return box[2] > box[0] && box[3] > box[1] ? { box } : null;
}

function filled(outline: readonly PixelPoint[], columns: number, rows: number): RegionMask {
  const full = new Uint8Array(columns * rows);
  fillPolygon(outline, full, columns, rows);
  return fromFull(full, columns, rows);
}

/** The whole pixels that a region touches, on the slice. */
const pixelBox = ({ x, y, width, height }: Region, [left, top, right, bottom]: Box): Box => [
  Math.max(left, Math.floor(x + 0.5)),
  Math.max(top, Math.floor(y + 0.5)),
  Math.min(right, Math.ceil(x + width + 0.5)),
  Math.min(bottom, Math.ceil(y + height + 0.5)),
];
