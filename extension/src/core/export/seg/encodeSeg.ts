import dcmjs from 'dcmjs';
import { SamError } from '../../errors';
import { DERIVATION } from '../codes';
import { codeItem, type Dataset } from '../dicom/dataset';
import {
  imageReference,
  lossyCompression,
  newObject,
  patientAndStudy,
  referencedSeries,
} from '../dicom/modules';
import { sliceGaps, stackOrder, type SourceGeometry, type SourceImage } from '../dicom/source';
import { toCS, toDA, toDS, toLO, toLT, toPN, toST, toTM, toUT } from '../text';
import { joinFrames, packFrame } from './bitPacking';
import { type ExportSegment } from '../exportInput';
import { type SegInput } from './segInput';

export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';

export interface EncodedSeg {
  readonly dataset: Dataset;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** The marked sources in stack order. */
  readonly sources: readonly SourceImage[];
  /** Indices into the input's segments; position n holds segment number n + 1. */
  readonly written: readonly number[];
  /** Indices of segments without a single voxel: they are left out. */
  readonly empty: readonly number[];
  /** Voxels written, of all segments. */
  readonly voxels: number;
}

interface Frame {
  readonly segmentNumber: number;
  readonly source: SourceImage;
  readonly bits: Uint8Array;
}

/**
 * Segments as a DICOM Segmentation of type BINARY (PS3.3 A.51, C.8.20): one frame per segment and
 * source image that it touches, segments numbered from 1 without gaps, overlaps kept.
 *
 * @throws SamError `save-failed` when nothing is marked or the sources do not share one grid
 */
export function encodeSeg(input: SegInput): EncodedSeg {
  const order = stackOrder(input.sources);
  const frames: Frame[] = [];
  const written: number[] = [];
  const empty: number[] = [];
  input.segments.forEach((segment, index) => {
    const own = segmentFrames(input, segment, order, written.length + 1);
    if (own.length === 0) empty.push(index);
    else {
      written.push(index);
      frames.push(...own);
    }
  });
  if (frames.length === 0) throw new SamError('save-failed', 'No segment holds a voxel.');

  const marked = new Set(frames.map(frame => frame.source));
  const used = order.map(i => input.sources[i]).filter(source => marked.has(source));
  const geometry = sharedGeometry(used);
  const [sopInstanceUID, seriesInstanceUID] = [input.makeUid(), input.makeUid()];
  const [{ rows, columns, attributes }] = used;
  const dataset: Dataset = {
    ...patientAndStudy(used[0]),
    ...newObject({
      ...input,
      sopClassUID: SEGMENTATION_STORAGE,
      sopInstanceUID,
      seriesInstanceUID,
      modality: 'SEG',
    }),
    ...(geometry && {
      FrameOfReferenceUID: geometry.frameOfReferenceUID ?? input.makeUid(),
      PositionReferenceIndicator: geometry.positionReferenceIndicator ?? null,
    }),
    ImageType: ['DERIVED', 'PRIMARY'],
    ContentDate: toDA(input.now),
    ContentTime: toTM(input.now),
    ContentLabel: toCS(input.contentLabel),
    ContentDescription: toLO(input.contentDescription ?? '') || null,
    ContentCreatorName: toPN(input.contentCreatorName ?? '') || null,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    ...lossyCompression(attributes),
    SegmentationType: 'BINARY',
    SegmentsOverlap: overlaps(frames) ? 'YES' : 'NO',
    SegmentSequence: written.map((index, n) => segmentItem(input.segments[index], n + 1)),
    ReferencedSeriesSequence: referencedSeries(used),
    NumberOfFrames: String(frames.length),
    ...dimensions(geometry !== null, input.makeUid()),
    SharedFunctionalGroupsSequence: [sharedGroups(geometry, sliceGaps(input.sources))],
    PerFrameFunctionalGroupsSequence: perFrameGroups(frames, used),
    PixelData: joinFrames(
      frames.map(frame => frame.bits),
      rows * columns,
    ).buffer as ArrayBuffer,
  };
  const voxels = frames.reduce((sum, frame) => sum + countBits(frame.bits), 0);
  return { dataset, sopInstanceUID, seriesInstanceUID, sources: used, written, empty, voxels };
}

function segmentFrames(
  input: SegInput,
  segment: ExportSegment,
  order: readonly number[],
  segmentNumber: number,
): Frame[] {
  return order.flatMap(index => {
    const mask = segment.maskOf(index);
    if (!mask) return [];
    const source = input.sources[index];
    if (mask.length !== source.rows * source.columns) {
      throw new SamError('save-failed', 'A mask is not of its source image’s size.');
    }
    const bits = packFrame(mask);
    return bits ? [{ segmentNumber, source, bits }] : [];
  });
}

/** The grid that all sources share, or null when they have no place in the patient. */
function sharedGeometry(sources: readonly SourceImage[]): SourceGeometry | null {
  const [first, ...others] = sources;
  for (const other of others) {
    const same =
      other.rows === first.rows &&
      other.columns === first.columns &&
      other.studyInstanceUID === first.studyInstanceUID &&
      grid(other) === grid(first);
    if (!same) throw new SamError('save-failed', 'The marked images do not share one grid.');
  }
  return first.geometry;
}

const grid = ({ geometry }: SourceImage): string =>
  geometry
    ? [geometry.frameOfReferenceUID, geometry.imageOrientationPatient, geometry.pixelSpacing].join()
    : '';

function overlaps(frames: readonly Frame[]): boolean {
  const union = new Map<SourceImage, Uint8Array>();
  for (const { source, bits } of frames) {
    const sum = union.get(source);
    if (!sum) union.set(source, bits.slice());
    else if (bits.some((byte, i) => (byte & sum[i]) !== 0)) return true;
    else bits.forEach((byte, i) => (sum[i] |= byte));
  }
  return false;
}

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte; byte &= byte - 1) count++;
  return count;
}

/** Segment Description Macro (PS3.3 Table C.8.20-4). */
function segmentItem(segment: ExportSegment, segmentNumber: number): Dataset {
  const { property, algorithm, tracking } = segment;
  const region = property.region && {
    ...codeItem(property.region),
    ...(property.regionModifier && {
      AnatomicRegionModifierSequence: [codeItem(property.regionModifier)],
    }),
  };
  return {
    SegmentNumber: segmentNumber,
    SegmentLabel: toLO(segment.label) || `Segment ${segmentNumber}`,
    ...(segment.description && { SegmentDescription: toST(segment.description) }),
    SegmentAlgorithmType: algorithm.type,
    ...(algorithm.type !== 'MANUAL' && {
      SegmentAlgorithmName: toLO(algorithm.name),
      SegmentationAlgorithmIdentificationSequence: [
        {
          AlgorithmFamilyCodeSequence: [codeItem(algorithm.family)],
          AlgorithmName: toLO(algorithm.name),
          AlgorithmVersion: toLO(algorithm.version),
          ...(algorithm.parameters && { AlgorithmParameters: toLT(algorithm.parameters) }),
          ...(algorithm.source && { AlgorithmSource: toLO(algorithm.source) }),
        },
      ],
    }),
    SegmentedPropertyCategoryCodeSequence: [codeItem(property.category)],
    SegmentedPropertyTypeCodeSequence: [
      {
        ...codeItem(property.type),
        ...(property.typeModifier && {
          SegmentedPropertyTypeModifierCodeSequence: [codeItem(property.typeModifier)],
        }),
      },
    ],
    ...(region && { AnatomicRegionSequence: [region] }),
    ...(tracking && { TrackingID: toUT(tracking.id), TrackingUID: tracking.uid }),
    ...(segment.color && {
      RecommendedDisplayCIELabValue: dcmjs.data.Colors.rgb2DICOMLAB(
        segment.color.map(channel => channel / 255),
      ).map(Math.round),
    }),
  };
}

/** Multi-frame Dimension: by segment, then by place (PS3.3 C.7.6.17). */
function dimensions(inPatient: boolean, organizationUid: string): Dataset {
  const organization = { DimensionOrganizationUID: organizationUid };
  // dcmjs writes a tag (VR AT) from its number.
  const index = (pointer: number, group: number, label: string): Dataset => ({
    ...organization,
    DimensionIndexPointer: pointer,
    FunctionalGroupPointer: group,
    DimensionDescriptionLabel: label,
  });
  return {
    DimensionOrganizationSequence: [organization],
    DimensionIndexSequence: [
      index(0x0062000b, 0x0062000a, 'Segment'),
      inPatient
        ? index(0x00200032, 0x00209113, 'Position')
        : index(0x00209057, 0x00209111, 'Position in stack'),
    ],
  };
}

/** `gaps`: distances of neighbouring source slices, mm. */
function sharedGroups(geometry: SourceGeometry | null, gaps: readonly number[]): Dataset {
  if (!geometry) return {};
  const gap = gaps[Math.floor(gaps.length / 2)];
  const thickness = geometry.sliceThickness ?? gap;
  const isRegular = gap !== undefined && gaps[gaps.length - 1] - gaps[0] < 0.01 * gap;
  return {
    PixelMeasuresSequence: [
      {
        PixelSpacing: geometry.pixelSpacing.map(toDS),
        ...(thickness !== undefined && { SliceThickness: toDS(thickness) }),
        ...(isRegular && { SpacingBetweenSlices: toDS(gap) }),
      },
    ],
    PlaneOrientationSequence: [
      { ImageOrientationPatient: geometry.imageOrientationPatient.map(toDS) },
    ],
  };
}

/** `used`: the frames' sources in stack order; slices at one place share its number. */
function perFrameGroups(frames: readonly Frame[], used: readonly SourceImage[]): Dataset[] {
  const places = new Map<SourceImage, number>();
  used.forEach((source, n) => {
    const before = used[n - 1];
    const here = source.geometry?.imagePositionPatient.join();
    const isSamePlace =
      here !== undefined && here === before?.geometry?.imagePositionPatient.join();
    const place = before ? places.get(before)! : 0;
    places.set(source, isSamePlace ? place : place + 1);
  });
  return frames.map(({ segmentNumber, source }) => {
    const place = places.get(source)!;
    return {
      DerivationImageSequence: [
        {
          DerivationCodeSequence: [codeItem(DERIVATION.segmentation)],
          SourceImageSequence: [
            {
              ...imageReference(source),
              PurposeOfReferenceCodeSequence: [codeItem(DERIVATION.sourceImage)],
              SpatialLocationsPreserved: 'YES',
            },
          ],
        },
      ],
      FrameContentSequence: [
        {
          StackID: '1',
          InStackPositionNumber: place,
          DimensionIndexValues: [segmentNumber, place],
        },
      ],
      ...(source.geometry && {
        PlanePositionSequence: [
          { ImagePositionPatient: source.geometry.imagePositionPatient.map(toDS) },
        ],
      }),
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }],
    };
  });
}
