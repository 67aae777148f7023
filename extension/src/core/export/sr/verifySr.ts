import { sameCode, type Code } from '../codes';
import { imageReference } from '../dicom/modules';
import { item, number, readCode, text, type Dataset } from '../dicom/dataset';
import { sideOf } from '../segmentTypes';
import { toUT } from '../text';
import { Differences, unreadable, verification, type Verification } from '../verification';
import {
  decodeSr,
  lineOf,
  type DecodedFinding,
  type DecodedMeasurement,
  type DecodedPart,
  type DecodedSr,
} from './decodeSr';
import { planarParts, siteOf, type EncodedSr } from './encodeSr';
import { evaluationsOf, priorReportOf, responseContent } from './response';
import { measurementContent } from './measurements';
import { type SrFinding, type SrInput } from './srInput';

/** Compares a stored measurement report with the findings, each number exactly. */
export function verifySr(input: SrInput, encoded: EncodedSr, bytes: ArrayBuffer): Verification {
  let decoded: DecodedSr;
  try {
    decoded = decodeSr(bytes);
  } catch (error) {
    return unreadable('report', error);
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
  differences.expect('The number of findings', decoded.findings.length, input.findings.length);
  if (decoded.unlisted.length > 0) {
    differences.list.push(`${decoded.unlisted.length} references do not resolve.`);
  }
  const response = responseContent(input).flatMap(evaluationsOf);
  differences.expect('The response', JSON.stringify(decoded.evaluations), JSON.stringify(response));
  differences.expect('The prior report', decoded.priorReportUid, priorReportOf(input));
  input.findings.forEach((finding, n) => {
    const found = decoded.findings.find(({ trackingUid }) => trackingUid === finding.tracking.uid);
    const the = `Finding ${n + 1}: the`;
    if (!found) differences.list.push(`Finding ${n + 1} is missing.`);
    else compareFinding(differences, the, input, finding, found);
    const parts = decoded.parts.filter(part => part.trackingUid === finding.tracking.uid);
    compareParts(differences, the, input, finding, parts);
  });
  return verification(differences.list);
}

function compareFinding(
  differences: Differences,
  the: string,
  input: SrInput,
  finding: SrFinding,
  found: DecodedFinding,
): void {
  const { property, tracking, measurements, segment } = finding;
  const source = input.sources[measurements.axes.slice];
  const expect = (what: string, have: unknown, want: unknown) =>
    differences.expect(`${the} ${what}`, have, want);
  expect('tracking identifier', found.trackingId, toUT(tracking.id));
  expect('code of its type', codeText(found.finding), codeText(property.type));
  expect('code of its site', codeText(found.site), codeText(siteOf(property)));
  expect('side', codeText(found.laterality), codeText(sideOf(property)));
  expect('segmentation', found.segmentationUid, segment.sopInstanceUID);
  expect('segment number', found.segmentNumber, segment.number);
  expect('baseline category', found.role, finding.role);
  expect('status', found.status, finding.status);
  const expected = measurementContent(
    measurements,
    input.units,
    text(source.attributes.Modality),
    imageReference(source),
  );
  expect('origin of its axes', found.axesBy, measurements.axesBy);
  compareValues(differences, the, found.measurements, expected);
}

/** The parts of a finding on images, in order. */
function compareParts(
  differences: Differences,
  the: string,
  input: SrInput,
  finding: SrFinding,
  found: readonly DecodedPart[],
): void {
  const expected = planarParts(input, finding);
  differences.expect(`${the} number of images`, found.length, expected.length);
  expected.forEach(({ slice, content }, n) => {
    const { sopInstanceUID, frameNumber } = input.sources[slice];
    differences.expect(`${the} image`, found[n]?.imageUid, sopInstanceUID);
    differences.expect(`${the} frame`, found[n]?.frameNumber, frameNumber);
    compareValues(differences, the, found[n]?.measurements ?? [], content);
  });
}

function compareValues(
  differences: Differences,
  the: string,
  found: readonly DecodedMeasurement[],
  expected: readonly Dataset[],
): void {
  differences.expect(`${the} number of values`, found.length, expected.length);
  expected.forEach((content, m) => {
    const name = readCode(content.ConceptNameCodeSequence);
    const measured = item(content.MeasuredValueSequence);
    const have = found[m];
    const isSame =
      have &&
      name &&
      sameCode(have.name, name) &&
      have.value === number(measured.FloatingPointValue) &&
      codeText(have.unit) === codeText(readCode(measured.MeasurementUnitsCodeSequence)) &&
      JSON.stringify(have.line) === JSON.stringify(lineOf(content));
    if (!isSame) differences.list.push(`${the} value of ${name?.meaning} differs.`);
  });
}

const codeText = (code: Code | undefined) => (code ? `${code.scheme} ${code.value}` : '');
