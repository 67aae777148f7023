/** A series as it is told from others by its words and its planes. */
export interface PlacedSeries {
  readonly id: string;
  readonly modality: string;
  readonly description: string;
  /** Images. */
  readonly slices: number;
  /** Frame of Reference UID: series of one are at the same places. */
  readonly frameOfReference: string;
  /** Image Orientation (Patient), six cosines; undefined where the images state none. */
  readonly orientation?: readonly number[];
}

interface Role {
  readonly id: string;
  readonly modality: 'CT' | 'MR';
  readonly words: RegExp;
}

/**
 * What series are beside each other for, in the order of their panes. A description goes to the
 * first role that its words are of in `LOOKED_FOR`.
 */
const ROLES: readonly Role[] = [
  { id: 'native', modality: 'CT', words: /nativ|non.?con|w\/?o\b|unenhanced|plain|平扫/i },
  { id: 'arterial', modality: 'CT', words: /arter|\bart\b|动脉/i },
  { id: 'venous', modality: 'CT', words: /(?<!intra)ven|portal|\bpv\b|静脉/i },
  { id: 'delayed', modality: 'CT', words: /delay|late\b|excret|nephro|延迟/i },
  { id: 't1', modality: 'MR', words: /t1(?!\d)|mprage|spgr|bravo/i },
  {
    id: 't1-contrast',
    modality: 'MR',
    words: /(t1(?!\d)|mprage|spgr|bravo).*(\+\s?c|\bgd|\bkm\b|contrast|\bce\b|post|增强)/i,
  },
  { id: 't2', modality: 'MR', words: /t2(?!\*|\d)/i },
  { id: 'flair', modality: 'MR', words: /flair|tirm/i },
  { id: 'dwi', modality: 'MR', words: /dwi|diff|trace|弥散|扩散/i },
  { id: 'adc', modality: 'MR', words: /\badc\b|_adc|adc_/i },
];
const LOOKED_FOR = ['adc', 'dwi', 'flair', 't1-contrast', 't1', 't2'];
const BY_LOOK = [
  ...LOOKED_FOR.flatMap(id => ROLES.filter(role => role.id === id)),
  ...ROLES.filter(({ modality }) => modality === 'CT'),
];

/** The most panes that are of use beside each other. */
const MOST = 4;
/** Two planes are parallel when their cosines agree so well. */
const PARALLEL = 0.99;

/** The role of a series by its description; undefined where its words tell none. */
export function roleOf({
  modality,
  description,
}: Pick<PlacedSeries, 'modality' | 'description'>): string | undefined {
  return BY_LOOK.find(role => role.modality === modality && role.words.test(description))?.id;
}

/**
 * The series that are worth a pane each, side by side: phases of a CT, or T1, T2, FLAIR and DWI of an
 * MR; parallel and of one frame of reference, so that they scroll together. The largest of each role,
 * at most four; empty where there are not two.
 */
export function seriesRow(all: readonly PlacedSeries[]): readonly string[] {
  const rows = all
    .filter(series => roleOf(series) && series.slices > 1)
    .map(first => rowOf(all.filter(series => areParallel(series, first))));
  const [best = []] = rows.sort((a, b) => b.length - a.length);
  return best.length > 1 ? best.slice(0, MOST).map(({ id }) => id) : [];
}

function rowOf(series: readonly PlacedSeries[]): readonly PlacedSeries[] {
  return ROLES.flatMap(({ id }) => {
    const [largest] = series
      .filter(each => roleOf(each) === id && each.slices > 1)
      .sort((a, b) => b.slices - a.slices);
    return largest ?? [];
  });
}

function areParallel(a: PlacedSeries, b: PlacedSeries): boolean {
  if (a.modality !== b.modality || a.frameOfReference !== b.frameOfReference) return false;
  const [first, second] = [a.orientation, b.orientation].map(
    cosines => cosines && [cosines.slice(0, 3), cosines.slice(3, 6)],
  );
  if (!first || !second) return first === second;
  return first.every((axis, n) => {
    const cosine = axis.reduce((sum, value, i) => sum + value * second[n][i], 0);
    return cosine > PARALLEL;
  });
}
