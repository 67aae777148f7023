import { SamError } from '../../errors';
import { type PixelPoint } from '../../geometry/imagePlane';
import { QUANTITY, REPORT, UNITS } from '../codes';
import { IMPLEMENTATION_CLASS_UID, text, type Dataset } from '../dicom/dataset';
import { imageReference, newObject, patientAndStudy, sopReference } from '../dicom/modules';
import { stackOrder, type SourceImage } from '../dicom/source';
import { contourArea, pixelEdgeContours } from '../rtstruct/contours';
import { SEGMENTATION_STORAGE } from '../seg/encodeSeg';
import { toDA, toTM } from '../text';
import {
  codeContent,
  container,
  containerAttributes,
  imageContent,
  numberContent,
  personContent,
  polygonContent,
  textContent,
  uidContent,
} from './content';
import { algorithmContent, measurementContent } from './measurements';
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
 * @throws SamError `save-failed` without a finding
 */
export function encodeSr(input: SrInput): EncodedSr {
  if (input.findings.length === 0) throw new SamError('save-failed', 'There is no finding.');
  const order = stackOrder(input.sources);
  const images = order.filter(index =>
    input.findings.some(finding => finding.maskOf(index)?.some(value => value !== 0)),
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
        input.findings.flatMap(finding => [volumetric(input, finding), planar(input, finding)]),
      ),
    ],
  };
  return { dataset, sopInstanceUID, seriesInstanceUID };
}

/** Every object that is referred to (PS3.3 C.17.2.3). */
function evidence({ segmentation }: SrInput, library: readonly SourceImage[]): Dataset {
  const bySeries = new Map<string, Map<string, Dataset>>();
  const refer = (series: string, instance: string, reference: Dataset) => {
    const instances = bySeries.get(series) ?? new Map<string, Dataset>();
    bySeries.set(series, instances.set(instance, reference));
  };
  for (const source of library) {
    refer(source.seriesInstanceUID, source.sopInstanceUID, sopReference(source));
  }
  const { seriesInstanceUID, sopInstanceUID } = segmentation;
  refer(seriesInstanceUID, sopInstanceUID, {
    ReferencedSOPClassUID: SEGMENTATION_STORAGE,
    ReferencedSOPInstanceUID: sopInstanceUID,
  });
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

/** What the finding is and where (TID 1501). The tracking UID is the first UID: OHIF takes that. */
function identification({ tracking, property }: SrFinding): Dataset[] {
  const side = property.region ? property.regionModifier : property.typeModifier;
  const laterality = side ? [codeContent('HAS CONCEPT MOD', REPORT.laterality, side)] : [];
  // A structure is its own site.
  const site = property.region ?? (property.typeModifier ? property.type : undefined);
  return [
    textContent('HAS OBS CONTEXT', REPORT.trackingIdentifier, tracking.id),
    uidContent('HAS OBS CONTEXT', REPORT.trackingUniqueIdentifier, tracking.uid),
    codeContent('CONTAINS', REPORT.findingCategory, property.category),
    codeContent('CONTAINS', REPORT.finding, property.type),
    ...(site ? [codeContent('HAS CONCEPT MOD', REPORT.findingSite, site, laterality)] : []),
  ];
}

function volumetric(input: SrInput, finding: SrFinding): Dataset {
  const { equipment, segmentation, units } = input;
  const { measurements, segmentNumber } = finding;
  const source = input.sources[measurements.axes.slice];
  const modality = text(source.attributes.Modality);
  return container(
    REPORT.measurementGroup,
    [
      ...identification(finding),
      ...algorithmContent(measurements, equipment.modelName, equipment.softwareVersions),
      imageContent('CONTAINS', REPORT.referencedSegment, {
        ReferencedSOPClassUID: SEGMENTATION_STORAGE,
        ReferencedSOPInstanceUID: segmentation.sopInstanceUID,
        ReferencedSegmentNumber: segmentNumber,
      }),
      uidContent('CONTAINS', REPORT.sourceSeries, source.seriesInstanceUID),
      ...measurementContent(measurements, units, modality),
    ],
    '1411',
  );
}

function planar(input: SrInput, finding: SrFinding): Dataset {
  const { slice } = finding.measurements.axes;
  const source = input.sources[slice];
  const contours = pixelEdgeContours(finding.maskOf(slice)!, source.columns, source.rows);
  const [outline] = contours.sort((a, b) => contourArea(b) - contourArea(a));
  const spacing = source.geometry?.pixelSpacing;
  return container(
    REPORT.measurementGroup,
    [
      ...identification(finding),
      polygonContent(
        REPORT.imageRegion,
        outline.map(([i, j]): PixelPoint => [i + 0.5, j + 0.5]),
        imageReference(source),
      ),
      ...(spacing
        ? [
            numberContent(
              QUANTITY.area,
              contourArea(outline) * spacing[0] * spacing[1],
              UNITS.squareMillimetre,
            ),
          ]
        : []),
    ],
    '1410',
  );
}
