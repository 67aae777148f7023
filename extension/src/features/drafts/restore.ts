import { labelsOf, maskOfLabel } from '../../core/mask/labelRuns';
import type { ImageEdit, LabelmapStore } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import { makeLabelmap } from '../../host/newLabelmap';
import type { Host, OhifDisplaySet } from '../../host/ohif';
import { ifPlanar, type ShownSlice, type SliceReader } from '../../host/slices';
import type { StudyImages } from '../../host/studyImages';
import type { Viewports } from '../../host/viewports';
import type { FindingsFeature } from '../findings';
import type { Prompting, SliceDraft } from '../prompting';
import { apartGroups } from './apart';
import { unpack, type Named } from './pack';
import type { DraftRow, KeptSegment, KeptSegmentation, KeptSlice } from './types';

export interface RestoreDeps {
  readonly host: Host;
  readonly images: Pick<StudyImages, 'all' | 'identityOf'>;
  readonly viewports: Pick<Viewports, 'all' | 'activeId' | 'get' | 'show'>;
  readonly reader: Pick<SliceReader, 'stackIn'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeRegions' | 'labelImages'>;
  readonly findings: Pick<FindingsFeature, 'records'>;
  readonly prompting: Pick<Prompting, 'restoreObject'>;
  readonly keyOf: (identity: string) => string;
}

/** How much of a draft could be brought back. */
export interface Restored {
  readonly segments: number;
  readonly prompts: number;
  /** Segmentations and slices whose images are not open; the draft still has them. */
  readonly missing: number;
}

interface Placed {
  readonly imageId: string;
  readonly displaySet: OhifDisplaySet;
}

type RunsByImage = ReadonlyMap<string, readonly Uint32Array[]>;

/** Where things that a draft names are in this session. */
interface Places {
  readonly images: ReadonlyMap<string, Placed>;
  readonly segmentations: Map<string, string>;
}

/**
 * Makes the segmentations of a draft anew, beside those that there are, with what their segments
 * are known by, and puts the prompts back. Yields to the page in between.
 * Rejects as `LabelmapStore.writeRegions` does; what was made by then stays, and the draft as well.
 */
export async function restoreDraft(
  deps: RestoreDeps,
  { work }: DraftRow,
  pieces: ReadonlyMap<string, unknown>,
  onProgress: (part: number) => void,
): Promise<Restored> {
  const places: Places = { images: await placedImages(deps), segmentations: new Map() };
  const total = Math.max(1, work.segmentations.flatMap(({ segments }) => segments).length);
  let segments = 0;
  let missing = 0;
  for (const kept of work.segmentations) {
    const runs = runsOf(kept, pieces);
    const [first] = [...runs.keys()].flatMap(key => places.images.get(key) ?? []);
    if (!first) {
      missing++;
      continue;
    }
    await restoreSegmentation(deps, kept, runs, first.displaySet, places, () =>
      onProgress(++segments / total),
    );
    if (kept.active) showSegment(deps, kept, runs, places);
  }
  const slices = [...pieces].flatMap(([name, piece]) =>
    name.startsWith('slice/') ? [piece as KeptSlice] : [],
  );
  const drafts = placeSlices(deps, slices, places);
  const refines = unpack(work.refines, namedIn(places)) as Parameters<
    Prompting['restoreObject']
  >[1];
  deps.prompting.restoreObject(drafts, refines);
  return { segments, prompts: drafts.length, missing: missing + slices.length - drafts.length };
}

async function placedImages({ images, keyOf }: RestoreDeps): Promise<Map<string, Placed>> {
  const placed = new Map<string, Placed>();
  const pause = pageYielder();
  for (const each of images.all()) {
    await pause();
    const identity = images.identityOf(each.imageId);
    if (identity !== undefined) placed.set(keyOf(identity), each);
  }
  return placed;
}

function runsOf({ name }: KeptSegmentation, pieces: ReadonlyMap<string, unknown>): RunsByImage {
  const runs = new Map<string, Uint32Array[]>();
  for (const [piece, value] of pieces) {
    const [segmentation, image] = piece.split('/');
    if (segmentation !== name || !(value instanceof Uint32Array)) continue;
    runs.set(image, [...(runs.get(image) ?? []), value]);
  }
  return runs;
}

/** The segments of a segmentation, and those that only its voxels tell of. */
function segmentsOf({ segments }: KeptSegmentation, runs: RunsByImage): readonly KeptSegment[] {
  const known = new Set(segments.map(({ index }) => index));
  const labels = new Set([...runs.values()].flat().flatMap(image => [...labelsOf(image)]));
  const untold = [...labels].filter(label => !known.has(label));
  return [
    ...segments,
    ...untold.map(index => ({
      ...{ index, label: `Segment ${index}`, locked: false, active: false, finding: undefined },
    })),
  ];
}

async function restoreSegmentation(
  deps: RestoreDeps,
  kept: KeptSegmentation,
  runs: RunsByImage,
  displaySet: OhifDisplaySet,
  places: Places,
  onSegment: () => void,
): Promise<void> {
  const { host, labelmaps, findings } = deps;
  const { segmentationService: service, viewportGridService: grid } = host.services;
  const groups = apartGroups(segmentsOf(kept, runs), [...runs.values()]);
  for (const group of groups) {
    const segmentationId = await makeLabelmap(host, displaySet, kept.label, group);
    if (!places.segmentations.has(kept.name)) places.segmentations.set(kept.name, segmentationId);
    const sizes = new Map(labelmaps.labelImages(segmentationId).map(at => [at.imageId, at]));
    for (const segment of group) {
      const target = { segmentationId, segmentIndex: segment.index };
      await labelmaps.writeRegions(target, regionsOf(segment.index, runs, places, sizes));
      const finding = unpack(segment.finding, namedIn(places));
      if (finding) {
        findings.records.restore(
          target,
          finding as Parameters<FindingsFeature['records']['restore']>[1],
        );
      }
      if (segment.locked) service.toggleSegmentLocked(segmentationId, segment.index);
      onSegment();
    }
    const viewportId = grid.getActiveViewportId();
    if (kept.active && viewportId && group.some(({ active }) => active)) {
      service.setActiveSegmentation(viewportId, segmentationId);
    }
    const active = group.find(segment => segment.active);
    if (active) service.setActiveSegment(segmentationId, active.index);
  }
}

/** Shows the middle of the segment that was worked on. */
function showSegment(
  { viewports, reader }: RestoreDeps,
  { segments }: KeptSegmentation,
  runs: RunsByImage,
  { images }: Places,
): void {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  const segment = segments.find(({ active }) => active) ?? segments[0];
  if (!viewport || !segment) return;
  const marked = new Set(
    [...runs].flatMap(([key, layers]) =>
      layers.some(layer => labelsOf(layer).has(segment.index)) ? images.get(key)?.imageId : [],
    ),
  );
  const stack = ifPlanar(() => reader.stackIn(viewport)) ?? [];
  const slices = stack.filter(({ imageId }) => marked.has(imageId));
  const middle = slices[Math.floor(slices.length / 2)];
  if (middle) viewports.show(viewport, middle);
}

function* regionsOf(
  label: number,
  runs: RunsByImage,
  { images }: Places,
  sizes: ReadonlyMap<string, { readonly columns: number; readonly rows: number }>,
): Generator<ImageEdit> {
  for (const [key, layers] of runs) {
    const imageId = images.get(key)?.imageId ?? '';
    const size = sizes.get(imageId);
    if (!size) continue;
    for (const layer of layers) {
      const region = maskOfLabel(layer, label, size.columns, size.rows);
      if (region.width) yield { imageId, region };
    }
  }
}

const namedIn =
  ({ images, segmentations }: Places) =>
  (named: Named): string | undefined =>
    'keptImage' in named
      ? images.get(named.keptImage)?.imageId
      : segmentations.get(named.keptSegmentation);

/** Finds each slice in the panes' stacks; those that no pane shows are left out. */
function placeSlices(
  { viewports, reader, images, keyOf }: RestoreDeps,
  kept: readonly KeptSlice[],
  places: Places,
): SliceDraft[] {
  if (!kept.length) return [];
  const shown = viewports.all().flatMap(viewport => ifPlanar(() => reader.stackIn(viewport)) ?? []);
  return kept.flatMap(({ image, plane, draft }) => {
    const slice = shown.find(
      candidate =>
        isSamePlane(candidate, plane) &&
        keyOf(images.identityOf(candidate.imageId) ?? '') === image,
    );
    if (!slice) return [];
    return [{ ...(unpack(draft, namedIn(places)) as SliceDraft), slice }];
  });
}

/** How far two positions of one plane may be apart, mm. */
const SAME_MM = 0.01;

function isSamePlane({ plane }: Pick<ShownSlice, 'plane'>, other: ShownSlice['plane']): boolean {
  const near = (a: readonly number[], b: readonly number[]) =>
    a.every((value, n) => Math.abs(value - b[n]) < SAME_MM);
  return (
    near(plane.origin, other.origin) &&
    near(plane.rowDirection, other.rowDirection) &&
    near(plane.columnDirection, other.columnDirection)
  );
}
