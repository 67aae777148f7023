import { ANATOMY_TERMS, MORPHOLOGY_TERMS } from '../../core/export/segmentTypes';
import type { TargetProblem } from '../../core/recist';
import type { Texts } from '../../i18n/texts';
import { volumeText } from '../../ui/format';
import type { FindingRow } from './types';

const nameOf = (texts: Texts, name: { readonly en: string; readonly zh: string }) =>
  texts.language.startsWith('zh') ? name.zh : name.en;

/** Organ or structure and side, in words. */
export function siteText(texts: Texts, { structure, side }: FindingRow['coding']): string {
  const term = ANATOMY_TERMS.find(({ id }) => id === structure);
  if (!term) return side ? texts.text(`list.side.${side}`) : texts.text('list.noSite');
  const site = nameOf(texts, term.name);
  return side ? texts.text(`list.siteSide.${side}`, { site }) : site;
}

/** What kind of finding it is; empty where nobody has said. */
export function typeText(texts: Texts, { abnormality }: FindingRow['coding']): string {
  const term = MORPHOLOGY_TERMS.find(({ id }) => id === abnormality);
  return term ? nameOf(texts, term.name) : '';
}

/** Long and short axis, or why there are none. */
export function axesText(texts: Texts, { measurement }: FindingRow): string {
  if (measurement.phase !== 'ready') {
    return texts.text(measurement.phase === 'failed' ? 'list.failed' : 'list.measuring');
  }
  const { axes, axesBy, lengthUnit } = measurement.values;
  const lengths = [axes.longAxis, axes.shortAxis].map(({ length }) => texts.number(length, 1));
  const value = lengths.join(' × ');
  const text = texts.text(lengthUnit === 'mm' ? 'unit.mm' : 'unit.px', { value });
  return axesBy ? `${text} *` : text;
}

/** Volume and values, as far as they are known. */
export function valueTexts(texts: Texts, { measurement }: FindingRow): string[] {
  if (measurement.phase !== 'ready') return [];
  const { values, units } = measurement;
  const { volume, intensity } = values;
  const unit = units === 'arbitrary' ? '' : ` ${units}`;
  return [
    ...(volume === null ? [] : [volumeText(texts, volume)]),
    ...(intensity
      ? [
          `${texts.number(intensity.mean, 0)} ± ${texts.number(intensity.standardDeviation, 0)}${unit}`,
        ]
      : []),
  ];
}

/** Where the choice of targets does not follow RECIST 1.1, in a sentence. */
export function problemText(
  texts: Texts,
  problem: TargetProblem,
  rows: readonly FindingRow[],
): string {
  const labelOf = (id: string) => rows.find(row => row.id === id)?.label ?? '';
  switch (problem.kind) {
    case 'too-small': {
      const { id, diameter, least, isNode } = problem;
      return texts.text(isNode ? 'list.problem.nodeTooSmall' : 'list.problem.too-small', {
        label: labelOf(id),
        diameter: texts.number(diameter, 1),
        least: texts.number(least, Number.isInteger(least) ? 0 : 1),
      });
    }
    case 'too-many':
      return texts.text('list.problem.too-many', { count: problem.count, most: problem.most });
    case 'too-many-in-organ': {
      const { organ, count, most } = problem;
      const site = siteText(texts, { structure: organ });
      return texts.text('list.problem.too-many-in-organ', { organ: site, count, most });
    }
    default:
      return texts.text(`list.problem.${problem.kind}`, { label: labelOf(problem.id) });
  }
}
