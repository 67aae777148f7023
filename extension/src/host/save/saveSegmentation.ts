import { wrap, type Remote } from 'comlink';

import { ALGORITHM_FAMILY } from '../../core/export/codes';
import { propertyFromLabel } from '../../core/export/segmentLabel';
import { SamError } from '../../core/errors';
import type { RuntimeInfo } from '../../inference/api';
import type { LabelmapStore } from '../labelmap';
import type { DataSource, Host, OhifSegment } from '../ohif';
import type { SegmentTarget } from '../target';
import type { EncodedBytes, SegmentData, SegWorker } from './segWorker';

export interface SaveParts {
  readonly host: Host;
  readonly labelmaps: LabelmapStore;
  readonly target: SegmentTarget;
  readonly workerUrl: string;
  readonly version: string;
  readonly model: () => RuntimeInfo['model'] | null;
}

export type SavePhase = 'encoding' | 'sending' | 'verifying';

const MANUFACTURER = 'OHIF SAM';

/**
 * Stores a segmentation as DICOM-SEG through the viewer's data source, reads it back and compares.
 *
 * Resolves to the number of segments stored. Throws SamError `no-segmentation` (no voxels),
 * `save-failed`, `not-signed-in` or `save-not-verified`; the segmentation in the viewer is never
 * changed.
 */
export async function saveSegmentation(
  parts: SaveParts,
  segmentationId: string,
  onPhase: (phase: SavePhase) => void,
): Promise<number> {
  const worker = new Worker(parts.workerUrl, { type: 'module' });
  try {
    const seg = wrap<SegWorker>(worker);
    onPhase('encoding');
    const encoded = await encode(parts, seg, segmentationId);
    if (!encoded.voxels) throw new SamError('no-segmentation', 'no segment has a voxel');
    const [dataSource] = parts.host.extensionManager.getActiveDataSource();
    onPhase('sending');
    await store(dataSource, encoded.bytes);
    onPhase('verifying');
    await verify(dataSource, seg, encoded);
    return encoded.segments;
  } finally {
    worker.terminate();
  }
}

async function encode(
  { host, labelmaps, target, model, version }: SaveParts,
  seg: Remote<SegWorker>,
  segmentationId: string,
): Promise<EncodedBytes> {
  const segmentation = host.services.segmentationService.getSegmentation(segmentationId);
  if (!segmentation) throw new SamError('no-segmentation', 'the segmentation is gone');
  const listed = Object.values(segmentation.segments).filter((s): s is OhifSegment => Boolean(s));
  const masks = listed.map(({ segmentIndex }) => labelmaps.read({ segmentationId, segmentIndex }));
  const imageIds = [...new Set(masks.flatMap(mask => [...mask.keys()]))];
  if (!imageIds.length) throw new SamError('no-segmentation', 'no segment has a voxel');
  const indexOf = new Map(imageIds.map((imageId, index) => [imageId, index]));
  const segments = listed.map(({ label, segmentIndex }, n): SegmentData => ({
    label,
    property: propertyFromLabel(label),
    algorithm: target.wasWritten({ segmentationId, segmentIndex })
      ? algorithmOf(model())
      : { type: 'MANUAL' },
    color: target.colorOf({ segmentationId, segmentIndex }),
    masks: new Map([...masks[n]].map(([id, mask]) => [indexOf.get(id) ?? -1, mask])),
  }));
  const outcome = await seg.encode({
    sources: imageIds.map(imageId => sourceOf(host, imageId)),
    segments,
    series: { seriesNumber: 900, description: segmentation.label },
    equipment: {
      manufacturer: MANUFACTURER,
      modelName: 'ohif-extension-sam',
      softwareVersions: version,
      deviceSerialNumber: '0',
    },
    contentLabel: 'SEGMENTATION',
    now: Date.now(),
  });
  if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
  return outcome.value;
}

function algorithmOf(model: RuntimeInfo['model'] | null): SegmentData['algorithm'] {
  return {
    type: 'SEMIAUTOMATIC',
    name: model?.name ?? 'SAM',
    version: model ? `${model.version} sha256:${model.sha256.slice(0, 16)}` : 'unknown',
    family: ALGORITHM_FAMILY.artificialIntelligence,
    parameters: model ? `sha256=${model.sha256}` : undefined,
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

async function store(dataSource: DataSource | undefined, bytes: ArrayBuffer): Promise<void> {
  if (!dataSource?.store?.dicom) {
    throw new SamError('save-failed', 'the data source cannot store');
  }
  try {
    await dataSource.store.dicom(bytes);
  } catch (error) {
    throw storeError(error);
  }
}

function storeError(error: unknown): SamError {
  const status = (error as { status?: number } | null)?.status;
  const code = status === 401 || status === 403 ? 'not-signed-in' : 'save-failed';
  return new SamError(
    code,
    status ? `the archive answered ${status}` : 'the archive did not answer',
    {
      cause: error,
    },
  );
}

/** A 200 says little: only what comes back counts. */
async function verify(
  dataSource: DataSource,
  seg: Remote<SegWorker>,
  { studyInstanceUID, seriesInstanceUID, sopInstanceUID }: EncodedBytes,
): Promise<void> {
  const client = dataSource.retrieve?.getWadoDicomWebClient?.();
  if (!client) throw new SamError('save-not-verified', 'the data source cannot read back');
  let bytes: ArrayBuffer;
  try {
    bytes = await client.retrieveInstance({ studyInstanceUID, seriesInstanceUID, sopInstanceUID });
  } catch (error) {
    throw new SamError('save-not-verified', 'the archive did not give it back', { cause: error });
  }
  const differences = await seg.verify(bytes);
  if (differences.length) throw new SamError('save-not-verified', differences.join('; '));
}
