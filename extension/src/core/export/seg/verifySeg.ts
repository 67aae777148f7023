import { sameCode, type Code } from '../codes';
import { type SourceImage } from '../dicom/source';
import { type SegmentProperty } from '../segmentTypes';
import { toDS, toLO } from '../text';
import { decodeSeg, type DecodedFrame, type DecodedSeg, type DecodedSegment } from './decodeSeg';
import {
  countDifferences,
  Differences,
  unreadable,
  verification,
  type Verification,
} from '../verification';
import { type EncodedSeg } from './encodeSeg';
import { type ExportSegment } from '../exportInput';
import { type SegInput } from './segInput';

/**
 * Compares a stored SEG with what should have been stored: identity, geometry, codes, algorithm,
 * and every voxel of every segment on every source.
 *
 * @param input what was given to encodeSeg, with the masks unchanged since
 * @param bytes the Part 10 file, as written or as a PACS returned it
 */
export function verifySeg(input: SegInput, encoded: EncodedSeg, bytes: ArrayBuffer): Verification {
  let decoded: DecodedSeg;
  try {
    decoded = decodeSeg(bytes);
  } catch (error) {
    return unreadable('segmentation', error);
  }
  return verification([
    ...identity(encoded, decoded),
    ...encoded.written.flatMap((index, n) => {
      const segment = decoded.segments.find(s => s.segmentNumber === n + 1);
      if (!segment) return [`Segment ${n + 1} is missing.`];
      return [
        ...description(input.segments[index], segment),
        ...voxels(input, input.segments[index], segment),
      ].map(difference => `Segment ${n + 1}: ${difference}`);
    }),
  ]);
}

function identity(encoded: EncodedSeg, decoded: DecodedSeg): string[] {
  const {
    dataset,
    sources: [source],
  } = encoded;
  const differences = new Differences();
  const expect = differences.expect.bind(differences);
  expect('The SOP instance UID', decoded.sopInstanceUID, encoded.sopInstanceUID);
  expect('The series instance UID', decoded.seriesInstanceUID, encoded.seriesInstanceUID);
  expect('The study instance UID', decoded.studyInstanceUID, source.studyInstanceUID);
  expect('The patient ID', decoded.patientID, dataset.PatientID);
  expect('The frame of reference UID', decoded.frameOfReferenceUID, dataset.FrameOfReferenceUID);
  expect('The number of rows', decoded.rows, source.rows);
  expect('The number of columns', decoded.columns, source.columns);
  expect('The number of segments', decoded.segments.length, encoded.written.length);
  const geometry = source.geometry;
  expect(
    'The orientation',
    decimals(decoded.imageOrientationPatient),
    decimals(geometry?.imageOrientationPatient),
  );
  expect('The pixel spacing', decimals(decoded.pixelSpacing), decimals(geometry?.pixelSpacing));
  return differences.list;
}

const decimals = (values: readonly number[] | undefined) => values?.map(toDS).join('\\');

function description(expected: ExportSegment, found: DecodedSegment): string[] {
  const differences: string[] = [];
  const label = toLO(expected.label) || `Segment ${found.segmentNumber}`;
  if (found.label !== label) differences.push('the label differs.');
  const keys = ['category', 'type', 'typeModifier', 'region', 'regionModifier'] as const;
  for (const key of keys satisfies readonly (keyof SegmentProperty)[]) {
    if (!equalCodes(expected.property[key], found.property[key])) {
      differences.push(`the code of its ${key} differs.`);
    }
  }
  const { algorithm } = expected;
  const [name, version] =
    algorithm.type === 'MANUAL'
      ? [undefined, undefined]
      : [toLO(algorithm.name), toLO(algorithm.version)];
  if (
    found.algorithmType !== algorithm.type ||
    found.algorithmName !== name ||
    found.algorithmVersion !== version
  ) {
    differences.push('the algorithm differs.');
  }
  if (found.trackingUid !== expected.tracking?.uid) differences.push('the tracking UID differs.');
  return differences;
}

const equalCodes = (a: Code | undefined, b: Code | undefined) =>
  a && b ? sameCode(a, b) : a === b;

function voxels(input: SegInput, expected: ExportSegment, found: DecodedSegment): string[] {
  const frames = new Map<string, DecodedFrame>();
  const differences: string[] = [];
  for (const frame of found.frames) {
    const key = `${frame.sourceSopInstanceUID} ${frame.sourceFrameNumber ?? ''}`;
    if (frames.has(key)) differences.push('two frames refer to one image.');
    frames.set(key, frame);
  }
  let [wrong, misplaced] = [0, 0];
  input.sources.forEach((source, index) => {
    const key = `${source.sopInstanceUID} ${source.frameNumber ?? ''}`;
    const frame = frames.get(key);
    frames.delete(key);
    wrong += countDifferences(expected.maskOf(index), frame?.mask);
    if (frame && !isInPlace(source, frame)) misplaced++;
  });
  if (frames.size > 0) differences.push(`${frames.size} frames refer to other images.`);
  if (wrong > 0) differences.push(`${wrong} voxels differ.`);
  if (misplaced > 0) differences.push(`${misplaced} frames lie at another place.`);
  return differences;
}

const isInPlace = (source: SourceImage, frame: DecodedFrame) =>
  decimals(source.geometry?.imagePositionPatient) === decimals(frame.imagePositionPatient);
