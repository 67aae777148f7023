import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { FindingEdit } from '../../core/export/findingSet';
import type { FollowUpRecord } from '../../core/export/json';
import type { Host } from '../../host/ohif';
import type { FindingData, FindingsFeature, JobDescription, Marked, ReaderAxes } from '../findings';

export interface DescriptionDeps {
  readonly host: Host;
  readonly findings: Pick<FindingsFeature, 'records' | 'target'>;
  readonly version: string;
  /** How findings, by their ids in the order of the job, compare with a prior study. */
  readonly followUp?: (findingIds: readonly string[]) => FollowUpRecord | null;
  /** How the reader had the model be shown the slices, for the record. */
  readonly settings: () => Readonly<Record<string, string | number | boolean>>;
  /** Language and font of a report. */
  readonly report: () => Omit<JobDescription['report'], 'showsPatient'>;
}

/** Segments of a segmentation. */
export interface FindingChoice {
  readonly segmentationId: string;
  readonly segmentIndices: readonly number[];
}

const MANUFACTURER = 'OHIF SAM';

/** What is written of chosen segments beside their voxels, for those of them that have any. */
export function describeJob(
  { host, findings, version, settings, report, followUp }: DescriptionDeps,
  { segmentationId, segmentIndices }: FindingChoice,
  showsPatient: boolean,
  { imageIds }: Marked,
  present: readonly number[],
): JobDescription {
  const segmentation = host.services.segmentationService.getSegmentation(segmentationId);
  const imageOf = new Map(imageIds.map((imageId, index) => [imageId, index]));
  const segments = present.map(n => ({ segmentationId, segmentIndex: segmentIndices[n] }));
  const records = segments.map(segment => findings.records.giveOut(segment));
  const data = records.map((record): FindingData => {
    const { origin = {}, accepted, tracking, segment, review } = record;
    const edits = [...(origin.edits ?? []), ...record.edits];
    // A mask of the model written here outweighs what a file said.
    const algorithm: SegmentAlgorithm = accepted.at(-1)?.algorithm ??
      origin.algorithm ?? { type: 'MANUAL' };
    const label = segmentation?.segments[segment.segmentIndex]?.label ?? '';
    const steps = accepted.flatMap(acceptance => acceptance.steps);
    return {
      ...{ label, tracking },
      property: findings.records.propertyOf(record, label),
      algorithm: withEdits(algorithm, edits),
      edits,
      color: findings.target.colorOf(segment) ?? origin.color,
      ...(review.status ? { status: review.status } : {}),
      ...(review.role ? { role: review.role } : {}),
      ...axesOn(imageOf, review.axes),
      ...(origin.description ? { description: origin.description } : {}),
      ...(origin.cieLab ? { cieLab: origin.cieLab } : {}),
      steps: steps.flatMap(({ imageId, ...step }) => {
        const image = imageOf.get(imageId);
        return image === undefined ? [] : [{ ...step, image }];
      }),
    };
  });
  const compared = followUp?.(records.map(({ id }) => id));
  const models = records.flatMap(({ accepted }) => accepted.flatMap(({ models: used }) => used));
  return {
    findings: data,
    equipment: {
      manufacturer: MANUFACTURER,
      modelName: 'ohif-extension-sam',
      softwareVersions: version,
      deviceSerialNumber: '0',
    },
    description: segmentation?.label ?? '',
    models: [...new Map(models.map(model => [model.id, model])).values()],
    settings: settings(),
    ...(compared ? { followUp: compared } : {}),
    report: { ...report(), showsPatient },
    now: Date.now(),
  };
}

/** The axes that the reader has placed, on the images that are written about. */
function axesOn(
  imageOf: ReadonlyMap<string, number>,
  axes: ReaderAxes | undefined,
): Pick<FindingData, 'axes'> {
  const slice = axes && imageOf.get(axes.imageId);
  if (slice === undefined) return {};
  const { longAxis, shortAxis } = axes!;
  return { axes: { slice, longAxis, shortAxis } };
}

/** Algorithm parameters that tell, in words of DICOM objects, what was done to the whole segment. */
function withEdits(algorithm: SegmentAlgorithm, edits: readonly FindingEdit[]): SegmentAlgorithm {
  if (algorithm.type === 'MANUAL' || !edits.length) return algorithm;
  const { parameters } = algorithm;
  const cleaned = `edits=${edits.map(({ kind }) => kind).join(',')}`;
  return { ...algorithm, parameters: parameters ? `${parameters}; ${cleaned}` : cleaned };
}
