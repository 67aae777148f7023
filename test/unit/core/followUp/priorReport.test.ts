import { drawingPlane } from '../../../../extension/src/core/export/dicom/source';
import type { Attributes } from '../../../../extension/src/core/export/dicom/dataset';
import { encodeSr } from '../../../../extension/src/core/export/sr/encodeSr';
import { priorLesions } from '../../../../extension/src/core/followUp';
import { centreOf } from '../../../../extension/src/core/measure';
import { pixelToWorld } from '../../../../extension/src/core/geometry/imagePlane';
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

describe('a report of the viewer’s own measurements, which knows no segments', () => {
  const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning = '') => ({
    ...{ CodeValue, CodingSchemeDesignator, CodeMeaning },
  });
  const [source] = input.sources;
  const drawn = (points: readonly number[]) => ({
    ...{ RelationshipType: 'INFERRED FROM', ValueType: 'SCOORD', GraphicType: 'POLYLINE' },
    GraphicData: points,
    ContentSequence: {
      ...{ RelationshipType: 'SELECTED FROM', ValueType: 'IMAGE' },
      ReferencedSOPSequence: { ReferencedSOPInstanceUID: source.sopInstanceUID },
    },
  });
  const measured = (name: ReturnType<typeof code>, value: number, points: readonly number[]) => ({
    ...{ RelationshipType: 'CONTAINS', ValueType: 'NUM', ConceptNameCodeSequence: name },
    MeasuredValueSequence: {
      MeasurementUnitsCodeSequence: code('mm', 'UCUM'),
      NumericValue: value,
    },
    ContentSequence: drawn(points),
  });
  const group = (uid: string, content: readonly object[]) => ({
    ...{ ValueType: 'CONTAINER', ConceptNameCodeSequence: code('125007', 'DCM') },
    ContentTemplateSequence: { TemplateIdentifier: '1501' },
    ContentSequence: [
      {
        ...{ ValueType: 'TEXT', ConceptNameCodeSequence: code('112039', 'DCM') },
        TextValue: 'Cornerstone3DTools@^0.1.0:Bidirectional',
      },
      { ValueType: 'UIDREF', ConceptNameCodeSequence: code('112040', 'DCM'), UID: uid },
      {
        ...{ ValueType: 'CODE', ConceptNameCodeSequence: code('121071', 'DCM') },
        ConceptCodeSequence: code('CORNERSTONEFREETEXT', 'CORNERSTONEJS', 'Segment VII'),
      },
      ...content,
    ],
  });
  const reportOf = (groups: readonly object[]) => ({
    ContentSequence: [{ ConceptNameCodeSequence: code('126010', 'DCM'), ContentSequence: groups }],
  });

  test('has a lesion of each pair of diameters and of each length, with its place', () => {
    const pair = group('2.25.1', [
      measured(code('103339001', 'SCT'), 21, [10, 10, 20, 10]),
      measured(code('103340004', 'SCT'), 9, [15, 8, 15, 12]),
    ]);
    const old = group('2.25.2', [measured(code('G-D7FE', 'SRT'), 12.5, [4, 6, 8, 6])]);
    const { lesions, placed } = priorLesions(reportOf([pair, old]), planeOf);
    expect(lesions.map(({ id, longAxis, shortAxis }) => [id, longAxis, shortAxis])).toEqual([
      ['2.25.1', 21, 9],
      ['2.25.2', 12.5, null],
    ]);
    expect(lesions[0].tracking).toEqual({ id: 'Segment VII', uid: '2.25.1' });
    expect(lesions[0]).toMatchObject({ volume: null, role: null });
    const middle = pixelToWorld(drawingPlane(source), [14.5, 9.5]);
    expect(length(subtract(placed[0].centre, middle))).toBeLessThan(1e-9);
  });

  test('what has no length in millimetres is no lesion', () => {
    const angle = group('2.25.3', [measured(code('1483009', 'SCT'), 40, [1, 1, 2, 2])]);
    expect(priorLesions(reportOf([angle]), planeOf).lesions).toEqual([]);
  });
});
