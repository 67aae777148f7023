import { sha256 } from '@noble/hashes/sha2.js';
import { codingOf } from '../export/importFindings';
import { codingFromLabel } from '../export/segmentLabel';
import type { DecodedSeg } from '../export/seg';
import type { FindingCoding } from '../export/segmentTypes';
import type { ImagePlane } from '../geometry/imagePlane';
import { centreOf, measureSegment } from '../measure';
import type { PriorLesion } from './compare';
import type { PlacedLesion } from './match';
import type { PriorLesions } from './priorReport';

/** An image of the series that a segmentation lies on. */
export interface PriorImage {
  readonly sopInstanceUID: string;
  /** From 1; 1 for an image of one frame. */
  readonly frameNumber: number;
  readonly plane: ImagePlane;
}

type Segment = DecodedSeg['segments'][number];

/**
 * Measures the lesions of a prior study on its segmentation, as findings are measured here. Organs are
 * left out. Segments without a tracking UID get one that is the same whenever the file is read.
 *
 * @param images all of the series, so that volumes reach to the next slices
 */
export function priorSegments(seg: DecodedSeg, images: readonly PriorImage[]): PriorLesions {
  const lesions: PriorLesion[] = [];
  const placed: PlacedLesion[] = [];
  for (const segment of seg.segments) {
    const coding = codingOfSegment(segment);
    const isOrgan =
      !coding.abnormality && coding.structure !== undefined && coding.structure !== 'lymphNode';
    if (isOrgan || !segment.frames.length) continue;
    const lesion = measured(seg, segment, coding, images);
    lesions.push(lesion);
    const centre = centreOf(marked(segment, images));
    if (centre) placed.push({ id: lesion.id, centre, diameter: lesion.longAxis ?? 0 });
  }
  return { lesions, placed };
}

function measured(
  seg: DecodedSeg,
  segment: Segment,
  { structure }: FindingCoding,
  images: readonly PriorImage[],
): PriorLesion {
  const { label, segmentNumber, tracking } = segment;
  const own = new Map(marked(segment, images).map(({ plane, mask }) => [plane, mask]));
  const slices = images.map(({ plane }) => ({ plane, mask: own.get(plane) ?? null }));
  const found = own.size ? measureSegment({ slices, units: 'arbitrary' }) : null;
  const axes = found?.lengthUnit === 'mm' ? found.axes : null;
  const { id, uid } = tracking ?? {
    id: label,
    uid: derivedUid(`${seg.sopInstanceUID ?? ''} ${segmentNumber}`),
  };
  return {
    ...{ id: uid, tracking: { id: id || label, uid }, role: null },
    longAxis: axes?.longAxis.length ?? null,
    shortAxis: axes?.shortAxis.length ?? null,
    isNode: structure === 'lymphNode',
    organ: structure ?? null,
    sliceSpacing: null,
    volume: found?.volume ?? null,
  };
}

/** The masks of a segment on the images at hand. */
function marked({ frames }: Segment, images: readonly PriorImage[]) {
  return frames.flatMap(({ sourceSopInstanceUID, sourceFrameNumber = 1, mask }) => {
    const image = images.find(
      ({ sopInstanceUID, frameNumber }) =>
        sopInstanceUID === sourceSopInstanceUID && frameNumber === sourceFrameNumber,
    );
    return image && mask.width ? [{ plane: image.plane, mask }] : [];
  });
}

/** What a segment is: by its codes, else by its label; the viewer's own segmentations have one code. */
function codingOfSegment({ property, label }: Segment): FindingCoding {
  const { category, type } = property;
  const coded = category && type ? codingOf({ ...property, category, type }) : {};
  return Object.keys(coded).length ? coded : codingFromLabel(label);
}

/** A UID of the same words is the same (PS3.5 B.2). */
function derivedUid(words: string): string {
  const digest = sha256(new TextEncoder().encode(words)).subarray(0, 16);
  const value = digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `2.25.${value}`;
}
