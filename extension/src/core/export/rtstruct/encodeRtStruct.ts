import { SamError } from '../../errors';
import { pixelToWorld } from '../../geometry/imagePlane';
import { type Vec3 } from '../../geometry/vec3';
import { CATEGORY, sameCode } from '../codes';
import { codeItem, type Dataset } from '../dicom/dataset';
import { imageReference, newObject, patientAndStudy } from '../dicom/modules';
import { sourcePlane, stackOrder, type SourceGeometry, type SourceImage } from '../dicom/source';
import { type ExportInput, type ExportSegment } from '../exportInput';
import { toDA, toDS, toLO, toSH, toST, toTM } from '../text';
import { pixelEdgeContours } from './contours';

export const RT_STRUCTURE_SET_STORAGE = '1.2.840.10008.5.1.4.1.1.481.3';
/** Names a study in RT Referenced Study Sequence; retired, and required there (PS3.3 C.8.8.5). */
const DETACHED_STUDY = '1.2.840.10008.3.1.2.3.1';

export interface RtStructInput extends ExportInput {
  /** Structure Set Label, 16 characters. */
  readonly label: string;
}

export interface EncodedRtStruct {
  readonly dataset: Dataset;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** Indices into the input's segments; position n holds ROI number n + 1. */
  readonly written: readonly number[];
  /** Indices of segments without a single voxel: they are left out. */
  readonly empty: readonly number[];
}

interface PlacedImage {
  readonly source: SourceImage;
  readonly geometry: SourceGeometry;
}

/**
 * Segments as an RT Structure Set (PS3.3 A.19): closed contours along pixel edges, one image
 * reference per contour, holes as keyholes. Filling the contours gives the masks back exactly.
 *
 * @throws SamError `save-failed` when nothing is marked or images have no place in the patient
 */
export function encodeRtStruct(input: RtStructInput): EncodedRtStruct {
  const images = stackOrder(input.sources).map((index): PlacedImage & { index: number } => {
    const source = input.sources[index];
    if (!source.geometry) {
      throw new SamError('save-failed', 'Contours need images with a place in the patient.');
    }
    return { index, source, geometry: source.geometry };
  });
  const contoursOf = input.segments.map(segment =>
    images.flatMap(image => sliceContours(segment, image)),
  );
  const indices = input.segments.map((_, index) => index);
  const written = indices.filter(index => contoursOf[index].length > 0);
  if (written.length === 0) throw new SamError('save-failed', 'No segment holds a voxel.');

  const [first] = images;
  const frameOfReferenceUID = first.geometry.frameOfReferenceUID ?? input.makeUid();
  const [sopInstanceUID, seriesInstanceUID] = [input.makeUid(), input.makeUid()];
  const dataset: Dataset = {
    ...patientAndStudy(first.source),
    ...newObject({
      ...input,
      sopClassUID: RT_STRUCTURE_SET_STORAGE,
      sopInstanceUID,
      seriesInstanceUID,
      modality: 'RTSTRUCT',
    }),
    OperatorsName: null,
    FrameOfReferenceUID: frameOfReferenceUID,
    PositionReferenceIndicator: first.geometry.positionReferenceIndicator ?? null,
    StructureSetLabel: toSH(input.label),
    StructureSetDate: toDA(input.now),
    StructureSetTime: toTM(input.now),
    ReferencedFrameOfReferenceSequence: [
      {
        FrameOfReferenceUID: frameOfReferenceUID,
        RTReferencedStudySequence: [
          {
            ReferencedSOPClassUID: DETACHED_STUDY,
            ReferencedSOPInstanceUID: first.source.studyInstanceUID,
            RTReferencedSeriesSequence: referencedImages(images),
          },
        ],
      },
    ],
    StructureSetROISequence: written.map((index, n) =>
      structure(input.segments[index], n + 1, frameOfReferenceUID),
    ),
    ROIContourSequence: written.map((index, n) => ({
      ReferencedROINumber: String(n + 1),
      ...(input.segments[index].color && {
        ROIDisplayColor: input.segments[index].color.map(String),
      }),
      ContourSequence: contoursOf[index].map((contour, c) => ({
        ContourNumber: String(c + 1),
        ...contour,
      })),
    })),
    RTROIObservationsSequence: written.map((index, n) => observation(input.segments[index], n + 1)),
    ApprovalStatus: 'UNAPPROVED',
  };
  const empty = indices.filter(index => contoursOf[index].length === 0);
  return { dataset, sopInstanceUID, seriesInstanceUID, written, empty };
}

function sliceContours(
  segment: ExportSegment,
  { index, source, geometry }: PlacedImage & { readonly index: number },
): Dataset[] {
  const mask = segment.maskOf(index);
  if (!mask) return [];
  if (mask.length !== source.rows * source.columns) {
    throw new SamError('save-failed', 'A mask is not of its source image’s size.');
  }
  const plane = sourcePlane(source, geometry);
  return pixelEdgeContours(mask, source.columns, source.rows).map(contour => ({
    ContourImageSequence: [imageReference(source)],
    ContourGeometricType: 'CLOSED_PLANAR',
    NumberOfContourPoints: String(contour.length),
    ContourData: closedAcross(contour.map(point => pixelToWorld(plane, point)))
      .flat()
      .map(toDS),
  }));
}

/**
 * The same polygon, begun where its last and first point differ in x or y: plastimatch takes them
 * for one point otherwise, and loses a corner on sagittal and coronal images.
 */
function closedAcross(points: readonly Vec3[]): readonly Vec3[] {
  const start = points.findIndex((point, n) => {
    const before = points[(n + points.length - 1) % points.length];
    return Math.hypot(point[0] - before[0], point[1] - before[1]) > 1e-3;
  });
  return start > 0 ? [...points.slice(start), ...points.slice(0, start)] : points;
}

function referencedImages(images: readonly PlacedImage[]): Dataset[] {
  const series = [...new Set(images.map(({ source }) => source.seriesInstanceUID))];
  return series.map(seriesInstanceUID => ({
    SeriesInstanceUID: seriesInstanceUID,
    ContourImageSequence: images
      .filter(({ source }) => source.seriesInstanceUID === seriesInstanceUID)
      .map(({ source }) => imageReference(source)),
  }));
}

const roiName = (segment: ExportSegment, roi: number) => toLO(segment.label) || `Segment ${roi}`;

function structure(segment: ExportSegment, roi: number, frameOfReferenceUID: string): Dataset {
  const { algorithm } = segment;
  return {
    ROINumber: String(roi),
    ReferencedFrameOfReferenceUID: frameOfReferenceUID,
    ROIName: roiName(segment, roi),
    ...(segment.description && { ROIDescription: toST(segment.description) }),
    ROIGenerationAlgorithm: algorithm.type,
    ...(algorithm.type !== 'MANUAL' && {
      ROIGenerationDescription: toLO(`${algorithm.name} ${algorithm.version}`),
    }),
  };
}

function observation({ label, property }: ExportSegment, roi: number): Dataset {
  const isAnatomy = sameCode(property.category, CATEGORY.anatomicalStructure);
  return {
    ObservationNumber: String(roi),
    ReferencedROINumber: String(roi),
    ROIObservationLabel: toSH(label) || null,
    // What a lesion is for radiotherapy (GTV, CTV, …) is for its physician to say.
    RTROIInterpretedType: isAnatomy ? 'ORGAN' : null,
    ROIInterpreter: null,
    SegmentedPropertyCategoryCodeSequence: [codeItem(property.category)],
    RTROIIdentificationCodeSequence: [
      {
        ...codeItem(property.type),
        ...(property.typeModifier && {
          SegmentedPropertyTypeModifierCodeSequence: [codeItem(property.typeModifier)],
        }),
      },
    ],
    ...(property.region && {
      AnatomicRegionSequence: [
        {
          ...codeItem(property.region),
          ...(property.regionModifier && {
            AnatomicRegionModifierSequence: [codeItem(property.regionModifier)],
          }),
        },
      ],
    }),
  };
}
