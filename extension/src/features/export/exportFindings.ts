import { wrap, type Remote } from 'comlink';

import { ALGORITHM_FAMILY } from '../../core/export/codes';
import type { WrittenFiles } from '../../core/export/findingSet';
import type { ExportFormat } from '../../core/export/formats';
import { propertyOf } from '../../core/export/segmentTypes';
import { toFull } from '../../core/mask/regionMask';
import { SamError, toErrorData, type SamErrorData } from '../../core/errors';
import type { SegmentMeasurements } from '../../core/measure';
import type { Outcome, RuntimeInfo } from '../../inference/api';
import { pageYielder } from '../../host/mainThread';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import type { Host, OhifSegment } from '../../host/ohif';
import type { SliceReader } from '../../host/slices';
import type { FindingRegistry, SegmentTarget } from '../findings';
import { retrieve, store } from './archive';
import type { ExportRequest, ExportWorker, FindingData } from './exportWorker';

export interface ExportParts {
  readonly host: Host;
  readonly labelmaps: LabelmapStore;
  readonly reader: SliceReader;
  readonly target: SegmentTarget;
  readonly findings: FindingRegistry;
  readonly workerUrl: string;
  readonly version: string;
  /** How long the archive may take to answer. */
  readonly timeoutMs: number;
  readonly model: () => RuntimeInfo['model'] | null;
  /** How the reader had the model be shown the slices, for the record. */
  readonly settings: () => Readonly<Record<string, string | number | boolean>>;
  readonly report: () => ExportRequest['report'];
}

/** Segments of a segmentation; all of them where none are named. */
export interface FindingChoice {
  readonly segmentationId: string;
  readonly segmentIndices?: readonly number[];
}

export type SavePhase = 'encoding' | 'sending' | 'verifying';

export interface StoreResult {
  /** Formats that were stored, read back and compared, in that order. */
  readonly stored: readonly ExportFormat[];
  /** Segments with a voxel. */
  readonly segments: number;
  /** Why what is missing in `stored` was not; the viewer still has everything. */
  readonly failure?: SamErrorData;
}

const MANUFACTURER = 'OHIF SAM';

/**
 * Stores a segmentation's findings in the archive, one DICOM object per format: each is read back
 * and compared. Stops at the first failure, as later objects refer to earlier ones.
 *
 * Throws SamError `no-segmentation` (no voxels), `save-unsupported` (no format) or `save-failed` when
 * nothing could be written; the segmentation in the viewer is never changed.
 */
export async function storeFindings(
  parts: ExportParts,
  choice: FindingChoice,
  formats: readonly ExportFormat[],
  onPhase: (phase: SavePhase) => void,
): Promise<StoreResult> {
  if (!formats.length) throw new SamError('save-unsupported', 'no DICOM format is chosen');
  return withWorker(parts, async worker => {
    onPhase('encoding');
    const { files, refused, segments } = await encode(parts, worker, choice, formats);
    const { timeoutMs } = parts;
    const [dataSource] = parts.host.extensionManager.getActiveDataSource();
    const stored: ExportFormat[] = [];
    try {
      for (const { format, name, bytes, instance } of files) {
        if (!instance) continue;
        onPhase('sending');
        await store(dataSource, bytes, timeoutMs);
        onPhase('verifying');
        const differences = await worker.compare(
          name,
          await retrieve(dataSource, instance, timeoutMs),
        );
        if (differences.length) throw new SamError('save-not-verified', differences.join(' '));
        if (!stored.includes(format)) stored.push(format);
      }
      const [refusal] = refused;
      if (refusal) throw new SamError('save-unsupported', `${refusal.format}: ${refusal.reason}`);
      return { stored, segments };
    } catch (error) {
      return { stored, segments, failure: toErrorData(error, 'save-failed') };
    }
  });
}

/**
 * Writes a segmentation's findings to files, each read again; a format that can't hold them is
 * refused without holding up the others. Throws SamError `no-segmentation` or `save-failed`, and
 * `save-unsupported` when all are refused.
 */
export function findingFiles(
  parts: ExportParts,
  choice: FindingChoice,
  formats: readonly ExportFormat[],
): Promise<WrittenFiles> {
  return withWorker(parts, async worker => {
    const written = await encode(parts, worker, choice, formats);
    if (!written.files.length) {
      const reasons = written.refused.map(({ format, reason }) => `${format}: ${reason}`);
      throw new SamError('save-unsupported', reasons.join(' '));
    }
    return written;
  });
}

/** The report on a segmentation's findings as plain text. Throws SamError `no-segmentation`. */
export function findingReport(parts: ExportParts, choice: FindingChoice): Promise<string> {
  return withWorker(parts, async worker => {
    await open(parts, worker, choice);
    return unwrap(await worker.reportText());
  });
}

/** Measures one segment; null when it has no voxel, or its images no place in the patient. */
export function measureFinding(
  parts: ExportParts,
  { segmentationId, segmentIndex }: SegmentRef,
): Promise<SegmentMeasurements | null> {
  return withWorker(parts, async worker => {
    const choice = { segmentationId, segmentIndices: [segmentIndex] };
    const request = await requestFor(parts, choice);
    return request ? unwrap(await worker.open(request))[0] : null;
  });
}

/**
 * Opens a file of findings as new segments of the active segmentation, each one undo step; resolves
 * to their number. Throws SamError `import-unreadable` or `import-other-images`, and
 * nothing was written; `no-segmentation` or `segmentation-failed`, and segments before it stay.
 */
export function openFindings(
  parts: ExportParts,
  viewportId: string,
  imageIds: readonly string[],
  file: Blob,
  newLabel: string,
): Promise<number> {
  const { host, target, labelmaps, findings } = parts;
  return withWorker(parts, async worker => {
    const sources = imageIds.map(imageId => sourceOf(host, imageId));
    const read = unwrap(await worker.read(await file.arrayBuffer(), sources));
    const placed = read.filter(({ masks }) => masks.size);
    for (const { label, coding, algorithm, masks, steps } of placed) {
      const segment = await target.addNew(viewportId, newLabel, label);
      findings.setCoding(segment, coding);
      if (algorithm) findings.setAlgorithm(segment, algorithm);
      for (const { image, ...step } of steps) {
        findings.addStep(segment, { ...step, imageId: imageIds[image] });
      }
      const images = [...masks].map(([index, mask]) => {
        const { columns, rows } = sizeOf(sources[index]);
        return [imageIds[index], toFull(mask, columns, rows)] as const;
      });
      await labelmaps.writeImages(segment, new Map(images));
    }
    return placed.length;
  });
}

const sizeOf = ({ attributes }: { readonly attributes: Readonly<Record<string, unknown>> }) => ({
  columns: Number(attributes.Columns),
  rows: Number(attributes.Rows),
});

async function withWorker<T>(
  { workerUrl }: ExportParts,
  use: (worker: Remote<ExportWorker>) => Promise<T>,
): Promise<T> {
  const worker = new Worker(workerUrl, { type: 'module' });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () =>
      reject(new SamError('save-failed', 'the worker that writes files did not start')),
    );
  });
  try {
    return await Promise.race([use(wrap<ExportWorker>(worker)), failed]);
  } finally {
    worker.terminate();
  }
}

async function encode(
  parts: ExportParts,
  worker: Remote<ExportWorker>,
  choice: FindingChoice,
  formats: readonly ExportFormat[],
): Promise<WrittenFiles & { readonly segments: number }> {
  const segments = await open(parts, worker, choice);
  const written = unwrap(await worker.write(formats));
  return { ...written, segments };
}

/** Gives the findings to the worker; resolves to their number. */
async function open(
  parts: ExportParts,
  worker: Remote<ExportWorker>,
  choice: FindingChoice,
): Promise<number> {
  const request = await requestFor(parts, choice);
  if (!request) throw new SamError('no-segmentation', 'no segment has a voxel');
  unwrap(await worker.open(request));
  return request.findings.length;
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
  return outcome.value;
}

/** The chosen findings that have a voxel; null when there is none. */
async function requestFor(
  parts: ExportParts,
  { segmentationId, segmentIndices }: FindingChoice,
): Promise<ExportRequest | null> {
  const { host, labelmaps, reader, version, model } = parts;
  const segmentation = host.services.segmentationService.getSegmentation(segmentationId);
  if (!segmentation) throw new SamError('no-segmentation', 'the segmentation is gone');
  const listed = Object.values(segmentation.segments).filter(
    (s): s is OhifSegment => s !== undefined && (segmentIndices?.includes(s.segmentIndex) ?? true),
  );
  const imageIds = new Map<string, number>();
  const findings: FindingData[] = [];
  for (const segment of listed) {
    const ref = { segmentationId, segmentIndex: segment.segmentIndex };
    for (const imageId of labelmaps.sourcesOf(ref)) {
      if (!imageIds.has(imageId)) imageIds.set(imageId, imageIds.size);
    }
    const masks = await labelmaps.read(ref);
    if (masks.size) findings.push(findingOf(parts, ref, segment, masks, imageIds));
  }
  if (!findings.length) return null;
  const values = new Map<number, Float32Array>();
  const sources: ExportRequest['sources'][number][] = [];
  const pause = pageYielder();
  for (const [imageId, index] of imageIds) {
    await pause();
    sources.push(sourceOf(host, imageId));
    if (!findings.some(({ masks }) => masks.has(index))) continue;
    const image = await reader.readImage(imageId);
    if (image.channels === 1) values.set(index, image.values);
  }
  const [first] = imageIds.keys();
  const current = model();
  return {
    sources,
    findings,
    values,
    units: reader.unitsOf(first),
    equipment: {
      manufacturer: MANUFACTURER,
      modelName: 'ohif-extension-sam',
      softwareVersions: version,
      deviceSerialNumber: '0',
    },
    description: segmentation.label,
    models: current ? [{ id: current.id, name: current.name, sha256: [current.sha256] }] : [],
    settings: parts.settings(),
    report: parts.report(),
    now: Date.now(),
  };
}

function findingOf(
  { target, findings, model }: ExportParts,
  ref: SegmentRef,
  segment: OhifSegment,
  masks: ReadonlyMap<string, Uint8Array>,
  imageIds: ReadonlyMap<string, number>,
): FindingData {
  const { label } = segment;
  const indexOf = (imageId: string) => imageIds.get(imageId) ?? -1;
  return {
    label,
    property: propertyOf(findings.codingOf(ref, label)),
    // A mask of the model written here outweighs what a file said.
    algorithm: target.wasWritten(ref)
      ? algorithmOf(model())
      : (findings.algorithmOf(ref) ??
        (target.wasMade(ref) ? { type: 'MANUAL' } : loadedAlgorithm(segment))),
    color: target.colorOf(ref),
    tracking: findings.trackingOf(ref),
    steps: findings.stepsOf(ref).flatMap(({ imageId, ...step }) => {
      const image = indexOf(imageId);
      return image < 0 ? [] : [{ ...step, image }];
    }),
    masks: new Map([...masks].map(([imageId, mask]) => [indexOf(imageId), mask])),
  };
}

/** How a segment was made by what the SEG says that it came with. */
function loadedAlgorithm({ cachedStats }: OhifSegment): FindingData['algorithm'] {
  const { algorithmType: type, algorithmName: name } = cachedStats ?? {};
  if (type !== 'SEMIAUTOMATIC' && type !== 'AUTOMATIC') return { type: 'MANUAL' };
  const family = ALGORITHM_FAMILY.artificialIntelligence;
  return { type, name: name || 'unknown', version: 'unknown', family };
}

function algorithmOf(model: RuntimeInfo['model'] | null): FindingData['algorithm'] {
  return {
    type: 'SEMIAUTOMATIC',
    name: model?.name ?? 'SAM',
    version: model ? `${model.version} sha256:${model.sha256.slice(0, 16)}` : 'unknown',
    family: ALGORITHM_FAMILY.artificialIntelligence,
    ...(model ? { parameters: `sha256=${model.sha256}` } : {}),
  };
}

/** The attributes as plain data: the viewer's instances hold functions and proxies. */
function sourceOf(host: Host, imageId: string) {
  const instance = host.core.metaData.get('instance', imageId) as Record<string, unknown>;
  const frameNumber = Number(/\/frames\/(\d+)/.exec(imageId)?.[1] ?? 1);
  const attributes = JSON.parse(
    JSON.stringify(instance, (key, value: unknown) => (key === 'PixelData' ? undefined : value)),
  ) as Record<string, unknown>;
  return { attributes, frameNumber };
}
