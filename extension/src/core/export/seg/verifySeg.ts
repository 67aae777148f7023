import { codesOf, sameCode } from '../codes';
import { orientationOf } from '../dicom/source';
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
import { type ExportSegment, type SegmentAlgorithm } from '../exportInput';
import { pixelMeasures, positionOf } from './functionalGroups';
import { type SegInput } from './segInput';
import { segmentLabel } from './segmentItem';

/**
 * Compares a stored SEG with what should have been stored: identity, geometry, codes, algorithm,
 * and every voxel of every segment on every source. What an archive may put in order (coercion, PS3.4
 * B.4.1), such as the patient's ID, is not compared.
 *
 * @param input what was given to encodeSegs, with the masks unchanged since
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
    ...identity(input, encoded, decoded),
    ...encoded.written.flatMap((index, n) => {
      const segment = decoded.segments.find(s => s.segmentNumber === n + 1);
      if (!segment) return [`Segment ${n + 1} is missing.`];
      return [
        ...description(input.segments[index], segment),
        ...voxels(input, encoded, input.segments[index], segment),
      ].map(difference => `Segment ${n + 1}: ${difference}`);
    }),
  ]);
}

function identity(input: SegInput, encoded: EncodedSeg, decoded: DecodedSeg): string[] {
  const { dataset, group } = encoded;
  // The one whose grid all frames share.
  const source = input.sources[group.indices[0]];
  const differences = new Differences();
  const expect = differences.expect.bind(differences);
  expect('The SOP instance UID', decoded.sopInstanceUID, encoded.sopInstanceUID);
  expect('The series instance UID', decoded.seriesInstanceUID, encoded.seriesInstanceUID);
  expect('The study instance UID', decoded.studyInstanceUID, source.studyInstanceUID);
  expect('The frame of reference UID', decoded.frameOfReferenceUID, dataset.FrameOfReferenceUID);
  expect('The number of rows', decoded.rows, source.rows);
  expect('The number of columns', decoded.columns, source.columns);
  expect('The number of segments', decoded.segments.length, encoded.written.length);
  expect(
    'The orientation',
    decimals(decoded.imageOrientationPatient),
    decimals(orientationOf(source)),
  );
  const spacing = pixelMeasures(input.sources, group)?.PixelSpacing;
  expect('The pixel spacing', decimals(decoded.pixelSpacing), spacing?.join('\\'));
  return differences.list;
}

const decimals = (values: readonly number[] | undefined) => values?.map(toDS).join('\\');

function description(expected: ExportSegment, found: DecodedSegment): string[] {
  const differences: string[] = [];
  if (found.label !== segmentLabel(expected.label, found.segmentNumber)) {
    differences.push('the label differs.');
  }
  for (const key of PROPERTY_PARTS) {
    const [have, want] = [codesOf(found.property[key]), codesOf(expected.property[key])];
    const isSame = have.length === want.length && have.every((code, n) => sameCode(code, want[n]));
    if (!isSame) differences.push(`the code of its ${key} differs.`);
  }
  if (algorithmText(found.algorithm) !== algorithmText(expected.algorithm)) {
    differences.push('the algorithm differs.');
  }
  if (found.tracking?.uid !== expected.tracking?.uid) {
    differences.push('the tracking UID differs.');
  }
  return differences;
}

const PROPERTY_PARTS = [
  'category',
  'type',
  'typeModifiers',
  'region',
  'regionModifiers',
] as const satisfies readonly (keyof SegmentProperty)[];

/** Type, name and version; the version is written with the family only. */
function algorithmText(algorithm: SegmentAlgorithm | undefined): string {
  if (!algorithm || algorithm.type === 'MANUAL') return algorithm?.type ?? '';
  const { type, name, version, family } = algorithm;
  return [type, toLO(name) || 'unknown', version && family ? toLO(version) : ''].join('|');
}

function voxels(
  input: SegInput,
  { group }: EncodedSeg,
  expected: ExportSegment,
  found: DecodedSegment,
): string[] {
  const frames = new Map<string, DecodedFrame>();
  const differences: string[] = [];
  for (const frame of found.frames) {
    const key = `${frame.sourceSopInstanceUID} ${frame.sourceFrameNumber ?? ''}`;
    if (frames.has(key)) differences.push('two frames refer to one image.');
    frames.set(key, frame);
  }
  let [wrong, misplaced] = [0, 0];
  for (const index of group.indices) {
    const source = input.sources[index];
    const key = `${source.sopInstanceUID} ${source.frameNumber ?? ''}`;
    const frame = frames.get(key);
    frames.delete(key);
    wrong += countDifferences(expected.maskOf(index), frame?.mask);
    const place = decimals(positionOf(input.sources, group, index));
    if (frame && decimals(frame.imagePositionPatient) !== place) misplaced++;
  }
  if (frames.size > 0) differences.push(`${frames.size} frames refer to other images.`);
  if (wrong > 0) differences.push(`${wrong} voxels differ.`);
  if (misplaced > 0) differences.push(`${misplaced} frames lie at another place.`);
  return differences;
}
