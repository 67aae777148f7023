import {
  checkTargets,
  sumOfDiameters,
  type RecistLesion,
} from '../../../../extension/src/core/recist';

const lesion = (id: string, change: Partial<RecistLesion> = {}): RecistLesion => ({
  ...{ id, longAxis: 20, shortAxis: 12, isNode: false, organ: 'liver', sliceSpacing: 3 },
  ...change,
});

const node = (id: string, shortAxis: number): RecistLesion =>
  lesion(id, { isNode: true, organ: 'lymphNode', longAxis: 30, shortAxis });

describe('targets of RECIST 1.1', () => {
  test.each<[string, RecistLesion, object[]]>([
    ['10 mm are enough', lesion('a', { longAxis: 10 }), []],
    ['10 mm measured with rounding are enough', lesion('a', { longAxis: 9.9999999 }), []],
    [
      '9.9 mm are not',
      lesion('a', { longAxis: 9.9 }),
      [{ kind: 'too-small', id: 'a', diameter: 9.9, least: 10, isNode: false }],
    ],
    [
      'slices of 8 mm ask for 16 mm',
      lesion('a', { longAxis: 15, sliceSpacing: 8 }),
      [{ kind: 'too-small', id: 'a', diameter: 15, least: 16, isNode: false }],
    ],
    ['slices of 5 mm ask for no more', lesion('a', { longAxis: 10, sliceSpacing: 5 }), []],
    ['a node of 15 mm short axis', node('n', 15), []],
    [
      'a node of 14 mm short axis, however long',
      node('n', 14),
      [{ kind: 'too-small', id: 'n', diameter: 14, least: 15, isNode: true }],
    ],
    [
      'what is measured in pixels',
      lesion('a', { longAxis: null, shortAxis: null }),
      [{ kind: 'not-in-millimetres', id: 'a' }],
    ],
    ['nobody has said where', lesion('a', { organ: null }), [{ kind: 'no-organ', id: 'a' }]],
  ])('%s', (_, target, problems) => {
    expect(checkTargets([target])).toEqual(problems);
  });

  test('five in all, two in an organ', () => {
    const spread = (['liver', 'liver', 'lung', 'lung', 'spleen'] as const).map((organ, n) =>
      lesion(String(n), { organ }),
    );
    expect(checkTargets(spread)).toEqual([]);
    expect(checkTargets([...spread, lesion('5', { organ: 'brain' })])).toEqual([
      { kind: 'too-many', count: 6, most: 5 },
    ]);
    expect(checkTargets([...spread.slice(0, 4), lesion('5')])).toEqual([
      { kind: 'too-many-in-organ', organ: 'liver', count: 3, most: 2 },
    ]);
  });

  test('the sum takes long axes, and short axes of nodes', () => {
    expect(sumOfDiameters([lesion('a'), node('n', 16)])).toBe(36);
    expect(sumOfDiameters([lesion('a'), lesion('b', { longAxis: null })])).toBeNull();
    expect(sumOfDiameters([])).toBeNull();
  });
});
