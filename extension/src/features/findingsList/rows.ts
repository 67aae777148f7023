import { codingOf } from '../../core/export/importFindings';
import { codingFromLabel } from '../../core/export/segmentLabel';
import type { FindingCoding, SegmentProperty } from '../../core/export/segmentTypes';
import { checkTargets, sumOfDiameters, type RecistLesion } from '../../core/recist';
import type { FindingRecord, ReaderAxes } from '../findings';
import type { KnownSegment } from './keepMeasured';
import type {
  FindingRow,
  FindingsListState,
  RowMeasurement,
  SiteSource,
  SortKey,
  Sorting,
} from './types';

/** A segment as the viewer lists it. */
export interface ListedSegment {
  readonly record: FindingRecord;
  readonly label: string;
  readonly color: readonly [number, number, number];
  readonly locked: boolean;
}

/** What has been said of a segment, without what its place suggests. */
export interface SaidOf {
  readonly coding: FindingCoding;
  readonly from: 'reader' | 'file' | 'label';
}

/** Codes are looked up once for each property and label: it takes a while. */
const ofProperty = new WeakMap<SegmentProperty, FindingCoding>();
const ofLabel = new Map<string, FindingCoding>();
const KEPT_LABELS = 2000;

/** What a segment is: as the reader says, else its file, else its label. */
export function saidOf({ coding, origin }: FindingRecord, label: string): SaidOf {
  if (coding) return { coding, from: 'reader' };
  const property = origin?.property;
  if (property) {
    const known = ofProperty.get(property) ?? codingOf(property);
    ofProperty.set(property, known);
    return { coding: known, from: 'file' };
  }
  let known = ofLabel.get(label);
  if (!known) {
    if (ofLabel.size > KEPT_LABELS) ofLabel.clear();
    ofLabel.set(label, (known = codingFromLabel(label)));
  }
  return { coding: known, from: 'label' };
}

/** True for a normal structure; a lymph node is a finding. */
export const isOrgan = ({ abnormality, structure }: FindingCoding): boolean =>
  abnormality === undefined && structure !== undefined && structure !== 'lymphNode';

/** The row of a segment that has voxels. */
export function rowOf(
  { record, label, color, locked }: ListedSegment,
  { voxels, centre, site, measurement }: KnownSegment,
  number: number,
): FindingRow {
  const { coding, from } = saidOf(record, label);
  const isSaid = coding.structure !== undefined || coding.side !== undefined;
  const { from: suggestedFrom, ...suggested } = site ?? { from: null };
  const siteFrom: SiteSource | null = isSaid ? (record.review.siteFrom ?? from) : suggestedFrom;
  return {
    ...{ id: record.id, segment: record.segment, number, label, color, locked },
    coding: isSaid ? coding : { ...coding, ...suggested },
    siteFrom,
    status: record.review.status ?? 'accepted',
    role: record.review.role ?? null,
    ...{ voxels, centre },
    measurement: withAxes(measurement, record.review.axes),
  };
}

/** With the axes that the reader has placed, where there are any. */
function withAxes(measurement: RowMeasurement, axes: ReaderAxes | undefined): RowMeasurement {
  if (measurement.phase !== 'ready' || !axes) return measurement;
  const { imageId, ...own } = axes;
  const { values } = measurement;
  const placed = { ...own, slice: values.axes.slice };
  return { ...measurement, imageId, values: { ...values, axes: placed, axesBy: 'reader' } };
}

/** A finding as the rules of RECIST 1.1 see it. */
export function lesionOf({ id, coding, measurement }: FindingRow): RecistLesion {
  const isReady = measurement.phase === 'ready' && measurement.values.lengthUnit === 'mm';
  const axes = isReady ? measurement.values.axes : null;
  return {
    id,
    longAxis: axes?.longAxis.length ?? null,
    shortAxis: axes?.shortAxis.length ?? null,
    isNode: coding.structure === 'lymphNode',
    organ: coding.structure ?? null,
    sliceSpacing: isReady ? measurement.sliceSpacing : null,
  };
}

/** What all rows come to. */
export function sumsOf(
  rows: readonly FindingRow[],
): Pick<FindingsListState, 'burden' | 'sumOfDiameters' | 'problems'> {
  const volumes = rows.flatMap(({ measurement }) =>
    measurement.phase === 'ready' && measurement.values.volume !== null
      ? [measurement.values.volume]
      : [],
  );
  const measuring = (row: FindingRow) => row.measurement.phase === 'measuring';
  const targets = rows.filter(({ role }) => role === 'target');
  return {
    burden: { volume: volumes.reduce((sum, one) => sum + one, 0), known: volumes.length },
    sumOfDiameters: sumOfDiameters(targets.map(lesionOf)),
    problems: checkTargets(targets.filter(row => !measuring(row)).map(lesionOf)),
  };
}

type Sortable = number | string | null;

const STATUSES = ['candidate', 'accepted', 'reviewed'] as const;

const VALUES: Readonly<Record<SortKey, (row: FindingRow) => Sortable>> = {
  number: ({ number }) => number,
  site: ({ coding: { structure, side } }) =>
    structure || side ? `${structure ?? '~'} ${side ?? ''}` : null,
  type: ({ coding }) => coding.abnormality ?? null,
  volume: ({ measurement }) => (measurement.phase === 'ready' ? measurement.values.volume : null),
  longAxis: row => lesionOf(row).longAxis,
  mean: ({ measurement }) =>
    measurement.phase === 'ready' ? (measurement.values.intensity?.mean ?? null) : null,
  status: ({ status }) => STATUSES.indexOf(status),
};

/** The rows in an order; what is not known stands last, equal ones in the order of their numbers. */
export function sorted(rows: readonly FindingRow[], { by, descending }: Sorting): FindingRow[] {
  const valueOf = VALUES[by];
  const values = new Map(rows.map(row => [row, valueOf(row)]));
  return [...rows].sort((a, b) => {
    const [x, y] = [values.get(a)!, values.get(b)!];
    if (x === y) return a.number - b.number;
    if (x === null) return 1;
    if (y === null) return -1;
    const order = x < y ? -1 : 1;
    return descending ? -order : order;
  });
}
