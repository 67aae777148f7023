import { type FindingExporter, type FindingJob } from '../findingJob';
import { type Finding } from '../findingSet';
import { toMaskRecord, readFindings, writeFindings } from './findingsJson';
import { JSON_FORMAT } from './format';
import { imageKey, pseudonymise } from './pseudonymise';
import {
  FINDINGS_FORMAT,
  FINDINGS_VERSION,
  type FindingRecord,
  type FindingsDocument,
} from './schema';

/** Pseudonymous: what identifies stays in DICOM objects. */
export const jsonExporter: FindingExporter<FindingsDocument> = {
  ...JSON_FORMAT,
  write: job => {
    const state = pseudonymise(documentOf(job));
    const bytes = new TextEncoder().encode(writeFindings(state)).buffer;
    return [{ name: 'sam-findings.json', mediaType: 'application/json', bytes, state }];
  },
  verify: ({ state }, bytes) => {
    const read = readFindings(new TextDecoder().decode(bytes));
    return sorted(read) === sorted(state) ? [] : ['The findings differ from what was written.'];
  },
};

function documentOf(job: FindingJob): FindingsDocument {
  const { sources, findings, units, equipment, models, settings, now } = job;
  return {
    format: FINDINGS_FORMAT,
    version: FINDINGS_VERSION,
    software: { name: equipment.modelName, version: equipment.softwareVersions },
    created: now.toISOString(),
    units,
    models: [...models],
    settings,
    images: sources.map(source => ({
      key: imageKey(source.sopInstanceUID, source.frameNumber),
      sopInstanceUID: source.sopInstanceUID,
      seriesInstanceUID: source.seriesInstanceUID,
      ...(source.frameNumber === undefined ? {} : { frameNumber: source.frameNumber }),
      columns: source.columns,
      rows: source.rows,
      pixelSpacing: source.pixelSpacing && [...source.pixelSpacing],
      geometry: source.geometry && {
        imagePositionPatient: [...source.geometry.imagePositionPatient],
        imageOrientationPatient: [...source.geometry.imageOrientationPatient],
        pixelSpacing: [...source.geometry.pixelSpacing],
      },
    })),
    findings: findings.map((finding, n) => recordOf(job, finding, n)),
    ...(job.followUp ? { followUp: structuredClone(job.followUp) } : {}),
  };
}

function recordOf(
  { sources, measurements }: FindingJob,
  finding: Finding,
  n: number,
): FindingRecord {
  const { label, description, property, algorithm, tracking, color, steps, edits } = finding;
  const { status, role } = finding;
  const masks = sources.flatMap((_, index) => {
    const mask = finding.maskOf(index);
    return mask ? [toMaskRecord(index, mask)] : [];
  });
  return {
    label,
    masks,
    // The same values, in arrays of the file's own.
    property: structuredClone(property) as FindingRecord['property'],
    ...{ algorithm, tracking },
    steps: structuredClone(steps) as FindingRecord['steps'],
    edits: edits.map(edit => ({ ...edit })),
    ...(description === undefined ? {} : { description }),
    ...(color ? { color: [...color] as [number, number, number] } : {}),
    ...(status ? { status } : {}),
    ...(role ? { role } : {}),
    measurements: structuredClone(measurements[n]) as unknown as FindingRecord['measurements'],
  };
}

/** As JSON with the keys of every object in order: readers may hand them out in another one. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
