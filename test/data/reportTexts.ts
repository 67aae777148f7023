import type { ReportTexts } from '../../extension/src/core/export/report/reportTexts';
import { createTexts } from '../../extension/src/i18n/texts';

/** The texts of a report as the viewer gives them. */
export function reportTexts(tag: string): ReportTexts {
  const { language, lookUp, number } = createTexts(tag);
  return { language, number, text: (key, params) => lookUp(key, params) ?? key };
}
