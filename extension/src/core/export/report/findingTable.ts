import type { SegmentMeasurements } from '../../measure';
import { ANATOMY, CATEGORY, sameCode } from '../codes';
import { orderOf } from '../dicom/sourceLayout';
import type { Finding } from '../findingSet';
import { propertyText } from './propertyText';
import type { ReportInput, ReportPart } from './reportContent';
import type { ReportTextKey } from './reportTexts';

const COLUMNS: readonly ReportTextKey[] = [
  'report.number',
  'report.what',
  'report.slice',
  'report.volume',
  'report.axes',
  'report.values',
  'report.range',
];

/** What stands where a number is not known; the notes say why. */
const NONE = '–';

/** The findings with their measurements, one a row. */
export function findingTable(input: ReportInput): ReportPart {
  const { findings, measurements, texts } = input;
  const { text } = texts;
  const rows: string[][] = [];
  const sentences: string[] = [];
  findings.forEach((finding, n) => {
    const [count, what] = [String(n + 1), nameOf(finding, input)];
    const measured = measurements[n];
    if (!measured) {
      rows.push([count, what, '', '', '', text('report.unmeasured'), '']);
      sentences.push(`${count}. ${what}: ${text('report.unmeasured')}.`);
      return;
    }
    const cells = cellsOf(measured, input);
    const { slice, volume, axes, values, range } = cells;
    rows.push([count, what, slice, volume, axes, values, range]);
    sentences.push(text('report.sentence', { number: count, what, volume, axes, values, slice }));
  });
  const footer = sumOfDiameters(input);
  return {
    kind: 'table',
    title: text('report.findings'),
    columns: COLUMNS.map(key => text(key)),
    ...{ rows, sentences },
    ...(footer ? { footer } : {}),
  };
}

function cellsOf(
  { axes, axesBy, volume, isRegular, lengthUnit, intensity }: SegmentMeasurements,
  { sources, layout, units, texts: { text, number } }: ReportInput,
) {
  const unit = units === 'arbitrary' ? '' : ` ${units}`;
  const slice = String(orderOf(layout).indexOf(axes.slice) + 1);
  const value = `${number(axes.longAxis.length, 1)} × ${number(axes.shortAxis.length, 1)}`;
  const cm3 = (volume ?? 0) / 1000;
  const estimate = isRegular ? '' : '≈ ';
  return {
    slice: text('report.sliceOf', { slice, count: String(sources.length) }),
    volume:
      volume === null ? NONE : text('unit.cm3', { value: estimate + number(cm3, decimalsOf(cm3)) }),
    axes: text(lengthUnit === 'mm' ? 'unit.mm' : 'unit.px', { value }) + (axesBy ? ' *' : ''),
    values: intensity
      ? `${number(intensity.mean, 1)} ± ${number(intensity.standardDeviation, 1)}${unit}`
      : NONE,
    range: intensity
      ? text('report.rangeValue', {
          minimum: number(intensity.minimum, 0),
          maximum: number(intensity.maximum, 0),
        }) + unit
      : NONE,
  };
}

/** What a finding is called: its codes; with the reader's own words where these may be shown. */
function nameOf({ property, label, role }: Finding, { texts, showsPatient }: ReportInput): string {
  const what = propertyText(property, texts);
  const coded = role ? texts.text(`report.role.${role}`, { what }) : what;
  return showsPatient && label && label !== coded ? `${label} (${coded})` : coded;
}

/** Two decimals for small volumes, as a cubic centimetre is what a nodule has. */
const decimalsOf = (cm3: number) => (cm3 < 10 ? 2 : 1);

/**
 * Sum of the diameters of the targets, or where none was chosen of all abnormalities (RECIST 1.1,
 * Eisenhauer et al. 2009): long axes, and short axes of lymph nodes. Undefined when nothing of them
 * was measured in millimetres, or when one of the targets was not.
 */
function sumOfDiameters({ findings, measurements, texts }: ReportInput): string | undefined {
  const hasTargets = findings.some(({ role }) => role === 'target');
  const diameters = findings.flatMap(({ property, role }, n) => {
    const measured = measurements[n];
    const isAbnormal = sameCode(property.category, CATEGORY.morphologicallyAbnormalStructure);
    const counts = hasTargets ? role === 'target' : isAbnormal;
    if (!counts) return [];
    if (measured?.lengthUnit !== 'mm') return hasTargets ? [null] : [];
    const isNode = [property.region, property.type].some(
      code => code && sameCode(code, ANATOMY.lymphNode),
    );
    return [(isNode ? measured.axes.shortAxis : measured.axes.longAxis).length];
  });
  const known = diameters.filter(diameter => diameter !== null);
  if (!known.length || known.length < diameters.length) return undefined;
  const value = texts.number(
    known.reduce((sum, diameter) => sum + diameter, 0),
    1,
  );
  return texts.text('report.sum', { value, count: diameters.length });
}
