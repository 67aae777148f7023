import { pixelToWorld } from '../../core/geometry/imagePlane';
import type { RegionMask } from '../../core/mask/regionMask';
import {
  changeOf,
  fillCavities,
  fillSliceHoles,
  fitEdges,
  largestComponent,
  smoothSlices,
  type BoxChange,
  type SegmentBox,
  type Steps,
} from '../../core/volume/cleanup';
import type { ImageEdit, SegmentRef } from '../../host/labelmap';
import { toEnd } from '../../host/mainThread';
import { gatherBox, valuesIn, type GatherDeps, type GatheredBox } from '../../host/segmentBox';
import type { SliceReader } from '../../host/slices';
import type { CleanupKind, CleanupPreview, NothingReason } from './types';

/** More places than anyone looks at. */
const LISTED_PARTS = 200;

/** The box as it is to become, by what is asked for; edges are looked for in the values. */
const METHODS: Readonly<
  Record<Exclude<CleanupKind, 'fit-edges'>, (box: SegmentBox) => Steps<Uint8Array>>
> = {
  'keep-largest': largestComponent,
  // On one slice no hole is closed in the third direction.
  'fill-holes': box => (box.depth > 1 ? fillCavities(box) : fillSliceHoles(box)),
  'fill-slice-holes': fillSliceHoles,
  smooth: smoothSlices,
};

export interface PreviewDeps extends GatherDeps {
  readonly reader: GatherDeps['reader'] & Pick<SliceReader, 'readRegion'>;
}

/**
 * Works out what a clean-up would do to a segment; nothing is written.
 *
 * @param pause awaited between slices with how far it is, 0 to 1; rejects when it is not wanted any more
 * @returns why there is nothing to do
 */
export async function computePreview(
  deps: PreviewDeps,
  segment: SegmentRef,
  kind: CleanupKind,
  pause: (share: number) => Promise<void>,
): Promise<CleanupPreview | NothingReason> {
  const gathered = await gatherBox(deps, segment, () => pause(0));
  if (typeof gathered === 'string') return gathered;
  const { box } = gathered;
  if (kind === 'smooth' && isOnOneSlice(box)) return 'one-slice';
  const half = (first: number) => (share: number) => pause(first + share / 2);
  const steps = await stepsOf(deps, gathered, kind, () => pause(0));
  if (typeof steps === 'string') return steps;
  const after = await toEnd(steps, half(0));
  const change = await toEnd(changeOf(box, after), half(0.5));
  if (change.slices.length) return previewOf(gathered, segment, kind, change);
  if (kind !== 'fill-holes' || box.depth === 1) return 'clean';
  const holes = await toEnd(fillSliceHoles(box), half(0.5));
  return holes.some((inside, n) => inside !== box.inside[n]) ? 'slice-holes-only' : 'clean';
}

async function stepsOf(
  { reader }: PreviewDeps,
  gathered: GatheredBox,
  kind: CleanupKind,
  pause: () => Promise<void>,
): Promise<Steps<Uint8Array> | NothingReason> {
  if (kind !== 'fit-edges') return METHODS[kind](gathered.box);
  const values = await valuesIn(gathered, reader, pause);
  return values ? fitEdges(gathered.box, values) : 'no-values';
}

function isOnOneSlice({ inside, width, height }: SegmentBox): boolean {
  const [first, last] = [inside.indexOf(1), inside.lastIndexOf(1)];
  return Math.floor(first / (width * height)) === Math.floor(last / (width * height));
}

function previewOf(
  { slices, imageIds, planes, sizeKnown }: GatheredBox,
  segment: SegmentRef,
  kind: CleanupKind,
  { slices: changed, parts, ...sums }: BoxChange,
): CleanupPreview {
  const edits = new Map<string, Required<ImageEdit>>();
  for (const { slice, added, removed } of changed) {
    const { x, y } = slices[slice];
    const onImage = (mask: RegionMask) => ({ ...mask, x: mask.x + x, y: mask.y + y });
    const imageId = imageIds[slice];
    edits.set(imageId, { imageId, region: onImage(added), removed: onImage(removed) });
  }
  return {
    ...{ kind, segment, sizeKnown, edits, ...sums },
    columns: planes[0].columns,
    parts: parts.slice(0, LISTED_PARTS).map(({ voxels, volume, at: [i, j, k] }) => ({
      ...{ voxels, volume },
      at: pixelToWorld(planes[k], [i + slices[k].x, j + slices[k].y]),
    })),
  };
}
