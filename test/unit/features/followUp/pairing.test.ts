import type { PriorLesion } from '../../../../extension/src/core/followUp';
import type { FindingRow } from '../../../../extension/src/features/findingsList';
import { pairing } from '../../../../extension/src/features/followUp/pairing';
import { recordOf } from '../../../../extension/src/features/followUp/record';
import {
  NOTHING_KNOWN,
  type Decisions,
  type OpenPrior,
} from '../../../../extension/src/features/followUp/types';

const ALIGNED: OpenPrior['alignment'] = {
  kind: 'aligned',
  correlation: 0.9,
  transform: {
    rotation: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    translation: [100, 0, 0],
  },
};

const lesion = (id: string, longAxis: number, role: PriorLesion['role'] = 'target') => ({
  ...{ id, longAxis, shortAxis: longAxis, isNode: false, organ: null, sliceSpacing: null },
  ...{ volume: 1000, role, tracking: { id: `Prior ${id}`, uid: id } },
});

/** Three prior lesions on a line, 50 mm apart. */
const prior = (change: Partial<OpenPrior> = {}): OpenPrior => ({
  report: {
    kind: 'SR',
    studyUid: '2.25.1',
    seriesUid: null,
    date: '20250702',
    study: '',
    report: '',
  },
  reference: undefined,
  lesions: [lesion('a', 20), lesion('b', 30), lesion('c', 12, 'non-target')],
  placed: ['a', 'b', 'c'].map((id, n) => ({ id, centre: [50 * n, 0, 0], diameter: 20 })),
  alignment: ALIGNED,
  ...change,
});

const row = (number: number, x: number, longAxis: number, change: Partial<FindingRow> = {}) =>
  ({
    ...{ id: `f${number}`, number, label: `Lesion ${number}`, coding: {}, status: 'accepted' },
    ...{ role: null, centre: [x, 0, 0] },
    measurement: {
      phase: 'ready',
      sliceSpacing: 3,
      values: {
        ...{ lengthUnit: 'mm', volume: 2000 },
        axes: { longAxis: { length: longAxis }, shortAxis: { length: longAxis } },
      },
    },
    ...change,
  }) as unknown as FindingRow;

const decided = (change: Partial<Decisions> = {}): Decisions => ({
  ...NOTHING_KNOWN.decisions,
  ...change,
});
const untracked = ({ id }: FindingRow) => `own ${id}`;
const fates = ({ pairs }: ReturnType<typeof pairing>) =>
  pairs.map(({ kind, row: match, by }) => [kind, match?.id ?? null, by]);

describe('what has become of prior lesions', () => {
  const rows = [row(1, 102, 26), row(2, 150, 30), row(3, 300, 15)];

  test('is proposed by place; one without a match is open, not gone', () => {
    const found = pairing(prior(), rows, decided(), untracked);
    expect(fates(found)).toEqual([
      ['matched', 'f1', 'position'],
      ['matched', 'f2', 'position'],
      ['open', null, null],
    ]);
    expect(found.others.map(({ row: { id }, fate }) => [id, fate])).toEqual([['f3', 'new']]);
    expect(found.comparison.nonTargets).toBe('NE');
    expect(found.comparison.overall).toBe('PD');
    expect(found.comparison.changes[0]).toMatchObject({ volumeChange: 1 });
  });

  test('is what the reader says, whatever is nearest', () => {
    const decisions = decided({ priors: { a: 'f3', b: 'gone', c: 'open' } });
    const found = pairing(prior(), rows, decisions, untracked);
    expect(fates(found)).toEqual([
      ['matched', 'f3', 'reader'],
      ['gone', null, 'reader'],
      ['open', null, null],
    ]);
    expect(found.others.map(({ row: { id } }) => id)).toEqual(['f1', 'f2']);
  });

  test('goes by the same tracking before the place', () => {
    const trackingOf = ({ id }: FindingRow) => (id === 'f2' ? 'a' : 'own');
    const found = pairing(prior(), rows, decided(), trackingOf);
    expect(fates(found).slice(0, 2)).toEqual([
      ['matched', 'f2', 'tracking'],
      ['open', null, null],
    ]);
    expect(found.pairs.map(({ isKept }) => isKept)).toEqual([true, false, false]);
  });

  test('a finding that is deleted takes the reader’s word with it', () => {
    const decisions = decided({ priors: { a: 'f9' } });
    expect(fates(pairing(prior(), rows, decisions, untracked))[0]).toEqual([
      ...['matched', 'f1', 'position'],
    ]);
  });

  test('without alignment nothing is proposed, and nothing counts as new', () => {
    const unaligned = prior({ alignment: { kind: 'none', reason: 'no-images' } });
    const found = pairing(unaligned, rows, decided(), untracked);
    expect(fates(found).every(([kind]) => kind === 'open')).toBe(true);
    expect(found.others.map(({ fate }) => fate)).toEqual(['open', 'open', 'open']);
    expect(found.comparison.overall).toBe('NE');
  });

  test('a candidate that nobody has accepted is no new lesion', () => {
    const candidate = row(4, 400, 15, { status: 'candidate' });
    const found = pairing(prior(), [...rows.slice(0, 2), candidate], decided(), untracked);
    expect(found.others.map(({ fate }) => fate)).toEqual(['open']);
    expect(found.comparison.overall).toBe('SD');
  });

  test('the reader’s sums and judgement count', () => {
    const pair = rows.slice(0, 2);
    const response = (change: Partial<Decisions>) =>
      pairing(prior(), pair, decided({ priors: { c: 'gone' }, ...change }), untracked).comparison;
    expect(response({}).overall).toBe('SD');
    expect(response({ baseline: 90 }).overall).toBe('PR');
    expect(response({ nadir: 40 }).overall).toBe('PD');
    expect(response({ nonTargetsProgress: true }).overall).toBe('PD');
  });

  test('what says of no roles leaves them to this study', () => {
    const bare = prior({ lesions: [lesion('a', 20, null), lesion('b', 30, null)] });
    const targets = [row(1, 102, 26, { role: 'target' }), row(2, 150, 30)];
    const found = pairing(bare, targets, decided(), untracked);
    expect(found.pairs.map(({ lesion: { role } }) => role)).toEqual(['target', null]);
    expect(found.comparison.targets.response).toBe('PD');
  });

  test('goes into files with findings by their places there', () => {
    const decisions = decided({ priors: { c: 'gone' }, baseline: 90 });
    const found = pairing(prior(), rows, decisions, untracked);
    const record = recordOf(prior(), found, decisions, ['f3', 'f1']);
    expect(record.lesions.map(({ kind, finding }) => [kind, finding])).toEqual([
      ['matched', 1],
      ['matched', null],
      ['gone', null],
      ['new', 0],
    ]);
    expect(record.sums).toEqual({ prior: 50, now: 56, baseline: 90, nadir: null });
    expect(record.response).toEqual({ targets: 'PR', nonTargets: 'CR', overall: 'PD' });
    expect(record.lesions[0].tracking).toEqual({ id: 'Prior a', uid: 'a' });
  });
});
