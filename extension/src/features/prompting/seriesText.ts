import type { TracedSeries } from '../../core/engine';
import type { Texts } from '../../i18n/texts';
import type { PromptingState, SeriesName } from './types';

/** A series by its description, and the group of it: "DWI, b 1000". */
export function seriesName(texts: Texts, { description, modality, group }: SeriesName): string {
  const series = description || texts.text('series.unnamed', { modality });
  if (!group) return series;
  const { bValue, direction, number: n, of: count } = group;
  if (bValue === undefined) return texts.text('series.group', { series, n, count });
  // A number would get separators of thousands.
  const b = String(bValue);
  if (direction === undefined) return texts.text('series.bValue', { series, b });
  return texts.text('series.direction', { series, b, n: direction });
}

/** Which of two series leads an answer, or why only one was asked. */
export function leadText(
  texts: Texts,
  { leads, id, prompted, companion, missing }: TracedSeries,
  { shown, others }: PromptingState['series'],
): string {
  const other = others.find(each => each.id === id);
  const otherName = other ? seriesName(texts, other) : texts.text('series.other');
  if (missing === 'no-answer') return texts.text('series.noAnswer', { series: otherName });
  if (missing === 'outside') return texts.text('series.outside', { series: otherName });
  if (missing || !prompted || !companion)
    return texts.text('series.noSlice', { series: otherName });
  const ownName = shown ? seriesName(texts, shown) : texts.text('series.this');
  const [best, worst] = leads === 'companion' ? [companion, prompted] : [prompted, companion];
  return texts.text('series.leads', {
    series: leads === 'companion' ? otherName : ownName,
    better: texts.number(best.score, 2),
    worse: texts.number(worst.score, 2),
  });
}
