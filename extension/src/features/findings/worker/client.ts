import { proxy, transfer, wrap, type Remote } from 'comlink';

import { SamError } from '../../../core/errors';
import type { WrittenFiles } from '../../../core/export/findingSet';
import type { ImportedFinding } from '../../../core/export/importFindings';
import { UNSPECIFIED_PROPERTY } from '../../../core/export/segmentTypes';
import type { RegionMask } from '../../../core/mask/regionMask';
import type { Outcome } from '../../../inference/api';
import type { LabelmapStore, SegmentRef } from '../../../host/labelmap';
import { pageYielder } from '../../../host/mainThread';
import type { Host } from '../../../host/ohif';
import type { SliceReader } from '../../../host/slices';
import type { Measured } from '../measuring';
import { findMarked, piecesOf, throwIfAborted, type Marked } from './gather';
import { KnownInstances } from './instances';
import type { ExporterModule, FindingData, JobData, PieceData, SourceData } from './protocol';
import type { FindingWorker, MeasuredFindings } from './worker';

export interface FindingWorkerDeps {
  readonly host: Host;
  readonly labelmaps: Pick<LabelmapStore, 'sourcesOf' | 'segmentRegions'>;
  readonly reader: Pick<SliceReader, 'readImage' | 'readRegion' | 'unitsOf'>;
  readonly workerUrl: string;
}

/** What a job is about, once it is known where its segments have voxels. */
export interface JobDescription extends Omit<JobData, 'sources' | 'findings' | 'units'> {
  /** Of the segments that have voxels, in their order. */
  readonly findings: readonly FindingData[];
}

/** Measurements whose slices are indices of the images. */
interface MeasuredMasks extends MeasuredFindings {
  readonly imageIds: readonly string[];
}

/** Findings that the worker has. */
export interface OpenJob {
  /** Of each finding; and what the values are in, as far as the images say so. */
  measure(): Promise<MeasuredFindings>;
  /** Writes in the formats asked for, those of other extensions by their modules. */
  write(formats: readonly string[], modules: readonly ExporterModule[]): Promise<WrittenFiles>;
  reportText(): Promise<string>;
  /** Differences, in words, between bytes that came back and what was last written. */
  compare(name: string, bytes: ArrayBuffer): Promise<readonly string[]>;
}

/** Pieces go over together when they hold about this much. */
const BATCH_BYTES = 1 << 20;

/**
 * The page's side of the worker that measures and writes. There is one, made when it is first needed,
 * and it lives until `end`; it is given each instance's metadata once.
 */
export class FindingWorkerClient {
  private running: Running | null = null;
  private lastJob = 0;

  constructor(private readonly deps: FindingWorkerDeps) {}

  /**
   * Measures one segment; null when it has no voxel. Rejects with SamError `aborted` on the signal,
   * `no-segmentation`, `pixels-unavailable` or `export-failed`.
   */
  measure(segment: SegmentRef, signal?: AbortSignal): Promise<Measured | null> {
    return this.job([segment], () => MEASURED_ONLY, measureJob, signal);
  }

  /**
   * Hands segments of one segmentation with their voxels to the worker, and uses them there. Null when
   * none has a voxel. Rejects as `measure` does, and as `use` does.
   *
   * @param describe told which of the segments have voxels, by their index
   */
  async job<T>(
    segments: readonly SegmentRef[],
    describe: (marked: Marked, present: readonly number[]) => JobDescription,
    use: (job: OpenJob) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T | null> {
    const { instances } = this.start();
    const access = { ...this.deps.labelmaps, ...this.access(), isKnown: instances.has };
    const all = await findMarked(access, segments, signal);
    const present = all.masks.flatMap((marked, n) => (marked.size ? [n] : []));
    if (!present.length) return null;
    const marked = { imageIds: all.imageIds, masks: present.map(n => all.masks[n]) };
    return this.open(marked, describe(marked, present), use, signal);
  }

  /**
   * Measures masks that are at hand. Rejects as `measure` does.
   *
   * @param imageIds the images of the series, marked or not
   * @param masks of each finding, by the id of the image; none is empty
   */
  measureMasks(
    imageIds: readonly string[],
    masks: readonly ReadonlyMap<string, RegionMask>[],
    signal?: AbortSignal,
  ): Promise<MeasuredMasks> {
    const { instances } = this.start();
    const known = imageIds.filter(instances.has);
    const indices = new Map(known.map((imageId, index) => [imageId, index]));
    const marked: Marked = {
      imageIds: known,
      masks: masks.map(
        own =>
          new Map(
            [...own].map(([imageId, mask]) => {
              const index = indices.get(imageId);
              if (index === undefined)
                throw new SamError('export-failed', 'a marked image has no metadata');
              // Buffers are handed over: the caller keeps its own.
              return [index, { ...mask, data: mask.data.slice() }];
            }),
          ),
      ),
    };
    const description = { ...MEASURED_ONLY, findings: masks.map(() => MEASURED_ONLY.findings[0]) };
    const use = async (job: OpenJob) => ({ ...(await job.measure()), imageIds: known });
    return this.open(marked, description, use, signal);
  }

  private async open<T>(
    marked: Marked,
    description: JobDescription,
    use: (job: OpenJob) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const { reader } = this.deps;
    const { instances, remote, call } = this.start();
    const access = this.access();
    const sources = await this.sources(instances, marked.imageIds, signal);
    const first = Math.min(...marked.masks.flatMap(mask => [...mask.keys()]));
    const units = reader.unitsOf(marked.imageIds[first]);
    const id = ++this.lastJob;
    try {
      const data: JobData = { ...description, sources, units };
      await call(() => remote.begin(id, data, proxy(this.wholeImage(marked))));
      for await (const batch of batches(piecesOf(access, marked, signal))) {
        await call(() => remote.addPieces(id, transfer(batch, buffersOf(batch))));
      }
      throwIfAborted(signal);
      return await use({
        measure: () => answer<MeasuredFindings>(call, () => remote.measure(id)),
        write: (formats, modules) =>
          answer<WrittenFiles>(call, () => remote.write(id, formats, modules)),
        reportText: () => answer<string>(call, () => remote.reportText(id)),
        compare: (name, bytes) =>
          answer<readonly string[]>(call, () => remote.compare(id, name, transfer(bytes, [bytes]))),
      });
    } finally {
      void remote.end(id);
    }
  }

  /**
   * Reads findings from a file and places them on images: those that are `known`, which indices refer
   * to. Rejects with SamError `import-unreadable` or `import-other-images`.
   */
  async read(
    file: Blob,
    imageIds: readonly string[],
  ): Promise<{ known: readonly string[]; findings: readonly ImportedFinding[] }> {
    const { instances, remote, call } = this.start();
    const known = imageIds.filter(instances.has);
    const sources = await this.sources(instances, known);
    const bytes = await file.arrayBuffer();
    const findings = await answer<readonly ImportedFinding[]>(call, () =>
      remote.read(transfer(bytes, [bytes]), sources),
    );
    return { known, findings };
  }

  /** Ends the worker with whatever it does; what waits for it rejects with SamError `aborted`. */
  end(): void {
    this.running?.fail(new SamError('aborted', 'the study was left'));
    this.running = null;
  }

  private start(): Running {
    this.running ??= startWorker(this.deps, () => {
      this.running = null;
    });
    return this.running;
  }

  private access() {
    const { labelmaps, reader } = this.deps;
    return {
      sourcesOf: labelmaps.sourcesOf.bind(labelmaps),
      segmentRegions: labelmaps.segmentRegions.bind(labelmaps),
      readRegion: reader.readRegion.bind(reader),
    };
  }

  private async sources(
    instances: KnownInstances,
    imageIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<SourceData[]> {
    const pause = pageYielder();
    const sources: SourceData[] = [];
    for (const imageId of imageIds) {
      await pause();
      throwIfAborted(signal);
      sources.push(instances.sourceOf(imageId));
    }
    return sources;
  }

  private wholeImage({ imageIds }: Marked) {
    return async (source: number): Promise<Float32Array | null> => {
      const { channels, values } = await this.deps.reader.readImage(imageIds[source]);
      return channels === 1 ? transfer(values, [values.buffer]) : null;
    };
  }
}

interface Running {
  readonly remote: Remote<FindingWorker>;
  readonly instances: KnownInstances;
  /** Asks the worker; rejects when it is lost meanwhile. */
  readonly call: <T>(ask: () => Promise<T>) => Promise<T>;
  readonly fail: (error: SamError) => void;
}

function startWorker({ host, workerUrl }: FindingWorkerDeps, onLost: () => void): Running {
  const worker = new Worker(workerUrl, { type: 'module' });
  const remote = wrap<FindingWorker>(worker);
  let fail: Running['fail'] = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    fail = error => {
      worker.terminate();
      onLost();
      reject(error);
    };
  });
  // Nobody may be waiting.
  lost.catch(() => undefined);
  worker.addEventListener('error', () =>
    fail(new SamError('export-failed', 'the worker that measures and writes files stopped')),
  );
  return {
    remote,
    instances: new KnownInstances(host, instance => void remote.addInstance(instance)),
    call: ask => Promise.race([ask(), lost]),
    fail,
  };
}

const MEASURED_ONLY: JobDescription = {
  findings: [
    {
      label: '',
      property: UNSPECIFIED_PROPERTY,
      algorithm: { type: 'MANUAL' },
      tracking: { id: '', uid: '' },
      steps: [],
      edits: [],
    },
  ],
  equipment: { manufacturer: '', modelName: '', softwareVersions: '', deviceSerialNumber: '' },
  description: '',
  models: [],
  settings: {},
  now: 0,
  report: { language: 'en', showsPatient: false, fontUrl: '' },
};

async function measureJob(job: OpenJob): Promise<Measured | null> {
  const { measurements, units } = await job.measure();
  return measurements[0] && { values: measurements[0], units };
}

async function* batches(
  pieces: AsyncIterable<PieceData>,
): AsyncGenerator<PieceData[], void, undefined> {
  let batch: PieceData[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    batch.push(piece);
    bytes += buffersOf([piece]).reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length) yield batch;
}

/** What is handed over rather than copied. */
const buffersOf = (pieces: readonly PieceData[]): ArrayBufferLike[] =>
  pieces.flatMap(({ masks, values }) => [
    ...masks.map(({ mask }) => mask.data.buffer),
    ...(values ? [values.data.buffer] : []),
  ]);

/** What the worker answers, its failures thrown; comlink's types take a union of answers apart. */
async function answer<T>(
  call: Running['call'],
  ask: () => Promise<Outcome<T>> | Promise<unknown>,
): Promise<T> {
  const outcome = (await call(async () => ask())) as Outcome<T>;
  if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
  return outcome.value;
}
