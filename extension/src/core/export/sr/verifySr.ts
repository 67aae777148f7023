import { sameCode, type Code } from '../codes';
import { item, number, readCode, text } from '../dicom/dataset';
import { toUT } from '../text';
import { Differences, unreadable, verification, type Verification } from '../verification';
import { decodeSr, type DecodedFinding, type DecodedSr } from './decodeSr';
import { type EncodedSr } from './encodeSr';
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
  differences.expect('The patient ID', decoded.patientID, dataset.PatientID);
  differences.expect('The number of findings', decoded.findings.length, input.findings.length);
  if (decoded.unlisted.length > 0) {
    differences.list.push(`${decoded.unlisted.length} references do not resolve.`);
  }
  input.findings.forEach((finding, n) => {
    const found = decoded.findings.find(({ trackingUid }) => trackingUid === finding.tracking.uid);
    if (!found) differences.list.push(`Finding ${n + 1} is missing.`);
    else compareFinding(differences, `Finding ${n + 1}: the`, input, finding, found);
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
  const { property, tracking, measurements } = finding;
  const source = input.sources[measurements.axes.slice];
  differences.expect(`${the} tracking identifier`, found.trackingId, toUT(tracking.id));
  differences.expect(`${the} code of its type`, codeText(found.finding), codeText(property.type));
  const site = property.region ?? (property.typeModifier ? property.type : undefined);
  differences.expect(`${the} code of its site`, codeText(found.site), codeText(site));
  const side = property.region ? property.regionModifier : property.typeModifier;
  differences.expect(`${the} side`, codeText(found.laterality), codeText(side));
  differences.expect(
    `${the} segmentation`,
    found.segmentationUid,
    input.segmentation.sopInstanceUID,
  );
  differences.expect(`${the} segment number`, found.segmentNumber, finding.segmentNumber);

  const expected = measurementContent(measurements, input.units, text(source.attributes.Modality));
  differences.expect(`${the} number of values`, found.measurements.length, expected.length);
  expected.forEach((content, m) => {
    const name = readCode(content.ConceptNameCodeSequence);
    const measured = item(content.MeasuredValueSequence);
    const have = found.measurements[m];
    const isSame =
      have &&
      name &&
      sameCode(have.name, name) &&
      have.value === number(measured.FloatingPointValue) &&
      codeText(have.unit) === codeText(readCode(measured.MeasurementUnitsCodeSequence));
    if (!isSame) differences.list.push(`${the} value of ${name?.meaning} differs.`);
  });
}

const codeText = (code: Code | undefined) => (code ? `${code.scheme} ${code.value}` : '');
