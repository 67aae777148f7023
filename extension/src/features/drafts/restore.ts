import { labelsOf, maskOfLabel } from '../../core/mask/labelRuns';
import type { ImageEdit, LabelmapStore, SegmentRef } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import { makeLabelmap } from '../../host/newLabelmap';
import type { Host, OhifDisplaySet } from '../../host/ohif';
import { ifPlanar, type ShownSlice, type SliceReader } from '../../host/slices';
import type { StudyImages } from '../../host/studyImages';
import type { Viewports } from '../../host/viewports';
import type { Texts } from '../../i18n/texts';
import { throwIfAborted, type FindingsFeature } from '../findings';
import type { Prompting, SliceDraft } from '../prompting';
import { apartGroups } from './apart';
import { unpack, type Named } from './pack';
import type { DraftRow, KeptSegment, KeptSegmentation, KeptSlice } from './types';

export interface RestoreDeps {
  readonly host: Host;
  readonly images: Pick<StudyImages, 'all' | 'identityOf' | 'groupOf'>;
  readonly viewports: Pick<Viewports, 'all' | 'activeId' | 'get' | 'show'>;
  readonly reader: Pick<SliceReader, 'stackIn' | 'planeOf'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeRegions' | 'sourcesOf' | 'covers'>;
  readonly findings: Pick<FindingsFeature, 'records'>;
  readonly prompting: Pick<Prompting, 'restoreObject'>;
  readonly texts: Pick<Texts, 'text'>;
  readonly keyOf: (identity: string) => string;
}

/** A draft on its way back. */
export interface Restoring {
  readonly signal: AbortSignal;
  /** Ids of the segmentations that it has made. */
  readonly made: Set<string>;
  /** @param part 0 to 1 */
  onProgress(part: number): void;
}

/** How much of a draft could be brought back. */
export interface Restored {
  readonly segments: number;
  readonly prompts: number;
  /** Segmentations, images of segments and prompted slices with no place; the draft still has them. */
  readonly missing: number;
}

interface Placed {
  readonly imageId: string;
  readonly displaySet: OhifDisplaySet;
}

type RunsByImage = ReadonlyMap<string, readonly Uint32Array[]>;

/** The voxels of a kept segmentation. */
interface KeptVoxels {
  readonly runs: RunsByImage;
  /** By label, the keys of the images that have pixels of it. */
  readonly marked: ReadonlyMap<number, readonly string[]>;
}

/** Where things that a draft names are in this session. */
interface Places {
  readonly images: ReadonlyMap<string, Placed>;
  readonly segmentations: Map<string, string>;
}

/**
 * Makes the segmentations of a draft anew, beside those that there are, with what their segments
 * are known by, and puts the prompts back. Yields to the page in between.
 * Rejects as `LabelmapStore.writeRegions` does, or with SamError `aborted`; what was made by then
 * stays, and the draft as well.
 */
export async function restoreDraft(
  deps: RestoreDeps,
  { work }: DraftRow,
  pieces: ReadonlyMap<string, unknown>,
  restoring: Restoring,
): Promise<Restored> {
  const places: Places = {
    images: await placedImages(deps, restoring.signal),
    segmentations: new Map(),
  };
  const total = Math.max(1, work.segmentations.flatMap(({ segments }) => segments).length);
  let segments = 0;
  let missing = 0;
  const onSegment = (without: number) => {
    missing += without;
    restoring.onProgress(++segments / total);
  };
  for (const kept of work.segmentations) {
    const voxels = voxelsOf(kept, pieces);
    const [first] = [...voxels.runs.keys()].flatMap(key => places.images.get(key) ?? []);
    if (!first) {
      missing++;
      continue;
    }
    const run = { ...restoring, onSegment };
    await restoreSegmentation(deps, kept, voxels, first.displaySet, places, run);
    if (kept.active) showSegment(deps, kept, voxels, places);
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

async function placedImages(
  { images, keyOf }: RestoreDeps,
  signal: AbortSignal,
): Promise<Map<string, Placed>> {
  const placed = new Map<string, Placed>();
  const pause = pageYielder();
  for (const each of images.all()) {
    await pause();
    throwIfAborted(signal);
    const identity = images.identityOf(each.imageId);
    if (identity !== undefined) placed.set(keyOf(identity), each);
  }
  return placed;
}

function voxelsOf({ name }: KeptSegmentation, pieces: ReadonlyMap<string, unknown>): KeptVoxels {
  const runs = new Map<string, Uint32Array[]>();
  const marked = new Map<number, string[]>();
  for (const [piece, value] of pieces) {
    const [segmentation, image] = piece.split('/');
    if (segmentation !== name || !(value instanceof Uint32Array)) continue;
    runs.set(image, [...(runs.get(image) ?? []), value]);
    for (const label of labelsOf(value)) {
      const there = marked.get(label);
      if (!there) marked.set(label, [image]);
      else if (!there.includes(image)) there.push(image);
    }
  }
  return { runs, marked };
}

/** The segments of a segmentation, and those that only its voxels tell of. */
function segmentsOf(
  { segments }: KeptSegmentation,
  { marked }: KeptVoxels,
  { texts }: RestoreDeps,
): readonly KeptSegment[] {
  const known = new Set(segments.map(({ index }) => index));
  const untold = [...marked.keys()].filter(label => !known.has(label));
  return [
    ...segments,
    ...untold.map(index => ({
      ...{ index, label: texts.text('segment.newLabel', { number: index }) },
      ...{ locked: false, active: false, finding: undefined },
    })),
  ];
}

async function restoreSegmentation(
  deps: RestoreDeps,
  kept: KeptSegmentation,
  voxels: KeptVoxels,
  displaySet: OhifDisplaySet,
  places: Places,
  run: Restoring & { readonly onSegment: (missing: number) => void },
): Promise<void> {
  const { host } = deps;
  const { segmentationService: service, viewportGridService: grid } = host.services;
  const groups = apartGroups(segmentsOf(kept, voxels, deps), [...voxels.runs.values()]);
  for (const group of groups) {
    const segmentationId = await makeLabelmap(host, displaySet, kept.label, group);
    run.made.add(segmentationId);
    throwIfAborted(run.signal);
    if (!places.segmentations.has(kept.name)) places.segmentations.set(kept.name, segmentationId);
    for (const segment of group) {
      const target = { segmentationId, segmentIndex: segment.index };
      run.onSegment(await restoreVoxels(deps, target, voxels, displaySet, places, run.signal));
      throwIfAborted(run.signal);
      restoreSaid(deps, target, segment, places);
    }
    const viewportId = grid.getActiveViewportId();
    if (kept.active && viewportId && group.some(({ active }) => active)) {
      service.setActiveSegmentation(viewportId, segmentationId);
    }
    const active = group.find(segment => segment.active);
    if (active) service.setActiveSegment(segmentationId, active.index);
  }
}

/** Writes a segment's voxels. Resolves to how many images of it have no place here. */
async function restoreVoxels(
  { labelmaps, images, reader }: RestoreDeps,
  target: SegmentRef,
  { runs, marked }: KeptVoxels,
  displaySet: OhifDisplaySet,
  places: Places,
  signal: AbortSignal,
): Promise<number> {
  const keys = marked.get(target.segmentIndex) ?? [];
  const [first] = keys.flatMap(key => places.images.get(key)?.imageId ?? []);
  const group = first === undefined ? [] : images.groupOf(displaySet, first);
  const sources = new Set([...group, ...labelmaps.sourcesOf(target)]);
  const placed = keys.flatMap(key => {
    const imageId = places.images.get(key)?.imageId;
    if (imageId === undefined) return [];
    if (!sources.has(imageId) && !labelmaps.covers(target, { imageId })) return [];
    const plane = ifPlanar(() => reader.planeOf(imageId));
    return plane ? [{ imageId, plane, layers: runs.get(key) ?? [] }] : [];
  });
  function* edits(): Generator<ImageEdit> {
    for (const { imageId, plane, layers } of placed) {
      throwIfAborted(signal);
      for (const layer of layers) {
        const region = maskOfLabel(layer, target.segmentIndex, plane.columns, plane.rows);
        if (region.width) yield { imageId, region };
      }
    }
  }
  await labelmaps.writeRegions(target, edits(), group);
  return keys.length - placed.length;
}

/** What the reader has said of a segment. */
function restoreSaid(
  { host, findings }: RestoreDeps,
  target: SegmentRef,
  segment: KeptSegment,
  places: Places,
): void {
  const finding = unpack(segment.finding, namedIn(places));
  if (finding) {
    type Known = Parameters<FindingsFeature['records']['restore']>[1];
    findings.records.restore(target, finding as Known);
  }
  if (segment.locked) {
    host.services.segmentationService.toggleSegmentLocked(target.segmentationId, segment.index);
  }
}

/** Shows the middle of the segment that was worked on. */
function showSegment(
  { viewports, reader }: RestoreDeps,
  { segments }: KeptSegmentation,
  { marked }: KeptVoxels,
  { images }: Places,
): void {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  const segment = segments.find(({ active }) => active) ?? segments[0];
  if (!viewport || !segment) return;
  const keys = marked.get(segment.index) ?? [];
  const imageIds = new Set(keys.flatMap(key => images.get(key)?.imageId ?? []));
  const stack = ifPlanar(() => reader.stackIn(viewport)) ?? [];
  const slices = stack.filter(({ imageId }) => imageIds.has(imageId));
  const middle = slices[Math.floor(slices.length / 2)];
  if (middle) viewports.show(viewport, middle);
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
