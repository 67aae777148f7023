import { labelRuns, labelsOf, relabelled } from '../../core/mask/labelRuns';
import { pageYielder } from '../../host/mainThread';
import type { FindingRecord } from '../findings';
import type { SliceDraft } from '../prompting';
import type { ArchivedWork } from './archivedWork';
import type { Collected, CollectedSegmentation } from './collect';
import { pack, type Named, type Naming } from './pack';
import type { DraftStorage } from './storage';
import type { DraftRow, KeptSegmentation, KeptSlice, KeptWork } from './types';

/** What was written last; told by reference for what never changes, else by its numbers. */
type Written = Map<string, Uint32Array | SliceDraft>;

export interface KeeperDeps {
  /** Null where nothing is kept: then only what the archive lacks is known. */
  readonly storage: Pick<DraftStorage, 'write' | 'remove'> | null;
  readonly session: string;
  /** Names what identifies the study or an image. */
  readonly keyOf: (identity: string) => string;
  readonly study: string;
  readonly identityOf: (imageId: string) => string | undefined;
  readonly archive: Pick<ArchivedWork, 'since'>;
}

/** What there is after a write, or a try of one. */
export interface Kept {
  /** Null when it could not be written, or was removed since. */
  readonly savedAt: number | null;
  /** When all of it went to the archive; null when there is more. */
  readonly archivedAt: number | null;
  /** What the browser threw; what was kept before stays. */
  readonly failure?: unknown;
}

/** The voxels of a segmentation as they are kept, and what they were read from. */
interface Encoded extends Pick<CollectedSegmentation, 'images' | 'revision'> {
  /** By image and layer. */
  readonly runs: ReadonlyMap<string, Uint32Array<ArrayBuffer>>;
  /** Segments that have voxels. */
  readonly labels: ReadonlySet<number>;
}

/** Brings one session's work into the storage: what has changed since the last time. */
export class Keeper {
  private readonly names = new Map<string, string>();
  private encoded: ReadonlyMap<string, Encoded> = new Map();
  private readonly packed = new WeakMap<FindingRecord, unknown>();
  private written: Written = new Map();
  /** What stored objects held when they were met: kept only once that is another. */
  private readonly baselines = new Map<string, string>();
  private lastWork = '';
  private last: Kept | null = null;

  constructor(private readonly deps: KeeperDeps) {}

  /** The storage was emptied: what there is now is kept again with the next change of it. */
  forget(): void {
    this.last &&= { ...this.last, savedAt: null };
  }

  /**
   * Keeps what was collected; yields to the page in between. Resolves to what is kept then; null
   * when there is nothing worth keeping.
   *
   * @param replaces a session whose work was brought back into this one
   */
  async keep(collected: Collected, replaces?: string): Promise<Kept | null> {
    const { pieces, segmentations, archivedAt } = await this.encode(collected);
    const work: KeptWork = { segmentations, refines: pack(collected.refines, this.naming) };
    if (!pieces.size) return this.drop();
    const changed = [...pieces].filter(([name, piece]) => !isSame(this.written.get(name), piece));
    const removed = [...this.written.keys()].filter(name => !pieces.has(name));
    const text = JSON.stringify(work);
    const isNew = changed.length > 0 || removed.length > 0 || text !== this.lastWork;
    // What the reader had removed is not written again because it is in the archive now.
    if (!isNew && this.last && (!this.last.savedAt || this.last.archivedAt === archivedAt)) {
      return (this.last = { ...this.last, archivedAt });
    }
    try {
      const savedAt = await this.write(work, archivedAt, pieces, { changed, removed, replaces });
      this.written = pieces;
      this.lastWork = text;
      return (this.last = { savedAt, archivedAt });
    } catch (failure) {
      return { savedAt: null, archivedAt, failure };
    }
  }

  /** Everything was taken back. */
  private async drop(): Promise<null> {
    const { storage, session } = this.deps;
    if (this.written.size) await storage?.remove(session);
    this.written = new Map();
    return (this.last = null);
  }

  private async write(
    work: KeptWork,
    archivedAt: number | null,
    pieces: Written,
    change: {
      readonly changed: readonly (readonly [string, Uint32Array | SliceDraft])[];
      readonly removed: readonly string[];
      readonly replaces?: string | undefined;
    },
  ): Promise<number | null> {
    const { storage, session, study } = this.deps;
    if (!storage) return null;
    const savedAt = Date.now();
    const row: DraftRow = { session, study, savedAt, archivedAt, work };
    const stored = (these: Iterable<readonly [string, Uint32Array | SliceDraft]>) =>
      new Map([...these].map(([name, piece]) => [name, this.stored(piece)]));
    const { removed, replaces } = change;
    const continues = this.written.size > 0;
    const first = { changed: stored(change.changed), removed, replaces, continues };
    if (!(await storage.write(row, first))) {
      // Another tab has removed all that was kept.
      const whole = { changed: stored(pieces), removed: [], replaces, continues: false };
      await storage.write(row, whole);
    }
    return savedAt;
  }

  private async encode(collected: Collected) {
    const pause = pageYielder();
    const pieces: Written = new Map();
    const segmentations: KeptSegmentation[] = [];
    const encoded = new Map<string, Encoded>();
    const archived: (number | null)[] = [];
    for (const { segmentation } of collected.segmentations)
      this.nameOf(segmentation.segmentationId);
    for (const each of collected.segmentations) {
      const voxels = await this.voxelsOf(each, pause);
      encoded.set(each.segmentation.segmentationId, voxels);
      const described = this.describe(each);
      if (!voxels.runs.size || this.isAsLoaded(each, described, voxels.runs)) continue;
      segmentations.push(described);
      for (const [name, image] of voxels.runs) pieces.set(`${described.name}/${name}`, image);
      archived.push(this.deps.archive.since(each, voxels.labels));
    }
    this.encoded = encoded;
    for (const [key, draft] of collected.slices) pieces.set(`slice/${key}`, draft);
    // Prompts that are not accepted are nowhere but here.
    const isArchived = !collected.slices.size && archived.every(at => at !== null);
    return { pieces, segmentations, archivedAt: isArchived ? Math.max(0, ...archived) : null };
  }

  /** Reads the voxels again only where the viewer has told of a change, or has other images. */
  private async voxelsOf(
    { segmentation: { segmentationId }, images, revision }: CollectedSegmentation,
    pause: () => Promise<void>,
  ): Promise<Encoded> {
    const known = this.encoded.get(segmentationId);
    if (known?.revision === revision && isSameMemory(known.images, images)) return known;
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
    const labels = new Set([...runs.values()].flatMap(image => [...labelsOf(image)]));
    return { images, revision, runs, labels };
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
                finding: this.packedFinding(findings.get(segment.segmentIndex)),
              },
            ]
          : [],
      ),
    };
  }

  /** What a segment is known by; a record never changes, so that it is packed once. */
  private packedFinding(record: FindingRecord | undefined): unknown {
    if (!record) return undefined;
    if (!this.packed.has(record)) {
      const { id: _id, segment: _segment, ...known } = record;
      this.packed.set(record, pack(known, this.naming));
    }
    return this.packed.get(record);
  }

  /** True for a segmentation that is as its stored object has it. */
  private isAsLoaded(
    { segmentation: { segmentationId }, isLoaded }: CollectedSegmentation,
    { segments }: KeptSegmentation,
    runs: ReadonlyMap<string, Uint32Array>,
  ): boolean {
    if (!isLoaded) return false;
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
  if (a === b || !(a instanceof Uint32Array) || !(b instanceof Uint32Array)) return a === b;
  return a.length === b.length && a.every((value, n) => value === b[n]);
}

function isSameMemory(a: Encoded['images'], b: Encoded['images']): boolean {
  return a.length === b.length && a.every(({ labels }, n) => labels === b[n].labels);
}

/** FNV-1a of an image's runs. */
function digest(runs: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const value of runs) hash = Math.imul(hash ^ value, 0x01000193);
  return hash;
}
