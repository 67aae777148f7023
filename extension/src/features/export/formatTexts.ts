import type { LocalText } from '../../core/export/exporter';
import { FORMATS, type ExportFormat } from '../../core/export/formats';
import type { Texts } from '../../i18n/texts';

const inLanguage = ({ language }: Texts, text: LocalText): string =>
  language === 'zh-CN' ? text.zh : text.en;

/** What a format is called; its id where it is not known. */
export function formatName(texts: Texts, id: ExportFormat): string {
  const format = FORMATS.find(one => one.id === id);
  return format ? inLanguage(texts, format.texts.name) : id;
}

/** What a format holds. */
export function formatHint(texts: Texts, id: ExportFormat): string {
  const format = FORMATS.find(one => one.id === id);
  return format ? inLanguage(texts, format.texts.hint) : '';
}
