import { type PixelPoint } from '../../geometry/imagePlane';
import { EMPTY_MASK } from '../../mask/regionMask';
import { BASELINE, FINDING_STATUS, REPORT, type Code } from '../codes';
import { IMPLEMENTATION_CLASS_UID, text, type Dataset } from '../dicom/dataset';
import { imageReference, newObject, patientAndStudy, sopReference } from '../dicom/modules';
import { type SourceImage } from '../dicom/source';
import { orderOf } from '../dicom/sourceLayout';
import { ExportRefusal } from '../reasons';
import { contourArea, pixelEdgeContours, type Contour } from '../rtstruct/contours';
import { SEGMENTATION_STORAGE } from '../seg/encodeSeg';
import { sideOf, type SegmentProperty } from '../segmentTypes';
import { toDA, toTM } from '../text';
import {
  codeContent,
  container,
  containerAttributes,
  imageContent,
  personContent,
  polygonContent,
  textContent,
  uidContent,
} from './content';
import {
  algorithmContent,
  areaContent,
  imageMeasurementContent,
  measurementContent,
} from './measurements';
import { priorEvidence, responseContent } from './response';
import { type SrFinding, type SrInput } from './srInput';

export const COMPREHENSIVE_3D_SR_STORAGE = '1.2.840.10008.5.1.4.1.1.88.34';

export interface EncodedSr {
  readonly dataset: Dataset;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/**
 * Findings as a measurement report (PS3.16 TID 1500): per finding one group of volumetric
 * measurements (TID 1411) that refers to its segment, and one planar group (TID 1410) with its
 * outline on the slice of the long axis, so that viewers without segmentations show it, too. Both
 * carry the segment's tracking UID.
 *
 * @throws ExportRefusal `nothing-measured`
 */
export function encodeSr(input: SrInput): EncodedSr {
  if (input.findings.length === 0) {
    throw new ExportRefusal('nothing-measured', 'There is no finding that was measured.');
  }
  const images = orderOf(input.layout).filter(index =>
    input.findings.some(finding => finding.maskOf(index)),
  );
  const library = images.map(index => input.sources[index]);
  const [first] = library;
  const [sopInstanceUID, seriesInstanceUID] = [input.makeUid(), input.makeUid()];
  const dataset: Dataset = {
    ...patientAndStudy(first),
    ...newObject({
      ...input,
      sopClassUID: COMPREHENSIVE_3D_SR_STORAGE,
      sopInstanceUID,
      seriesInstanceUID,
      modality: 'SR',
    }),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ContentDate: toDA(input.now),
    ContentTime: toTM(input.now),
    CompletionFlag: 'PARTIAL',
    VerificationFlag: 'UNVERIFIED',
    CurrentRequestedProcedureEvidenceSequence: [evidence(input, library)],
    ...priorEvidence(input),
    ...containerAttributes(REPORT.imagingMeasurementReport, '1500'),
    ContentSequence: [
      codeContent('HAS CONCEPT MOD', REPORT.language, REPORT.english),
      ...observers(input),
      codeContent('HAS CONCEPT MOD', REPORT.procedureReported, REPORT.imagingProcedure),
      container(REPORT.imageLibrary, [
        container(
          REPORT.imageLibraryGroup,
          library.map(source => imageContent('CONTAINS', null, imageReference(source))),
        ),
      ]),
      container(
        REPORT.imagingMeasurements,
        input.findings.flatMap(finding => [volumetric(input, finding), ...planar(input, finding)]),
      ),
      ...responseContent(input),
    ],
  };
  return { dataset, sopInstanceUID, seriesInstanceUID };
}

/** Every object that is referred to (PS3.3 C.17.2.3). */
function evidence({ findings }: SrInput, library: readonly SourceImage[]): Dataset {
  const bySeries = new Map<string, Map<string, Dataset>>();
  const refer = (series: string, instance: string, reference: Dataset) => {
    const instances = bySeries.get(series) ?? new Map<string, Dataset>();
    bySeries.set(series, instances.set(instance, reference));
  };
  for (const source of library) {
    refer(source.seriesInstanceUID, source.sopInstanceUID, sopReference(source));
  }
  for (const { segment } of findings) {
    refer(segment.seriesInstanceUID, segment.sopInstanceUID, {
      ReferencedSOPClassUID: SEGMENTATION_STORAGE,
      ReferencedSOPInstanceUID: segment.sopInstanceUID,
    });
  }
  return {
    StudyInstanceUID: library[0].studyInstanceUID,
    ReferencedSeriesSequence: [...bySeries].map(([uid, instances]) => ({
      SeriesInstanceUID: uid,
      ReferencedSOPSequence: [...instances.values()],
    })),
  };
}

/** Who observed: the reader, where known, and this software (TID 1001). */
function observers({ observerName, equipment }: SrInput): Dataset[] {
  const context = 'HAS OBS CONTEXT';
  return [
    ...(observerName
      ? [
          codeContent(context, REPORT.observerType, REPORT.person),
          personContent(context, REPORT.personObserverName, observerName),
        ]
      : []),
    codeContent(context, REPORT.observerType, REPORT.device),
    uidContent(context, REPORT.deviceObserverUid, IMPLEMENTATION_CLASS_UID),
    textContent(context, REPORT.deviceObserverName, equipment.modelName),
    textContent(context, REPORT.deviceObserverManufacturer, equipment.manufacturer),
    textContent(context, REPORT.deviceObserverModelName, equipment.modelName),
  ];
}

/** Where a finding is: its region; a structure with a side is its own site. */
export const siteOf = (property: SegmentProperty): Code | undefined =>
  property.region ?? (sideOf(property) ? property.type : undefined);

/** What the finding is and where (TID 1501). The tracking UID is the first UID: OHIF takes that. */
function identification({ tracking, property }: SrFinding): Dataset[] {
  const [side, site] = [sideOf(property), siteOf(property)];
  const laterality = side ? [codeContent('HAS CONCEPT MOD', REPORT.laterality, side)] : [];
  return [
    textContent('HAS OBS CONTEXT', REPORT.trackingIdentifier, tracking.id),
    uidContent('HAS OBS CONTEXT', REPORT.trackingUniqueIdentifier, tracking.uid),
    codeContent('CONTAINS', REPORT.findingCategory, property.category),
    codeContent('CONTAINS', REPORT.finding, property.type),
    ...(site ? [codeContent('HAS CONCEPT MOD', REPORT.findingSite, site, laterality)] : []),
  ];
}

function volumetric(input: SrInput, finding: SrFinding): Dataset {
  const { equipment, units } = input;
  const { measurements, segment } = finding;
  const source = input.sources[measurements.axes.slice];
  const modality = text(source.attributes.Modality);
  return container(
    REPORT.measurementGroup,
    [
      ...identification(finding),
      ...algorithmContent(measurements, equipment.modelName, equipment.softwareVersions),
      imageContent('CONTAINS', REPORT.referencedSegment, {
        ReferencedSOPClassUID: SEGMENTATION_STORAGE,
        ReferencedSOPInstanceUID: segment.sopInstanceUID,
        ReferencedSegmentNumber: segment.number,
      }),
      uidContent('CONTAINS', REPORT.sourceSeries, source.seriesInstanceUID),
      ...measurementContent(measurements, units, modality, imageReference(source)),
      ...evaluations(finding),
    ],
    '1411',
  );
}

/** What the reader has said of a finding (the qualitative evaluations of TID 1411). */
const evaluations = ({ role, status }: Pick<SrFinding, 'role' | 'status'>): Dataset[] => [
  ...(role ? [codeContent('CONTAINS', REPORT.baselineCategory, BASELINE[role])] : []),
  ...(status ? [textContent('CONTAINS', REPORT.comment, FINDING_STATUS[status])] : []),
];

/** A finding's part on one image, with what was measured there. */
export interface PlanarPart {
  readonly slice: number;
  readonly content: readonly Dataset[];
}

/**
 * The images that a finding is shown on: that of its long axis; all of them, each with its own
 * measurements, where they are no one stack.
 */
export function planarParts({ sources, units }: SrInput, finding: SrFinding): PlanarPart[] {
  const { axes, images, lengthUnit } = finding.measurements;
  if (images.length > 0) {
    return images.map(image => {
      const modality = text(sources[image.slice].attributes.Modality);
      const content = imageMeasurementContent(image, lengthUnit, units, modality);
      return { slice: image.slice, content };
    });
  }
  const [rowSpacing, columnSpacing] = (lengthUnit === 'mm'
    ? sources[axes.slice].pixelSpacing
    : null) ?? [1, 1];
  const area = contourArea(largestOutline(finding, axes.slice)) * rowSpacing * columnSpacing;
  return [{ slice: axes.slice, content: [areaContent(area, lengthUnit)] }];
}

function planar(input: SrInput, finding: SrFinding): Dataset[] {
  return planarParts(input, finding).map(({ slice, content }) =>
    container(
      REPORT.measurementGroup,
      [
        ...identification(finding),
        polygonContent(
          REPORT.imageRegion,
          largestOutline(finding, slice).map(([i, j]): PixelPoint => [i + 0.5, j + 0.5]),
          imageReference(input.sources[slice]),
        ),
        ...content,
      ],
      '1410',
    ),
  );
}

function largestOutline({ maskOf }: SrFinding, slice: number): Contour {
  const [largest] = pixelEdgeContours(maskOf(slice) ?? EMPTY_MASK).sort(
    (a, b) => contourArea(b) - contourArea(a),
  );
  return largest;
}
