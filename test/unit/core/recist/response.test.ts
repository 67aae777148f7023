import {
  nonTargetResponse,
  overallResponse,
  targetResponse,
  type NonTargetResponse,
  type Response,
} from '../../../../extension/src/core/recist/response';

const lesions = (...diameters: (number | null)[]) =>
  diameters.map(diameter => ({ isNode: false, diameter }));

describe('the response of targets by RECIST 1.1', () => {
  test.each<[string, ReturnType<typeof lesions>, number, number, Response]>([
    ['all gone', lesions(0, 0), 60, 60, 'CR'],
    ['30 % less than at baseline', lesions(30, 12), 60, 60, 'PR'],
    ['29 % less', lesions(30, 12.6), 60, 60, 'SD'],
    ['20 % and 5 mm more than the smallest', lesions(30, 6), 60, 30, 'PD'],
    ['20 % more, but only 4 mm', lesions(24), 60, 20, 'PR'],
    ['5 mm more, but only 10 %', lesions(55), 60, 50, 'SD'],
    ['one that was not measured', lesions(30, null), 60, 60, 'NE'],
    ['no target', [], 0, 0, 'NE'],
  ])('%s', (_, targets, baseline, nadir, response) => {
    expect(targetResponse(targets, baseline, nadir).response).toBe(response);
  });

  test('a node below 10 mm is normal, so that the response can be complete', () => {
    const node = (diameter: number) => ({ isNode: true, diameter });
    expect(targetResponse([node(9), ...lesions(0)], 40, 40).response).toBe('CR');
    expect(targetResponse([node(10), ...lesions(0)], 40, 40).response).toBe('PR');
  });

  test('changes are shares of baseline and of the smallest sum', () => {
    const { sum, sinceBaseline, sinceNadir } = targetResponse(lesions(45), 60, 30);
    expect([sum, sinceBaseline, sinceNadir]).toEqual([45, -0.25, 0.5]);
  });
});

describe('the response of non-targets by RECIST 1.1', () => {
  test.each<[string, ReturnType<typeof lesions>, boolean, NonTargetResponse | null]>([
    ['none', [], false, null],
    ['all gone', lesions(0, 0), false, 'CR'],
    ['one left', lesions(0, 4), false, 'non-CR/non-PD'],
    ['one that nobody could measure: not evaluable', lesions(0, null), false, 'NE'],
    ['progression that a reader saw, whatever could not be measured', lesions(null), true, 'PD'],
  ])('%s', (_, nonTargets, progresses, response) => {
    expect(nonTargetResponse(nonTargets, progresses)).toBe(response);
  });
});

test.each<[Response | null, NonTargetResponse | null, boolean, string]>([
  ['CR', 'CR', false, 'CR'],
  ['CR', null, false, 'CR'],
  ['CR', 'non-CR/non-PD', false, 'PR'],
  ['CR', 'NE', false, 'PR'],
  ['PR', 'non-CR/non-PD', false, 'PR'],
  ['SD', 'NE', false, 'SD'],
  ['NE', 'CR', false, 'NE'],
  ['PD', 'CR', false, 'PD'],
  ['PR', 'PD', false, 'PD'],
  ['PR', 'CR', true, 'PD'],
  [null, 'non-CR/non-PD', false, 'non-CR/non-PD'],
  [null, null, true, 'PD'],
  [null, null, false, 'NE'],
])('overall: targets %s, others %s, new lesions %s: %s', (target, nonTarget, isNew, response) => {
  expect(overallResponse(target, nonTarget, isNew)).toBe(response);
});
