import { type PixelPoint } from '../../geometry/imagePlane';
import { BASELINE, FINDING_STATUS, REPORT, sameCode, type Code } from '../codes';
import { type Finding } from '../findingSet';
import { item, items, number, readCode, text, type Attributes } from '../dicom/dataset';
import { readPart10 } from '../dicom/readPart10';
import { COMPREHENSIVE_3D_SR_STORAGE } from './encodeSr';

export interface DecodedMeasurement {
  readonly name: Code;
  /** Which number of a distribution it is. */
  readonly derivation: Code | undefined;
  readonly unit: Code | undefined;
  readonly value: number;
}

/** A volumetric measurement group (TID 1411). */
export interface DecodedFinding {
  readonly trackingId: string | undefined;
  readonly trackingUid: string | undefined;
  readonly finding: Code | undefined;
  readonly site: Code | undefined;
  readonly laterality: Code | undefined;
  readonly segmentationUid: string | undefined;
  readonly segmentNumber: number | undefined;
  readonly role: Finding['role'];
  readonly status: Finding['status'];
  readonly measurements: readonly DecodedMeasurement[];
}

/** A planar measurement group (TID 1410). */
export interface DecodedPart {
  readonly trackingUid: string | undefined;
  readonly imageUid: string | undefined;
  /** From 1; only for multi-frame images. */
  readonly frameNumber: number | undefined;
  /** Corners of its outline, column and row, with 0, 0 at the upper left corner of the image. */
  readonly outline: readonly PixelPoint[];
  readonly measurements: readonly DecodedMeasurement[];
}

export interface DecodedSr {
  readonly sopInstanceUID: string | undefined;
  readonly seriesInstanceUID: string | undefined;
  readonly studyInstanceUID: string | undefined;
  readonly findings: readonly DecodedFinding[];
  readonly parts: readonly DecodedPart[];
  /** Instances that are referred to but not listed as evidence. */
  readonly unlisted: readonly string[];
}

/**
 * Reads the volumetric groups of a measurement report (TID 1500).
 *
 * @throws Error with a plain sentence when the file is no such report
 */
export function decodeSr(bytes: ArrayBuffer): DecodedSr {
  const { attributes } = readPart10(bytes);
  const isReport =
    text(attributes.SOPClassUID) === COMPREHENSIVE_3D_SR_STORAGE &&
    isNamed(attributes, REPORT.imagingMeasurementReport);
  if (!isReport) throw new Error('The file is no measurement report.');
  const listed = new Set(
    items(attributes.CurrentRequestedProcedureEvidenceSequence)
      .flatMap(study => items(study.ReferencedSeriesSequence))
      .flatMap(series => items(series.ReferencedSOPSequence))
      .map(reference => text(reference.ReferencedSOPInstanceUID)),
  );
  return {
    sopInstanceUID: text(attributes.SOPInstanceUID),
    seriesInstanceUID: text(attributes.SeriesInstanceUID),
    studyInstanceUID: text(attributes.StudyInstanceUID),
    findings: findingsOfReport(attributes),
    parts: partsOfReport(attributes),
    unlisted: references(attributes).filter(uid => !listed.has(uid)),
  };
}

const groupsOf = (attributes: Attributes): Attributes[] =>
  children(attributes, REPORT.imagingMeasurements).flatMap(measurements =>
    children(measurements, REPORT.measurementGroup),
  );

/** The parts of findings on images that a measurement report outlines. */
export const partsOfReport = (attributes: Attributes): readonly DecodedPart[] =>
  groupsOf(attributes)
    .filter(group => templateOf(group) === '1410')
    .map(readPart);

/** What a measurement report says of segments; empty where it is none. */
export const findingsOfReport = (attributes: Attributes): readonly DecodedFinding[] =>
  groupsOf(attributes)
    .filter(group => templateOf(group) === '1411')
    .map(readFinding);

const templateOf = (group: Attributes) =>
  text(item(group.ContentTemplateSequence).TemplateIdentifier);

function readPart(group: Attributes): DecodedPart {
  const region = child(group, REPORT.imageRegion);
  const image = item(item(region.ContentSequence).ReferencedSOPSequence);
  const numbers = Array.isArray(region.GraphicData) ? region.GraphicData.map(Number) : [];
  return {
    trackingUid: text(child(group, REPORT.trackingUniqueIdentifier).UID),
    imageUid: text(image.ReferencedSOPInstanceUID),
    frameNumber: number(image.ReferencedFrameNumber),
    outline: Array.from({ length: numbers.length >> 1 }, (_, n) => [
      numbers[2 * n],
      numbers[2 * n + 1],
    ]),
    measurements: items(group.ContentSequence).flatMap(readMeasurement),
  };
}

const isNamed = (content: Attributes, name: Code): boolean => {
  const code = readCode(content.ConceptNameCodeSequence);
  return code !== undefined && sameCode(code, name);
};

const children = (content: Attributes, name: Code): Attributes[] =>
  items(content.ContentSequence).filter(child => isNamed(child, name));

const child = (content: Attributes, name: Code): Attributes => children(content, name)[0] ?? {};

function readFinding(group: Attributes): DecodedFinding {
  const site = child(group, REPORT.findingSite);
  const segment = item(child(group, REPORT.referencedSegment).ReferencedSOPSequence);
  const baseline = readCode(child(group, REPORT.baselineCategory).ConceptCodeSequence);
  const comment = text(child(group, REPORT.comment).TextValue);
  return {
    trackingId: text(child(group, REPORT.trackingIdentifier).TextValue),
    trackingUid: text(child(group, REPORT.trackingUniqueIdentifier).UID),
    finding: readCode(child(group, REPORT.finding).ConceptCodeSequence),
    site: readCode(site.ConceptCodeSequence),
    laterality: readCode(child(site, REPORT.laterality).ConceptCodeSequence),
    segmentationUid: text(segment.ReferencedSOPInstanceUID),
    segmentNumber: number(segment.ReferencedSegmentNumber),
    role: keyOf(BASELINE, code => baseline && sameCode(code, baseline)),
    status: keyOf(FINDING_STATUS, words => words === comment),
    measurements: items(group.ContentSequence).flatMap(readMeasurement),
  };
}

/** The key of the entry that is meant. */
function keyOf<Key extends string, Entry>(
  entries: Readonly<Record<Key, Entry>>,
  isMeant: (entry: Entry) => unknown,
): Key | undefined {
  return (Object.keys(entries) as Key[]).find(key => isMeant(entries[key]));
}

function readMeasurement(content: Attributes): DecodedMeasurement[] {
  const measured = item(content.MeasuredValueSequence);
  const value = number(measured.FloatingPointValue) ?? number(measured.NumericValue);
  const name = readCode(content.ConceptNameCodeSequence);
  if (text(content.ValueType) !== 'NUM' || !name || value === undefined) return [];
  const derivation = readCode(child(content, REPORT.derivation).ConceptCodeSequence);
  return [{ name, derivation, unit: readCode(measured.MeasurementUnitsCodeSequence), value }];
}

/** All instances that content items refer to. */
function references(content: Attributes): string[] {
  const own = items(content.ReferencedSOPSequence).flatMap(
    reference => text(reference.ReferencedSOPInstanceUID) ?? [],
  );
  return [...own, ...items(content.ContentSequence).flatMap(references)];
}
