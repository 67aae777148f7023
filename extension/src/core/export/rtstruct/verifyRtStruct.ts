import { sameCode } from '../codes';
import { toLO } from '../text';
import {
  countDifferences,
  Differences,
  unreadable,
  verification,
  type Verification,
} from '../verification';
import { decodeRtStruct, type DecodedRtStruct } from './decodeRtStruct';
import { type EncodedRtStruct, type RtStructInput } from './encodeRtStruct';

/** Compares a stored RT Structure Set with what should have been stored, to the last voxel. */
export function verifyRtStruct(
  input: RtStructInput,
  encoded: EncodedRtStruct,
  bytes: ArrayBuffer,
): Verification {
  let decoded: DecodedRtStruct;
  try {
    decoded = decodeRtStruct(bytes, input.sources);
  } catch (error) {
    return unreadable('structure set', error);
  }
  const { dataset } = encoded;
  const differences = new Differences();
  differences.expect('The SOP instance UID', decoded.sopInstanceUID, encoded.sopInstanceUID);
  differences.expect(
    'The series instance UID',
    decoded.seriesInstanceUID,
    encoded.seriesInstanceUID,
  );
  differences.expect('The study instance UID', decoded.studyInstanceUID, dataset.StudyInstanceUID);
  differences.expect(
    'The frame of reference UID',
    decoded.frameOfReferenceUID,
    dataset.FrameOfReferenceUID,
  );
  differences.expect('The number of structures', decoded.rois.length, encoded.written.length);
  if (decoded.misplaced > 0) {
    differences.list.push(`${decoded.misplaced} contours lie on none of the images.`);
  }
  encoded.written.forEach((index, n) => {
    const segment = input.segments[index];
    const roi = decoded.rois.find(({ roiNumber }) => roiNumber === n + 1);
    if (!roi) {
      differences.list.push(`Structure ${n + 1} is missing.`);
      return;
    }
    const name = `Structure ${n + 1}: the`;
    differences.expect(`${name} name`, roi.name, toLO(segment.label) || `Segment ${n + 1}`);
    differences.expect(`${name} algorithm`, roi.generationAlgorithm, segment.algorithm.type);
    if (!roi.type || !sameCode(roi.type, segment.property.type)) {
      differences.list.push(`${name} code of its type differs.`);
    }
    const wrong = encoded.indices.reduce(
      (sum, k) => sum + countDifferences(segment.maskOf(k), roi.masks.get(k)),
      0,
    );
    if (wrong > 0) differences.list.push(`Structure ${n + 1}: ${wrong} voxels differ.`);
  });
  return verification(differences.list);
}
