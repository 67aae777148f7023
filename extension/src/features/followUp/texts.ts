import { ANATOMY_TERMS } from '../../core/export/segmentTypes';
import type { LesionChange, PriorLesion } from '../../core/followUp';
import type { Texts } from '../../i18n/texts';
import type { FindingRow } from '../findingsList';

/** What nobody knows. */
export const UNKNOWN = '?';

/** A prior lesion by its tracking identifier and organ. */
export function lesionText(texts: Texts, { tracking, organ }: PriorLesion): string {
  const term = ANATOMY_TERMS.find(({ id }) => id === organ);
  const isChinese = texts.language.startsWith('zh');
  const site = term && (isChinese ? term.name.zh : term.name.en);
  return [tracking.id || UNKNOWN, ...(site ? [site] : [])].join(' · ');
}

/** A value with its sign. */
function signedText(texts: Texts, value: number, decimals: number): string {
  const text = texts.number(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** A share as per cent with its sign; how it is not known otherwise. */
export const shareText = (texts: Texts, share: number | null): string =>
  share === null
    ? UNKNOWN
    : texts.text('unit.percent', { value: signedText(texts, 100 * share, 0) });

/** Diameters then and now, and what has changed, as far as it is known. */
export function changeText(texts: Texts, change: LesionChange): string {
  const { priorDiameter: before, diameter: now, diameterChange, volumeChange } = change;
  const length = (value: number | null) => (value === null ? UNKNOWN : texts.number(value, 1));
  const parts = [texts.text('unit.mm', { value: `${length(before)} → ${length(now)}` })];
  if (before !== null && now !== null) {
    const value = signedText(texts, now - before, 1);
    const share = diameterChange === null ? '' : `, ${shareText(texts, diameterChange)}`;
    parts.push(`(${texts.text('unit.mm', { value })}${share})`);
  }
  if (volumeChange !== null) {
    const value = signedText(texts, 100 * volumeChange, 0);
    parts.push(texts.text('followUp.change.volume', { value }));
  }
  return parts.join(' ');
}

/** A finding as the list of findings names it. */
export const findingText = ({ number, label }: Pick<FindingRow, 'number' | 'label'>): string =>
  `${number} ${label}`;
