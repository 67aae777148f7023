import { pixelToWorld } from '../../geometry/imagePlane';
import { type Vec3 } from '../../geometry/vec3';
import { CATEGORY, sameCode } from '../codes';
import { codeItem, type Dataset } from '../dicom/dataset';
import { imageReference, newObject, patientAndStudy } from '../dicom/modules';
import { sourcePlane, type SourceGeometry, type SourceImage } from '../dicom/source';
import { type ExportInput, type ExportSegment } from '../exportInput';
import { ExportRefusal } from '../reasons';
import { regionSequence, typeItem } from '../seg/segmentItem';
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
  /** Indices of the sources that it may refer to. */
  readonly indices: readonly number[];
}

interface PlacedImage {
  readonly index: number;
  readonly source: SourceImage;
  readonly geometry: SourceGeometry;
}

/**
 * Segments as RT Structure Sets (PS3.3 A.19): closed contours along pixel edges, one image
 * reference per contour, holes as keyholes. Filling the contours gives the masks back exactly.
 *
 * A structure set has one frame of reference, and readers unite all contours of a structure that
 * lie in one plane: where positions are repeated, each stack of images gets a structure set of its
 * own. Images without a place in the patient are left out.
 *
 * @throws ExportRefusal `no-voxels`, or `no-place`
 */
export function encodeRtStructs(input: RtStructInput): EncodedRtStruct[] {
  const seriesInstanceUID = input.makeUid();
  const encoded = structureSets(input).flatMap(
    ({ images, frameOfReferenceUID }) =>
      encodeSet(input, images, frameOfReferenceUID, seriesInstanceUID) ?? [],
  );
  if (encoded.length > 0) {
    return encoded.map((set, n) => ({
      ...set,
      dataset: { ...set.dataset, InstanceNumber: String(n + 1) },
    }));
  }
  const isMarked = input.sources.some((_, index) => input.segments.some(s => s.maskOf(index)));
  throw isMarked
    ? new ExportRefusal('no-place', 'Contours need images with a place in the patient.')
    : new ExportRefusal('no-voxels', 'No segment holds a voxel.');
}

/** The placed images, by the structure set that they go to. */
function structureSets({ sources, layout }: RtStructInput) {
  const sets = new Map<string, { frameOfReferenceUID: string; images: PlacedImage[] }>();
  for (const { stacks, frameOfReferenceUID } of layout.groups) {
    stacks.forEach((stack, n) => {
      const key = `${frameOfReferenceUID} ${n}`;
      const set = sets.get(key) ?? { frameOfReferenceUID, images: [] };
      sets.set(key, set);
      for (const index of stack) {
        const { geometry } = sources[index];
        if (geometry) set.images.push({ index, source: sources[index], geometry });
      }
    });
  }
  return [...sets.values()];
}

/** One structure set; null where nothing is marked on its images. */
function encodeSet(
  input: RtStructInput,
  images: readonly PlacedImage[],
  frameOfReferenceUID: string,
  seriesInstanceUID: string,
): EncodedRtStruct | null {
  const contoursOf = input.segments.map(segment =>
    images.flatMap(image => sliceContours(segment, image)),
  );
  const written = contoursOf.flatMap((contours, index) => (contours.length > 0 ? [index] : []));
  if (written.length === 0) return null;
  const [first] = images;
  const sopInstanceUID = input.makeUid();
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
    ROIContourSequence: written.map((index, n) =>
      roiContours(input.segments[index], n + 1, contoursOf[index]),
    ),
    RTROIObservationsSequence: written.map((index, n) => observation(input.segments[index], n + 1)),
    ApprovalStatus: 'UNAPPROVED',
  };
  const indices = images.map(({ index }) => index);
  return { dataset, sopInstanceUID, seriesInstanceUID, written, indices };
}

const roiContours = (
  { color }: ExportSegment,
  roi: number,
  contours: readonly Dataset[],
): Dataset => ({
  ReferencedROINumber: String(roi),
  ...(color && { ROIDisplayColor: color.map(String) }),
  ContourSequence: contours.map((contour, n) => ({ ContourNumber: String(n + 1), ...contour })),
});

function sliceContours(
  segment: ExportSegment,
  { index, source, geometry }: PlacedImage,
): Dataset[] {
  const mask = segment.maskOf(index);
  if (!mask) return [];
  const plane = sourcePlane(source, geometry);
  return pixelEdgeContours(mask).map(contour => ({
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
      ROIGenerationDescription: toLO(`${algorithm.name} ${algorithm.version ?? ''}`),
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
    RTROIIdentificationCodeSequence: [typeItem(property)],
    ...regionSequence(property),
  };
}
