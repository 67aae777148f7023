import { type PixelPoint } from '../../geometry/imagePlane';
import { type Axes, type Diameter } from '../../measure';
import { BASELINE, FINDING_STATUS, QUANTITY, REPORT, sameCode, type Code } from '../codes';
import { type Finding } from '../findingSet';
import { item, items, number, readCode, text, type Attributes } from '../dicom/dataset';
import { readPart10 } from '../dicom/readPart10';
import { COMPREHENSIVE_3D_SR_STORAGE } from './encodeSr';
import { evaluationsOf, firstInstance, type DecodedEvaluation } from './response';
import { READER_AXES } from './measurements';

export interface DecodedMeasurement {
  readonly name: Code;
  /** Which number of a distribution it is. */
  readonly derivation: Code | undefined;
  readonly unit: Code | undefined;
  readonly value: number;
  /** What it was taken from, where the report shows it. */
  readonly line?: DecodedLine;
}

/** A line on an image; column and row, with 0, 0 at the upper left corner of the image. */
export interface DecodedLine {
  readonly imageUid: string;
  /** From 1; only for multi-frame images. */
  readonly frameNumber: number | undefined;
  readonly from: PixelPoint;
  readonly to: PixelPoint;
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
  /** Who has placed the axes, where it was not this software. */
  readonly axesBy: 'reader' | undefined;
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
  /** What the report says of all findings together, in codes or in words. */
  readonly evaluations: readonly DecodedEvaluation[];
  /** SOP Instance UID of the report of a prior study that it was compared with. */
  readonly priorReportUid: string | undefined;
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
    evaluations: children(attributes, REPORT.qualitativeEvaluations).flatMap(evaluationsOf),
    priorReportUid: firstInstance(attributes.PertinentOtherEvidenceSequence),
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

/** A group of measurements of other software, which knows of no segment: lengths, pairs of diameters. */
export interface DecodedGroup extends Pick<
  DecodedFinding,
  'trackingId' | 'trackingUid' | 'finding' | 'site' | 'role' | 'measurements'
> {
  /** In the reader's own words, as the viewer stores them: a code that is none. */
  readonly label: string | undefined;
  /** Of the first thing that is drawn on an image; as in a part's outline. */
  readonly imageUid: string | undefined;
  readonly frameNumber: number | undefined;
  readonly points: readonly PixelPoint[];
}

/** Groups of a report that belong to no segment (TID 1410 or 1501). */
export const groupsOfReport = (attributes: Attributes): readonly DecodedGroup[] =>
  groupsOf(attributes)
    .filter(group => templateOf(group) !== '1411')
    .map(group => {
      const [drawn] = drawings(group);
      const image = item(item(drawn?.ContentSequence).ReferencedSOPSequence);
      const { trackingId, trackingUid, finding, site, role, measurements } = readFinding(group);
      return {
        ...{ trackingId, trackingUid, finding, site, role, measurements },
        label: [finding, ...children(group, REPORT.findingSite).map(codeOfItem)].find(
          code => code?.value === FREE_TEXT,
        )?.meaning,
        imageUid: text(image.ReferencedSOPInstanceUID),
        frameNumber: number(image.ReferencedFrameNumber),
        points: pointsOf(drawn),
      };
    });

/** How the viewer codes words that are no code. */
const FREE_TEXT = 'CORNERSTONEFREETEXT';

const codeOfItem = ({ ConceptCodeSequence }: Attributes) => readCode(ConceptCodeSequence);

/** Everything that a group draws on images. */
const drawings = (content: Attributes): Attributes[] =>
  items(content.ContentSequence).flatMap(one =>
    text(one.ValueType) === 'SCOORD' ? [one] : drawings(one),
  );

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
  return {
    trackingUid: text(child(group, REPORT.trackingUniqueIdentifier).UID),
    imageUid: text(image.ReferencedSOPInstanceUID),
    frameNumber: number(image.ReferencedFrameNumber),
    outline: pointsOf(region),
    measurements: items(group.ContentSequence).flatMap(readMeasurement),
  };
}

function pointsOf(drawn: Attributes | undefined): PixelPoint[] {
  const numbers = Array.isArray(drawn?.GraphicData) ? drawn.GraphicData.map(Number) : [];
  return Array.from({ length: numbers.length >> 1 }, (_, n) => [
    numbers[2 * n],
    numbers[2 * n + 1],
  ]);
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
    axesBy: children(group, REPORT.algorithmParameters).some(
      ({ TextValue }) => text(TextValue) === READER_AXES,
    )
      ? 'reader'
      : undefined,
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
  const unit = readCode(measured.MeasurementUnitsCodeSequence);
  const line = lineOf(content);
  return [{ name, derivation, unit, value, ...(line ? { line } : {}) }];
}

/** The line that a number was taken from. */
export function lineOf(content: Attributes): DecodedLine | undefined {
  const drawn = items(content.ContentSequence).find(
    one => text(one.RelationshipType) === 'INFERRED FROM' && text(one.ValueType) === 'SCOORD',
  );
  if (!drawn || !Array.isArray(drawn.GraphicData) || drawn.GraphicData.length !== 4) {
    return undefined;
  }
  const image = item(item(drawn.ContentSequence).ReferencedSOPSequence);
  const imageUid = text(image.ReferencedSOPInstanceUID);
  // Objects hold single precision.
  const [x1, y1, x2, y2] = drawn.GraphicData.map(n => Math.fround(Number(n)));
  return imageUid
    ? {
        ...{ imageUid, frameNumber: number(image.ReferencedFrameNumber) },
        ...{ from: [x1, y1], to: [x2, y2] },
      }
    : undefined;
}

/** All instances that content items refer to. */
function references(content: Attributes): string[] {
  const own = items(content.ReferencedSOPSequence).flatMap(
    reference => text(reference.ReferencedSOPInstanceUID) ?? [],
  );
  return [...own, ...items(content.ContentSequence).flatMap(references)];
}

/** Axes on an image, in its pixel coordinates. */
export interface DecodedAxes extends Pick<Axes, 'longAxis' | 'shortAxis'> {
  readonly imageUid: string;
  /** From 1; only for multi-frame images. */
  readonly frameNumber: number | undefined;
}

/** The axes that the reader has placed, where the report has both of them on one image. */
export function readerAxesOf({ axesBy, measurements }: DecodedFinding): DecodedAxes | null {
  const lineNamed = (name: Code) =>
    measurements.find(one => !one.derivation && one.line && sameCode(one.name, name));
  const [long, short] = [lineNamed(QUANTITY.longAxis), lineNamed(QUANTITY.shortAxis)];
  if (axesBy !== 'reader' || !long?.line || !short?.line) return null;
  const { imageUid, frameNumber } = long.line;
  if (imageUid !== short.line.imageUid || frameNumber !== short.line.frameNumber) return null;
  return { imageUid, frameNumber, longAxis: diameterOf(long), shortAxis: diameterOf(short) };
}

function diameterOf({ value, line }: DecodedMeasurement): Diameter {
  const { from, to } = line!;
  // From the image's corner to the middle of its first pixel.
  return {
    from: [from[0] - 0.5, from[1] - 0.5],
    to: [to[0] - 0.5, to[1] - 0.5],
    length: value,
  };
}
