import { SamError } from '../../core/errors';
import { separateParts, type SeparatePart } from '../../core/volume/cleanup';
import type { RegionMask } from '../../core/mask/regionMask';
import type { ImageRegion, LabelmapStore, SegmentRef } from '../../host/labelmap';
import { pageYielder, toEnd } from '../../host/mainThread';
import { gatherBox, type GatherDeps, type GatheredBox } from '../../host/segmentBox';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import { throwIfAborted, type FindingsFeature } from '../findings';
import type { FindingRow } from './types';

export interface EditDeps {
  readonly viewports: Pick<Viewports, 'activeId'>;
  readonly reader: GatherDeps['reader'];
  readonly labelmaps: GatherDeps['labelmaps'] &
    Pick<LabelmapStore, 'removeSegments' | 'moveRegions'>;
  readonly findings: Pick<FindingsFeature, 'records' | 'target' | 'inherit' | 'recordEdit'>;
  readonly notices: Pick<Notices, 'tell'>;
  readonly activate: (segment: SegmentRef) => void;
}

/** More parts are specks, which a clean-up takes away. */
const MOST_PARTS = 20;

/**
 * Gives the voxels of findings to the first of them and removes the others, as one undo step.
 * Rejects as writing does; then nothing was changed.
 */
export async function mergeFindings(deps: EditDeps, rows: readonly FindingRow[]): Promise<void> {
  const { labelmaps, findings, notices, activate } = deps;
  const [heir, ...others] = rows;
  refuseLocked(rows);
  const from = others.map(({ segment }) => findings.records.of(segment));
  const removed = others.map(({ segment }) => segment);
  const { step } = await labelmaps.removeSegments(removed, heir.segment);
  const added = others.reduce((sum, { voxels }) => sum + voxels, 0);
  if (step !== null)
    findings.inherit(heir.segment, from, { kind: 'merge', added, removed: 0 }, step);
  activate(heir.segment);
  notices.tell('info', 'list.merged', { count: rows.length, label: heir.label });
}

/** Removes findings with their voxels, as one undo step. Rejects as writing does. */
export async function deleteFindings(
  { labelmaps, notices }: EditDeps,
  rows: readonly FindingRow[],
): Promise<void> {
  refuseLocked(rows);
  await labelmaps.removeSegments(rows.map(({ segment }) => segment));
  notices.tell('info', 'list.deleted', { count: rows.length, label: rows[0].label });
}

/**
 * Makes findings of their own of the parts of a finding that do not hang together; the largest stays.
 * The voxels are one undo step. Rejects as writing does, and with SamError `aborted` on the signal;
 * then no voxel was changed.
 */
export async function splitFinding(
  deps: EditDeps,
  row: FindingRow,
  signal: AbortSignal,
): Promise<void> {
  const { viewports, labelmaps, findings, notices, activate } = deps;
  const { activeId } = viewports;
  refuseLocked([row]);
  if (!activeId) throw new SamError('no-segmentation', 'no pane is active');
  const pause = pageYielder();
  const gathered = await gatherBox(deps, row.segment, pause);
  if (typeof gathered === 'string') {
    return notices.tell('info', 'list.splitNoStack');
  }
  const parts = await toEnd(separateParts(gathered.box, MOST_PARTS), pause);
  throwIfAborted(signal);
  if (!parts) return notices.tell('info', 'list.splitTooMany', { most: MOST_PARTS });
  if (parts.length < 2) return notices.tell('info', 'list.splitOne', { label: row.label });
  const [, ...others] = parts;
  findings.target.checkRoom(activeId, others.length);
  const made: { readonly target: SegmentRef; readonly part: SeparatePart }[] = [];
  const moved = async () => {
    for (const [n, part] of others.entries()) {
      made.push({ target: await findings.target.addNew(activeId, `${row.label} ${n + 2}`), part });
      throwIfAborted(signal);
    }
    const parted = made.map(({ target, part }) => ({ target, regions: regionsOf(gathered, part) }));
    return labelmaps.moveRegions(row.segment, parted);
  };
  const { step } = await moved().catch(error => {
    if (!signal.aborted) for (const { target } of made.reverse()) findings.target.drop(target);
    throw error;
  });
  activate(row.segment);
  if (step === null) return;
  const record = findings.records.of(row.segment);
  for (const { target, part } of made) {
    findings.inherit(target, [record], { kind: 'split', added: part.voxels, removed: 0 }, step);
    // What the reader said of the whole holds for the parts; axes and role were those of the whole.
    if (record.coding) findings.records.setCoding(target, record.coding);
    if (record.review.status) findings.records.setReview(target, { status: record.review.status });
  }
  const removed = others.reduce((sum, { voxels }) => sum + voxels, 0);
  findings.recordEdit(row.segment, { kind: 'split', added: 0, removed }, step);
  notices.tell('info', 'list.split', { count: parts.length, label: row.label });
}

function refuseLocked(rows: readonly FindingRow[]): void {
  if (rows.some(({ locked }) => locked)) {
    throw new SamError('segment-locked', 'one of the findings is locked');
  }
}

function regionsOf({ slices, imageIds }: GatheredBox, { slices: own }: SeparatePart) {
  return [...own].map(([k, mask]): ImageRegion => {
    const { x, y } = slices[k];
    const region: RegionMask = { ...mask, x: mask.x + x, y: mask.y + y };
    return { imageId: imageIds[k], region };
  });
}
