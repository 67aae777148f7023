import { drawingPlane } from '../../../../extension/src/core/export/dicom/source';
import type { Attributes } from '../../../../extension/src/core/export/dicom/dataset';
import { encodeSr } from '../../../../extension/src/core/export/sr/encodeSr';
import { priorLesions } from '../../../../extension/src/core/followUp';
import { centreOf } from '../../../../extension/src/core/measure';
import { length, subtract } from '../../../../extension/src/core/geometry/vec3';
import { syntheticCases } from '../../../conformance/cases';
import { exportSeg, exportSr } from '../../../conformance/exporters';

const [exportCase] = syntheticCases();
const { input } = exportSr(exportCase, exportSeg(exportCase).encoded);
const report = encodeSr({
  ...input,
  findings: input.findings.map((finding, n) => ({
    ...finding,
    role: n === 0 ? ('target' as const) : ('non-target' as const),
  })),
}).dataset as Attributes;

const planeOf = (uid: string) => {
  const source = input.sources.find(({ sopInstanceUID }) => sopInstanceUID === uid);
  return source ? drawingPlane(source) : null;
};

test('a prior study’s lesions are read from its report as they were measured', () => {
  const { lesions, placed } = priorLesions(report, planeOf);
  expect(lesions).toHaveLength(input.findings.length);
  expect(placed).toHaveLength(lesions.length);
  lesions.forEach((lesion, n) => {
    const { tracking, measurements } = input.findings[n];
    expect(lesion).toMatchObject({
      ...{ id: tracking.uid, tracking },
      role: n === 0 ? 'target' : 'non-target',
      longAxis: measurements.axes.longAxis.length,
      shortAxis: measurements.axes.shortAxis.length,
    });
    expect(lesion.volume).toBeCloseTo(measurements.volume!, 6);
  });
  expect(lesions[0].organ).toBe('kidney');
});

test('their middles are where the finding is on the slice of its long axis', () => {
  const { placed } = priorLesions(report, planeOf);
  const nodule = input.findings.find(({ label }) => label === 'nodule')!;
  const { slice } = nodule.measurements.axes;
  const plane = drawingPlane(input.sources[slice]);
  const middle = centreOf([{ plane, mask: nodule.maskOf(slice)! }])!;
  const found = placed.find(({ id }) => id === nodule.tracking.uid)!;
  expect(length(subtract(found.centre, middle))).toBeLessThan(1e-6);
});

test('without the images their places are not known, and their numbers are', () => {
  const { lesions, placed } = priorLesions(report, () => null);
  expect([lesions.length, placed.length]).toEqual([input.findings.length, 0]);
});

test('what is no measurement report has no lesions', () => {
  expect(priorLesions({}, planeOf)).toEqual({ lesions: [], placed: [] });
});
