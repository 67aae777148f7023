import { labelRuns, relabelled } from '../../core/mask/labelRuns';
import { pageYielder } from '../../host/mainThread';
import type { SliceDraft } from '../prompting';
import type { Collected, CollectedSegmentation } from './collect';
import { pack, type Named, type Naming } from './pack';
import type { DraftStorage } from './storage';
import type { DraftRow, KeptSegmentation, KeptSlice, KeptWork } from './types';

/** What was written last; told by reference for what never changes, else by its numbers. */
type Written = Map<string, Uint32Array | SliceDraft>;

export interface KeeperDeps {
  readonly storage: Pick<DraftStorage, 'write' | 'remove'>;
  readonly session: string;
  /** Names what identifies the study or an image. */
  readonly keyOf: (identity: string) => string;
  readonly study: string;
  readonly identityOf: (imageId: string) => string | undefined;
  /** True for a segmentation that came with a stored object. */
  readonly isLoaded: (segmentationId: string) => boolean;
}

/** What is kept after a write: null when there is nothing worth keeping. */
export interface Kept {
  readonly savedAt: number;
  readonly archivedAt: number | null;
  /** Some of it is not accepted yet. */
  readonly hasPrompts: boolean;
}

/** Brings one session's work into the storage: what has changed since the last time. */
export class Keeper {
  private readonly names = new Map<string, string>();
  private written: Written = new Map();
  /** What stored objects held when they were met: kept only once that is another. */
  private readonly baselines = new Map<string, string>();
  private lastWork = '';
  private last: Kept | null = null;
  private archivedAt: number | null = null;

  constructor(private readonly deps: KeeperDeps) {}

  /** All that was kept last is in the archive now, or there is more again. */
  setArchived(at: number | null): void {
    this.archivedAt = at;
  }

  /** The storage was emptied: everything is written anew with the next change. */
  forget(): void {
    this.written = new Map();
  }

  /**
   * Keeps what was collected; yields to the page in between. Resolves to what is kept; rejects with
   * what the browser throws, and what was kept before stays.
   *
   * @param replaces a session whose work was brought back into this one
   */
  async keep(collected: Collected, replaces?: string): Promise<Kept | null> {
    const { storage, session, study } = this.deps;
    const { pieces, segmentations } = await this.encode(collected);
    const changed = new Map<string, unknown>();
    for (const [name, piece] of pieces) {
      if (!isSame(this.written.get(name), piece)) changed.set(name, this.stored(piece));
    }
    const removed = [...this.written.keys()].filter(name => !pieces.has(name));
    const work: KeptWork = { segmentations, refines: pack(collected.refines, this.naming) };
    const text = JSON.stringify(work);
    if (!pieces.size) {
      if (this.written.size) await storage.remove(session);
      this.written = new Map();
      return (this.last = null);
    }
    const archivedAt = this.archivedAt;
    const isNew = changed.size > 0 || removed.length > 0 || text !== this.lastWork;
    if (!isNew && this.last?.archivedAt === archivedAt) return this.last;
    const savedAt = Date.now();
    const row: DraftRow = { session, study, savedAt, archivedAt, work };
    await storage.write(row, changed, removed, replaces);
    this.written = pieces;
    this.lastWork = text;
    return (this.last = { savedAt, archivedAt, hasPrompts: collected.slices.size > 0 });
  }

  private async encode(collected: Collected) {
    const pause = pageYielder();
    const pieces: Written = new Map();
    const segmentations: KeptSegmentation[] = [];
    for (const each of collected.segmentations) {
      const runs = await this.runsOf(each, pause);
      const described = this.describe(each);
      if (!runs.size || this.isAsLoaded(each, described, runs)) continue;
      segmentations.push(described);
      for (const [name, image] of runs) pieces.set(`${described.name}/${name}`, image);
    }
    for (const [key, draft] of collected.slices) pieces.set(`slice/${key}`, draft);
    return { pieces, segmentations };
  }

  private async runsOf({ images }: CollectedSegmentation, pause: () => Promise<void>) {
    const runs = new Map<string, Uint32Array<ArrayBuffer>>();
    const layers = new Map<string, number>();
    for (const { identity, labels, segmentOf } of images) {
      await pause();
      const layer = layers.get(identity) ?? 0;
      layers.set(identity, layer + 1);
      const found = labelRuns(labels);
      if (found.length) {
        runs.set(`${this.deps.keyOf(identity)}/${layer}`, relabelled(found, segmentOf));
      }
    }
    return runs;
  }

  private describe({
    segmentation,
    active,
    activeSegment,
    colors,
    findings,
  }: CollectedSegmentation): KeptSegmentation {
    return {
      name: this.nameOf(segmentation.segmentationId),
      label: segmentation.label,
      active,
      segments: Object.values(segmentation.segments).flatMap(segment =>
        segment
          ? [
              {
                index: segment.segmentIndex,
                label: segment.label,
                color: colors.get(segment.segmentIndex),
                locked: Boolean(segment.locked),
                active: segment.segmentIndex === activeSegment,
                finding: pack(findings.get(segment.segmentIndex), this.naming),
              },
            ]
          : [],
      ),
    };
  }

  /** True for a segmentation that is as its stored object has it. */
  private isAsLoaded(
    { segmentation: { segmentationId } }: CollectedSegmentation,
    { segments }: KeptSegmentation,
    runs: ReadonlyMap<string, Uint32Array>,
  ): boolean {
    if (!this.deps.isLoaded(segmentationId)) return false;
    const said = segments.map(({ index, label, finding }) => [index, label, finding]);
    const now = JSON.stringify([said, [...runs].map(([name, image]) => [name, digest(image)])]);
    const baseline = this.baselines.get(segmentationId);
    if (baseline === undefined) this.baselines.set(segmentationId, now);
    return baseline === undefined || baseline === now;
  }

  private stored(piece: Uint32Array | SliceDraft): unknown {
    if (piece instanceof Uint32Array) return piece;
    const { slice, run: _run, ...draft } = piece;
    const identity = this.deps.identityOf(slice.imageId) ?? slice.imageId;
    return {
      image: this.deps.keyOf(identity),
      plane: slice.plane,
      draft: pack(draft, this.naming),
    } satisfies KeptSlice;
  }

  private readonly naming: Naming = {
    nameOf: (id): Named | undefined => {
      const name = this.names.get(id);
      if (name !== undefined) return { keptSegmentation: name };
      // Ids of images are addresses.
      const identity = id.includes(':') ? this.deps.identityOf(id) : undefined;
      return identity === undefined ? undefined : { keptImage: this.deps.keyOf(identity) };
    },
  };

  private nameOf(segmentationId: string): string {
    const known = this.names.get(segmentationId);
    if (known !== undefined) return known;
    const name = `segmentation-${this.names.size + 1}`;
    this.names.set(segmentationId, name);
    return name;
  }
}

function isSame(a: Uint32Array | SliceDraft | undefined, b: Uint32Array | SliceDraft): boolean {
  if (!(a instanceof Uint32Array) || !(b instanceof Uint32Array)) return a === b;
  return a.length === b.length && a.every((value, n) => value === b[n]);
}

/** FNV-1a of an image's runs. */
function digest(runs: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const value of runs) hash = Math.imul(hash ^ value, 0x01000193);
  return hash;
}
