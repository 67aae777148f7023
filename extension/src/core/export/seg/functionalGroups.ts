import { DERIVATION } from '../codes';
import { codeItem, type Dataset } from '../dicom/dataset';
import { imageReference } from '../dicom/modules';
import { orientationOf, type SourceImage } from '../dicom/source';
import { placeOf, type SourceGroup } from '../dicom/sourceLayout';
import { toDS } from '../text';

/** A frame of a segmentation: one segment on one source. */
export interface SegFrame {
  readonly segmentNumber: number;
  /** Index of the source. */
  readonly index: number;
  readonly bits: Uint8Array;
}

/** Multi-frame Dimension: by segment, stack and place (PS3.3 C.7.6.17). */
export function dimensions(organizationUid: string): Dataset {
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
      index(0x00209056, 0x00209111, 'Stack'),
      index(0x00200032, 0x00209113, 'Position'),
    ],
  };
}

/**
 * Groups that all frames share. Images without a place in the patient get axes in a frame of
 * reference that is made up for them: viewers, OHIF among them, load no segmentation without.
 */
export function sharedGroups(sources: readonly SourceImage[], group: SourceGroup): Dataset {
  const orientation = orientationOf(sources[group.indices[0]]);
  const measures = pixelMeasures(sources, group);
  return {
    ...(measures && { PixelMeasuresSequence: [measures] }),
    PlaneOrientationSequence: [{ ImageOrientationPatient: orientation.map(toDS) }],
  };
}

/**
 * Pixel Measures Macro (PS3.3 C.7.6.16.2.1). It has to state a thickness: where none is known the
 * whole is left to the source images, which each frame names, and no thickness is made up.
 */
export function pixelMeasures(
  sources: readonly SourceImage[],
  group: SourceGroup,
): { readonly PixelSpacing: string[]; readonly SliceThickness: string } | null {
  const { geometry, pixelSpacing } = sources[group.indices[0]];
  const gaps = gapsOf(sources, group);
  const gap = gaps[Math.floor(gaps.length / 2)];
  const thickness = geometry?.sliceThickness ?? gap;
  if (!pixelSpacing || thickness === undefined) return null;
  const isRegular = gap !== undefined && gaps[gaps.length - 1] - gaps[0] < 0.01 * gap;
  return {
    PixelSpacing: pixelSpacing.map(toDS),
    SliceThickness: toDS(thickness),
    ...(isRegular && { SpacingBetweenSlices: toDS(gap) }),
  };
}

/** Distances of neighbouring images of the largest stack, mm, ascending. */
function gapsOf(sources: readonly SourceImage[], { stacks, isPlaced }: SourceGroup): number[] {
  if (!isPlaced) return [];
  const stack = stacks.reduce((most, one) => (one.length > most.length ? one : most));
  const places = stack.map(index => placeOf(sources[index], sources[stack[0]]));
  return places
    .slice(1)
    .map((place, n) => place - places[n])
    .sort((a, b) => a - b);
}

/** Groups of each frame. */
export function perFrameGroups(
  frames: readonly SegFrame[],
  sources: readonly SourceImage[],
  group: SourceGroup,
): Dataset[] {
  const places = placesOf(frames, group);
  return frames.map(({ segmentNumber, index }) => {
    const { stack, place } = places.get(index)!;
    const position = positionOf(sources, group, index);
    return {
      DerivationImageSequence: [
        {
          DerivationCodeSequence: [codeItem(DERIVATION.segmentation)],
          SourceImageSequence: [
            {
              ...imageReference(sources[index]),
              PurposeOfReferenceCodeSequence: [codeItem(DERIVATION.sourceImage)],
              SpatialLocationsPreserved: 'YES',
            },
          ],
        },
      ],
      FrameContentSequence: [
        {
          StackID: String(stack),
          InStackPositionNumber: place,
          DimensionIndexValues: [segmentNumber, stack, place],
        },
      ],
      PlanePositionSequence: [{ ImagePositionPatient: position.map(toDS) }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }],
    };
  });
}

/** Position of a source; images without one lie behind one another, so that none covers another. */
export function positionOf(
  sources: readonly SourceImage[],
  group: SourceGroup,
  index: number,
): readonly number[] {
  return sources[index].geometry?.imagePositionPatient ?? [0, 0, group.indices.indexOf(index)];
}

/** Stack and place in it, from 1 each, of the images that have frames. */
function placesOf(
  frames: readonly SegFrame[],
  group: SourceGroup,
): Map<number, { readonly stack: number; readonly place: number }> {
  const marked = new Set(frames.map(({ index }) => index));
  const used = group.stacks
    .map(stack => stack.filter(index => marked.has(index)))
    .filter(stack => stack.length > 0);
  return new Map(
    used.flatMap((stack, s) =>
      stack.map((index, n) => [index, { stack: s + 1, place: n + 1 }] as const),
    ),
  );
}
