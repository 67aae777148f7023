import { drawingPlane } from '../../../../extension/src/core/export/dicom/source';
import { writePart10 } from '../../../../extension/src/core/export/dicom/dataset';
import { decodeSeg } from '../../../../extension/src/core/export/seg';
import { priorSegments, type PriorImage } from '../../../../extension/src/core/followUp';
import { length, subtract } from '../../../../extension/src/core/geometry/vec3';
import { centreOf, measureSegment } from '../../../../extension/src/core/measure';
import { syntheticCases } from '../../../conformance/cases';
import { exportSeg } from '../../../conformance/exporters';

const [exportCase] = syntheticCases();
const { sources, segments } = exportCase;
const seg = decodeSeg(writePart10(exportSeg(exportCase).encoded.dataset));
const images = sources.map((source): PriorImage => ({
  ...{ sopInstanceUID: source.sopInstanceUID, frameNumber: source.frameNumber ?? 1 },
  plane: drawingPlane(source),
}));
const lesion = (label: string, found = priorSegments(seg, images)) => {
  const at = found.lesions.findIndex(({ tracking }) => tracking.id === label);
  const one = found.lesions[at];
  return { ...one, centre: found.placed.find(({ id }) => id === one?.id)?.centre };
};

test('lesions of a prior segmentation are measured as findings are', () => {
  const { maskOf } = segments.find(({ label }) => label === 'Liver metastasis')!;
  const slices = images.map(({ plane }, k) => ({ plane, mask: maskOf(k) }));
  const { axes, volume } = measureSegment({ slices, units: 'arbitrary' })!;
  const found = lesion('Liver metastasis');
  expect(found).toMatchObject({ organ: 'liver', role: null, isNode: false });
  expect(found.longAxis).toBeCloseTo(axes.longAxis.length, 6);
  expect(found.shortAxis).toBeCloseTo(axes.shortAxis.length, 6);
  expect(found.volume).toBeCloseTo(volume!, 6);
  const marked = slices.flatMap(({ plane, mask }) => (mask ? [{ plane, mask }] : []));
  expect(length(subtract(found.centre!, centreOf(marked)!))).toBeLessThan(1e-9);
});

test('organs are no lesions, and a segment without a tracking UID gets the same one each time', () => {
  const found = priorSegments(seg, images);
  expect(lesion('左肾').id).toBeUndefined();
  const uids = found.lesions.map(({ tracking }) => tracking.uid);
  expect(new Set(uids).size).toBe(uids.length);
  for (const uid of uids) expect(uid).toMatch(/^2\.25\.[1-9]\d*$/);
  expect(priorSegments(seg, images).lesions.map(({ id }) => id)).toEqual(uids);
});

test('without the images nothing is known of sizes and places', () => {
  const { lesions, placed } = priorSegments(seg, []);
  expect(placed).toEqual([]);
  expect(lesions.every(({ longAxis, volume }) => longAxis === null && volume === null)).toBe(true);
});
