import { writePart10, type Dataset } from './dicom/dataset';
import { type SourceLayout } from './dicom/sourceLayout';
import { type Exporter, type ExportJob, type WrittenFile } from './exporter';
import { type ExportInput } from './exportInput';
import { type FindingSet } from './findingSet';

/** What the exporters of this project are given: besides the findings, how the images lie. */
export interface FindingJob extends ExportJob {
  readonly set: FindingSet;
  readonly layout: SourceLayout;
  /** Values of a whole image; null where they are not at hand. */
  imageOf(index: number): Promise<Float32Array | null>;
}

export type FindingExporter<State> = Exporter<FindingJob, State>;

/** What all DICOM objects of a save share. */
export function objectInput(job: FindingJob, seriesNumber: number): ExportInput {
  const { sources, layout, findings, equipment, now, makeUid, description } = job;
  const series = { seriesNumber, description };
  return { sources, layout, segments: findings, equipment, now, makeUid, series };
}

interface EncodedObject {
  readonly dataset: Dataset;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
}

/** A DICOM object as a file, with what its verification needs. */
export function dicomFile<State extends EncodedObject>(
  { sources: [{ studyInstanceUID }] }: FindingJob,
  name: string,
  encoded: State,
): WrittenFile<State> {
  const { seriesInstanceUID, sopInstanceUID } = encoded;
  return {
    ...{ name, mediaType: 'application/dicom', bytes: writePart10(encoded.dataset) },
    instance: { studyInstanceUID, seriesInstanceUID, sopInstanceUID },
    state: encoded,
  };
}

/** The name of file `n` of several, from 0; the first has no number. */
export const numbered = (name: string, extension: string, n: number): string =>
  n === 0 ? `${name}.${extension}` : `${name}-${n + 1}.${extension}`;
