import { toErrorData } from '../../core/errors';
import type { FindingCoding } from '../../core/export/segmentTypes';
import { planeNormal, type ImagePlane } from '../../core/geometry/imagePlane';
import { usualGap } from '../../core/geometry/usualGap';
import { dot, type Vec3 } from '../../core/geometry/vec3';
import { centreOf } from '../../core/measure';
import type { LabelmapStore } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import { ifPlanar, type SliceReader } from '../../host/slices';
import { throwIfAborted, type FindingsFeature } from '../findings';
import { scanSegments, type Scan, type ScannedSegment } from './scan';
import { suggestSites, type KnownSites, type OrganSegment, type SuggestedSite } from './sites';
import type { RowMeasurement } from './types';

/** Strokes follow each other: measuring waits until they pause. */
const PAUSE_MS = 500;
/** Findings that are measured together; so many voxels end a batch before. */
const BATCH = 16;
const BATCH_VOXELS = 400_000;

export interface KeepMeasuredDeps {
  readonly labelmaps: Pick<LabelmapStore, 'regionsOf'>;
  readonly reader: Pick<SliceReader, 'readImage' | 'planeOf'>;
  readonly findings: { readonly worker: Pick<FindingsFeature['worker'], 'measureMasks'> };
  /** The segments of a segmentation, those that are organs with what they are. */
  readonly segmentsOf: (segmentationId: string) => ReadonlyMap<number, FindingCoding | null>;
}

/** What is known of a segment's voxels. */
export interface KnownSegment {
  readonly fingerprint: string;
  readonly voxels: number;
  readonly centre: Vec3 | null;
  readonly site: SuggestedSite | null;
  readonly measurement: RowMeasurement;
}

/**
 * Keeps all findings of one segmentation measured: changes are gathered until they pause, then one
 * pass over the voxels finds which segments have others, and only those are measured, the smallest
 * first.
 */
export class KeepMeasured {
  /** By segment index; those that have a voxel. */
  known: ReadonlyMap<number, KnownSegment> = new Map();
  private sites = noSites();
  private segmentationId: string | null = null;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private run: AbortController | null = null;
  /** Something has changed since the run began. */
  private again = false;

  constructor(
    private readonly deps: KeepMeasuredDeps,
    private readonly told: () => void,
  ) {}

  /** Another segmentation, or none, from now on. */
  follow(segmentationId: string | null): void {
    if (segmentationId === this.segmentationId) return;
    this.stop();
    this.segmentationId = segmentationId;
    this.known = new Map();
    this.sites = noSites();
    this.told();
    if (segmentationId) this.changed(0);
  }

  /** Voxels, segments or what they are have changed. */
  changed(pauseMs = PAUSE_MS): void {
    if (!this.segmentationId) return;
    // The viewer tells of changes for as long as it works through many segments: neither does a run
    // end for it, nor is the next one put off.
    if (this.run) this.again = true;
    else this.pause ??= setTimeout(() => void this.start(), pauseMs);
  }

  /** The segment is another finding from now on. */
  forget(segmentIndex: number): void {
    this.sites.positions.delete(segmentIndex);
    this.sites.inOrgans.delete(segmentIndex);
  }

  /** Ends what is under way; nothing of it is told. */
  stop(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.again = false;
    this.run?.abort();
    this.run = null;
  }

  private async start(): Promise<void> {
    const { segmentationId } = this;
    this.pause = undefined;
    if (!segmentationId) return;
    const run = new AbortController();
    this.run = run;
    try {
      await this.measure(segmentationId, run.signal);
    } catch (error) {
      const { code } = toErrorData(error, 'export-failed');
      if (run.signal.aborted) return;
      // The segmentation went meanwhile: it has no rows any more.
      if (code === 'no-segmentation') this.known = new Map();
      for (const [segmentIndex, { measurement }] of this.known) {
        if (measurement.phase === 'ready') continue;
        this.put(segmentIndex, { measurement: { phase: 'failed', code } });
      }
    }
    if (run.signal.aborted) return;
    const { again } = this;
    [this.run, this.again] = [null, false];
    if (again) this.changed();
  }

  private async measure(segmentationId: string, signal: AbortSignal): Promise<void> {
    const { labelmaps, reader, segmentsOf } = this.deps;
    const codings = segmentsOf(segmentationId);
    const scan = await scanSegments(labelmaps, segmentationId, [...codings.keys()], signal);
    const isOrgan = (segmentIndex: number) => Boolean(codings.get(segmentIndex));
    const findings = [...scan.segments.values()].filter(one => !isOrgan(one.segmentIndex));
    const organs = [...scan.segments.values()].flatMap(
      ({ segmentIndex, masks, fingerprint }): OrganSegment[] => {
        const coding = codings.get(segmentIndex);
        return coding ? [{ coding, masks, fingerprint }] : [];
      },
    );
    const changed = await this.putScanned(findings, signal);
    const sites = await suggestSites(reader, findings, organs, this.sites, signal);
    this.putSites(sites);
    const spacing = spacingOf(reader, scan.imageIds);
    for (const batch of batches(changed)) {
      throwIfAborted(signal);
      try {
        await this.measureBatch(scan, batch, spacing, signal);
      } catch {
        // One that can't be measured holds up no other.
        for (const one of batch) await this.measureAlone(scan, one, spacing, signal);
      }
    }
  }

  private async measureAlone(
    scan: Scan,
    finding: ScannedSegment,
    spacing: number | null,
    signal: AbortSignal,
  ): Promise<void> {
    throwIfAborted(signal);
    try {
      await this.measureBatch(scan, [finding], spacing, signal);
    } catch (error) {
      throwIfAborted(signal);
      const { code } = toErrorData(error, 'export-failed');
      this.put(finding.segmentIndex, { measurement: { phase: 'failed', code } });
    }
  }

  /** Takes over what was found; resolves to what has to be measured, the smallest first. */
  private async putScanned(
    findings: readonly ScannedSegment[],
    signal: AbortSignal,
  ): Promise<ScannedSegment[]> {
    const pause = pageYielder();
    const next = new Map<number, KnownSegment>();
    const changed: ScannedSegment[] = [];
    for (const finding of findings) {
      await pause();
      throwIfAborted(signal);
      const { segmentIndex, fingerprint, voxels } = finding;
      const before = this.known.get(segmentIndex);
      const site = before?.site ?? null;
      if (before?.fingerprint === fingerprint && before.measurement.phase === 'ready') {
        next.set(segmentIndex, before);
        continue;
      }
      changed.push(finding);
      // It may lie elsewhere now.
      this.sites.positions.delete(segmentIndex);
      const { centre } = this.placeOf(finding);
      // What was measured before stays until there is something newer.
      const measurement = before?.measurement.phase === 'ready' ? before.measurement : MEASURING;
      next.set(segmentIndex, { fingerprint: '', voxels, centre, site, measurement });
    }
    this.known = next;
    this.told();
    return changed.sort((a, b) => a.voxels - b.voxels);
  }

  private async measureBatch(
    { imageIds }: Scan,
    batch: readonly ScannedSegment[],
    sliceSpacing: number | null,
    signal: AbortSignal,
  ): Promise<void> {
    const measured = await this.deps.findings.worker.measureMasks(
      imageIds,
      batch.map(({ masks }) => masks),
      signal,
    );
    throwIfAborted(signal);
    const { units } = measured;
    batch.forEach(({ segmentIndex, fingerprint }, n) => {
      const values = measured.measurements[n];
      if (!values) return;
      const imageId = measured.imageIds[values.axes.slice];
      const measurement = { phase: 'ready', values, units, imageId, sliceSpacing } as const;
      this.put(segmentIndex, { fingerprint, measurement });
    });
  }

  private putSites(sites: ReadonlyMap<number, SuggestedSite | null>): void {
    const withSite = ([index, known]: [number, KnownSegment]) =>
      [index, { ...known, site: sites.get(index) ?? null }] as const;
    this.known = new Map([...this.known].map(withSite));
    this.told();
  }

  private placeOf({ masks }: ScannedSegment): { readonly centre: Vec3 | null } {
    const placed = [...masks].flatMap(([imageId, mask]) => {
      const plane = ifPlanar(() => this.deps.reader.planeOf(imageId));
      return plane && plane.placeKnown !== false ? [{ plane, mask }] : [];
    });
    return { centre: placed.length === masks.size ? centreOf(placed) : null };
  }

  private put(segmentIndex: number, change: Partial<KnownSegment>): void {
    const before = this.known.get(segmentIndex);
    if (!before) return;
    this.known = new Map(this.known).set(segmentIndex, { ...before, ...change });
    this.told();
  }
}

const noSites = (): KnownSites => ({ positions: new Map(), inOrgans: new Map() });

const MEASURING: RowMeasurement = { phase: 'measuring' };

function* batches(segments: readonly ScannedSegment[]): Generator<ScannedSegment[]> {
  let [batch, voxels]: [ScannedSegment[], number] = [[], 0];
  for (const segment of segments) {
    batch.push(segment);
    voxels += segment.voxels;
    if (batch.length < BATCH && voxels < BATCH_VOXELS) continue;
    yield batch;
    [batch, voxels] = [[], 0];
  }
  if (batch.length) yield batch;
}

/** The usual distance of neighbouring slices along their normal, mm. */
function spacingOf(
  reader: Pick<SliceReader, 'planeOf'>,
  imageIds: readonly string[],
): number | null {
  const planes = imageIds.flatMap((imageId): ImagePlane[] => {
    const plane = ifPlanar(() => reader.planeOf(imageId));
    return plane && plane.placeKnown !== false ? [plane] : [];
  });
  if (planes.length < 2) return null;
  const normal = planeNormal(planes[0]);
  return usualGap(planes.map(({ origin }) => dot(origin, normal)));
}
