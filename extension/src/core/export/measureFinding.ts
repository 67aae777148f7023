import { measureSegment, type MeasuredSlice, type SegmentMeasurements } from '../measure';
import { drawingPlane } from './dicom/source';
import { type SourceLayout } from './dicom/sourceLayout';
import { isHounsfield } from './dicom/valueUnits';
import { type Finding, type FindingSet } from './findingSet';

type Units = FindingSet['units'];

/**
 * The units of a set: Hounsfield units only where every marked image says that its values are.
 */
export function trueUnits({ sources, findings, units }: FindingSet): Units {
  if (units !== 'HU') return units;
  const isMarked = (index: number) => findings.some(({ maskOf }) => maskOf(index) !== null);
  const isTrue = sources.every(
    ({ attributes, frameNumber }, index) =>
      isHounsfield(attributes, frameNumber) || !isMarked(index),
  );
  return isTrue ? 'HU' : 'arbitrary';
}

/**
 * Measures a finding on its images and those of the same frame of reference, which tell how far
 * slices are apart; null for one without a voxel. Slices of the result are indices of the sources.
 */
export function measureFinding(
  { sources, valuesOf }: FindingSet,
  layout: SourceLayout,
  finding: Finding,
  units: Units,
): SegmentMeasurements | null {
  const marked = sources.flatMap((_, index) => (finding.maskOf(index) ? [index] : []));
  if (marked.length === 0) return null;
  const frame = layout.groupOf[marked[0]].frameOfReferenceUID;
  const isMarked = new Set(marked);
  const used = sources.flatMap((source, index) => {
    const isNear = source.geometry && layout.groupOf[index].frameOfReferenceUID === frame;
    return isNear || isMarked.has(index) ? [index] : [];
  });
  const slices = used.map((index): MeasuredSlice => {
    const source = sources[index];
    const mask = finding.maskOf(index);
    // Another frame of reference is another space: nothing says how it lies to the first.
    const isPlaced = source.geometry && layout.groupOf[index].frameOfReferenceUID === frame;
    return {
      plane: drawingPlane(source),
      knows: isPlaced ? 'place' : source.pixelSpacing ? 'spacing' : 'nothing',
      mask,
      values: mask && valuesOf(index),
    };
  });
  const sliceThickness = sources[marked[0]].geometry?.sliceThickness;
  const measured = measureSegment({ slices, units, sliceThickness });
  return (
    measured && {
      ...measured,
      axes: finding.axes ?? { ...measured.axes, slice: used[measured.axes.slice] },
      ...(finding.axes ? { axesBy: 'reader' as const } : {}),
      images: measured.images.map(image => ({
        ...image,
        slice: used[image.slice],
        axes: { ...image.axes, slice: used[image.slice] },
      })),
    }
  );
}
