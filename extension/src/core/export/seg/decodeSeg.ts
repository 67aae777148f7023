import { type RegionMask } from '../../mask/regionMask';
import { item, items, number, numbers, text } from '../dicom/dataset';
import { readPart10 } from '../dicom/readPart10';
import { unpackFrame } from './bitPacking';
import { SEGMENTATION_STORAGE } from './encodeSeg';
import { segmentDescriptions, type SegmentDescription } from './segmentItem';

export interface DecodedFrame {
  readonly sourceSopInstanceUID: string | undefined;
  /** From 1; only where the source is a multi-frame image. */
  readonly sourceFrameNumber: number | undefined;
  readonly imagePositionPatient: readonly number[] | undefined;
  readonly mask: RegionMask;
}

export interface DecodedSegment extends SegmentDescription {
  readonly frames: readonly DecodedFrame[];
}

export interface DecodedSeg {
  readonly sopInstanceUID: string | undefined;
  readonly seriesInstanceUID: string | undefined;
  readonly studyInstanceUID: string | undefined;
  readonly frameOfReferenceUID: string | undefined;
  readonly rows: number;
  readonly columns: number;
  readonly imageOrientationPatient: readonly number[] | undefined;
  readonly pixelSpacing: readonly number[] | undefined;
  readonly segments: readonly DecodedSegment[];
}

/**
 * Reads a DICOM Segmentation of type BINARY from an uncompressed Part 10 file, whoever wrote it.
 *
 * @throws Error with a plain sentence when the file is no such object or contradicts itself
 */
export function decodeSeg(bytes: ArrayBuffer): DecodedSeg {
  const { attributes, transferSyntaxUID } = readPart10(bytes);
  if (text(attributes.SOPClassUID) !== SEGMENTATION_STORAGE) {
    throw new Error('The file is no DICOM Segmentation.');
  }
  if (text(attributes.SegmentationType) !== 'BINARY' || number(attributes.BitsAllocated) !== 1) {
    throw new Error('The segmentation is not of type BINARY.');
  }
  const rows = number(attributes.Rows) ?? 0;
  const columns = number(attributes.Columns) ?? 0;
  const perFrame = items(attributes.PerFrameFunctionalGroupsSequence);
  const pixels = pixelBytes(attributes.PixelData);
  if (perFrame.length !== number(attributes.NumberOfFrames)) {
    throw new Error('The number of frames and of their descriptions differ.');
  }
  if (pixels.length < Math.ceil((perFrame.length * rows * columns) / 8)) {
    throw new Error(`The pixel data are too short (transfer syntax ${transferSyntaxUID}).`);
  }
  const framesOf = new Map<number, DecodedFrame[]>();
  perFrame.forEach((group, index) => {
    const identification = item(group.SegmentIdentificationSequence);
    const segmentNumber = number(identification.ReferencedSegmentNumber) ?? 0;
    const reference = item(item(group.DerivationImageSequence).SourceImageSequence);
    const frames = framesOf.get(segmentNumber) ?? [];
    framesOf.set(segmentNumber, frames);
    frames.push({
      sourceSopInstanceUID: text(reference.ReferencedSOPInstanceUID),
      sourceFrameNumber: number(reference.ReferencedFrameNumber),
      imagePositionPatient: numbers(item(group.PlanePositionSequence).ImagePositionPatient, 3),
      mask: unpackFrame(pixels, index, columns, rows),
    });
  });
  const shared = item(attributes.SharedFunctionalGroupsSequence);
  const first = perFrame[0] ?? {};
  const orientation = item(shared.PlaneOrientationSequence ?? first.PlaneOrientationSequence);
  const measures = item(shared.PixelMeasuresSequence ?? first.PixelMeasuresSequence);
  const segments = segmentDescriptions(attributes).map(segment => ({
    ...segment,
    frames: framesOf.get(segment.segmentNumber) ?? [],
  }));
  const known = new Set(segments.map(segment => segment.segmentNumber));
  if ([...framesOf.keys()].some(segmentNumber => !known.has(segmentNumber))) {
    throw new Error('A frame belongs to a segment that is not listed.');
  }
  return {
    sopInstanceUID: text(attributes.SOPInstanceUID),
    seriesInstanceUID: text(attributes.SeriesInstanceUID),
    studyInstanceUID: text(attributes.StudyInstanceUID),
    frameOfReferenceUID: text(attributes.FrameOfReferenceUID),
    rows,
    columns,
    imageOrientationPatient: numbers(orientation.ImageOrientationPatient, 6),
    pixelSpacing: numbers(measures.PixelSpacing, 2),
    segments,
  };
}

function pixelBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error('The segmentation has no uncompressed pixel data.');
}
