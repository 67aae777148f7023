import type { FollowUpRecord } from '../json';
import { propertyText } from './propertyText';
import type { ReportInput, ReportPart } from './reportContent';
import type { ReportTextKey } from './reportTexts';

const COLUMNS: readonly ReportTextKey[] = [
  'report.number',
  'report.what',
  'report.fate',
  'report.prior',
  'report.now',
  'report.change',
  'report.volumeChange',
];

/** What stands where a number is not known. */
const NONE = '–';

type Lesion = FollowUpRecord['lesions'][number];

/** How the findings compare with a prior study, one lesion a row; nothing without one. */
export function followUpTable(input: ReportInput): ReportPart[] {
  const { followUp, texts } = input;
  if (!followUp) return [];
  const { text } = texts;
  const rows = followUp.lesions.map(lesion => cellsOf(lesion, input));
  return [
    {
      kind: 'table',
      title: titleOf(followUp, input),
      columns: COLUMNS.map(key => text(key)),
      rows,
      sentences: rows.map(([number, what, fate, prior, now, change, volume]) =>
        text('report.followUpSentence', { number, what, fate, prior, now, change, volume }),
      ),
      footer: footerOf(followUp, texts),
    },
  ];
}

/** Dates identify: only where the reader has asked for what does. */
function titleOf({ prior }: FollowUpRecord, { texts: { text }, showsPatient }: ReportInput) {
  const date = prior?.studyDate.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return showsPatient && date ? text('report.followUpSince', { date }) : text('report.followUp');
}

function cellsOf(lesion: Lesion, { findings, texts, showsPatient }: ReportInput): string[] {
  const { text, number } = texts;
  const { finding: n, kind, role, tracking, priorDiameter, diameter, diameterChange } = lesion;
  const finding = n === null ? undefined : findings[n];
  const named = finding
    ? propertyText(finding.property, texts)
    : (showsPatient && tracking?.id) || text('report.priorLesion');
  const mm = (value: number | null) =>
    value === null ? NONE : text('unit.mm', { value: number(value, 1) });
  const share = (value: number | null) => (value === null ? NONE : signed(100 * value, 0, texts));
  const percent = (value: number | null) =>
    value === null ? NONE : text('unit.percent', { value: share(value) });
  const difference =
    priorDiameter === null || diameter === null
      ? NONE
      : text('unit.mm', { value: signed(diameter - priorDiameter, 1, texts) });
  return [
    finding ? String(n! + 1) : NONE,
    role ? text(`report.role.${role}`, { what: named }) : named,
    text(`report.fate.${kind}`),
    kind === 'new' ? NONE : mm(priorDiameter),
    mm(diameter),
    kind === 'new'
      ? NONE
      : diameterChange === null
        ? difference
        : `${difference} (${percent(diameterChange)})`,
    percent(lesion.volumeChange),
  ];
}

function signed(value: number, decimals: number, { number }: ReportInput['texts']): string {
  const rounded = Number(value.toFixed(decimals));
  return `${rounded > 0 ? '+' : ''}${number(rounded, decimals)}`;
}

function footerOf(followUp: FollowUpRecord, { text, number }: ReportInput['texts']): string {
  const { response, sums, newLesions, nonTargetsProgress } = followUp;
  const mm = (value: number | null) => (value === null ? NONE : number(value, 1));
  return [
    ...(response.targets
      ? [
          text('report.followUpTargets', {
            ...{ prior: mm(sums.prior), now: mm(sums.now) },
            response: text(`recist.${response.targets}`),
          }),
        ]
      : []),
    ...(sums.baseline === null && sums.nadir === null
      ? []
      : [text('report.followUpSums', { baseline: mm(sums.baseline), nadir: mm(sums.nadir) })]),
    ...(response.nonTargets
      ? [
          text('report.followUpNonTargets', { response: text(`recist.${response.nonTargets}`) }),
          ...(nonTargetsProgress ? [text('report.followUpJudged')] : []),
        ]
      : []),
    text('report.followUpOverall', {
      ...{ count: newLesions, response: text(`recist.${response.overall}`) },
    }),
  ].join(' ');
}
