import { type Dataset } from '../dicom/dataset';
import { lossyCompression, newObject, patientAndStudy, referencedSeries } from '../dicom/modules';
import { type SourceImage } from '../dicom/source';
import { type SourceGroup } from '../dicom/sourceLayout';
import { ExportRefusal } from '../reasons';
import { toCS, toDA, toLO, toPN, toTM } from '../text';
import { joinFrames, packFrame } from './bitPacking';
import { dimensions, perFrameGroups, sharedGroups, type SegFrame } from './functionalGroups';
import { type SegInput } from './segInput';
import { segmentItem } from './segmentItem';

export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
/** Segment Number is an unsigned short. */
const MOST_SEGMENTS = 0xffff;

export interface EncodedSeg {
  readonly dataset: Dataset;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** The images of one grid that it lies on. */
  readonly group: SourceGroup;
  /** The marked sources in stack order. */
  readonly sources: readonly SourceImage[];
  /** Indices into the input's segments; position n holds segment number n + 1. */
  readonly written: readonly number[];
}

/**
 * Segments as DICOM Segmentations of type BINARY (PS3.3 A.51, C.8.20), one for each grid of images
 * that is marked: one frame per segment and source image that it touches, segments numbered from 1
 * without gaps, overlaps kept.
 *
 * @throws ExportRefusal `no-voxels`, or `too-many-segments`
 */
export function encodeSegs(input: SegInput): EncodedSeg[] {
  if (input.segments.length > MOST_SEGMENTS) {
    const detail = `A segmentation numbers ${MOST_SEGMENTS} segments at most.`;
    throw new ExportRefusal('too-many-segments', detail);
  }
  const seriesInstanceUID = input.makeUid();
  const encoded = input.layout.groups.flatMap(
    group => encodeGroup(input, group, seriesInstanceUID) ?? [],
  );
  if (encoded.length === 0) throw new ExportRefusal('no-voxels', 'No segment holds a voxel.');
  return encoded.map((seg, n) => ({
    ...seg,
    dataset: { ...seg.dataset, InstanceNumber: String(n + 1) },
  }));
}

function encodeGroup(
  input: SegInput,
  group: SourceGroup,
  seriesInstanceUID: string,
): EncodedSeg | null {
  const frames: SegFrame[] = [];
  const written: number[] = [];
  input.segments.forEach((_, index) => {
    const own = segmentFrames(input, index, group, written.length + 1);
    if (own.length === 0) return;
    written.push(index);
    frames.push(...own);
  });
  if (frames.length === 0) return null;
  const marked = new Set(frames.map(({ index }) => index));
  const used = group.stacks.flat().filter(index => marked.has(index));
  const sources = used.map(index => input.sources[index]);
  const [{ rows, columns, geometry, attributes }] = sources;
  const sopInstanceUID = input.makeUid();
  const dataset: Dataset = {
    ...patientAndStudy(sources[0]),
    ...newObject({
      ...input,
      sopClassUID: SEGMENTATION_STORAGE,
      sopInstanceUID,
      seriesInstanceUID,
      modality: 'SEG',
    }),
    FrameOfReferenceUID: group.frameOfReferenceUID,
    PositionReferenceIndicator: geometry?.positionReferenceIndicator ?? null,
    ...content(input),
    ...pixelModule(rows, columns),
    ...lossyCompression(attributes),
    SegmentationType: 'BINARY',
    SegmentsOverlap: overlaps(frames) ? 'YES' : 'NO',
    SegmentSequence: written.map((index, n) => segmentItem(input.segments[index], n + 1)),
    ReferencedSeriesSequence: referencedSeries(sources),
    NumberOfFrames: String(frames.length),
    ...dimensions(input.makeUid()),
    SharedFunctionalGroupsSequence: [sharedGroups(input.sources, group)],
    PerFrameFunctionalGroupsSequence: perFrameGroups(frames, input.sources, group),
    PixelData: joinFrames(
      frames.map(frame => frame.bits),
      rows * columns,
    ).buffer as ArrayBuffer,
  };
  return { dataset, sopInstanceUID, seriesInstanceUID, group, sources, written };
}

function segmentFrames(
  { sources, segments }: SegInput,
  segment: number,
  group: SourceGroup,
  segmentNumber: number,
): SegFrame[] {
  return group.stacks.flat().flatMap(index => {
    const mask = segments[segment].maskOf(index);
    const { columns, rows } = sources[index];
    const bits = mask && packFrame(mask, columns, rows);
    return bits ? [{ segmentNumber, index, bits }] : [];
  });
}

const content = (input: SegInput): Dataset => ({
  ImageType: ['DERIVED', 'PRIMARY'],
  ContentDate: toDA(input.now),
  ContentTime: toTM(input.now),
  ContentLabel: toCS(input.contentLabel),
  ContentDescription: toLO(input.contentDescription ?? '') || null,
  ContentCreatorName: toPN(input.contentCreatorName ?? '') || null,
});

const pixelModule = (rows: number, columns: number): Dataset => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: rows,
  Columns: columns,
  BitsAllocated: 1,
  BitsStored: 1,
  HighBit: 0,
  PixelRepresentation: 0,
});

function overlaps(frames: readonly SegFrame[]): boolean {
  const union = new Map<number, Uint8Array>();
  for (const { index, bits } of frames) {
    const sum = union.get(index);
    if (!sum) union.set(index, bits.slice());
    else if (bits.some((byte, i) => (byte & sum[i]) !== 0)) return true;
    else bits.forEach((byte, i) => (sum[i] |= byte));
  }
  return false;
}
