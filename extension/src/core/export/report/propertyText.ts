import { CATEGORY, LATERALITY, sameCode, type Code } from '../codes';
import { ANATOMY_TERMS, MORPHOLOGY_TERMS, sideOf, type SegmentProperty } from '../segmentTypes';
import type { ReportTexts } from './reportTexts';

/** What a finding is, in words: "Metastasis, liver", "右肺结节". */
export function propertyText(property: SegmentProperty, { language, text }: ReportTexts): string {
  const isChinese = language.startsWith('zh');
  if (sameCode(property.type, CATEGORY.tissue)) return text('coding.unspecified');
  const sideCode = sideOf(property);
  const side = !sideCode
    ? ''
    : sameCode(sideCode, LATERALITY.left)
      ? text('coding.left')
      : text('coding.right');
  const name = (code: Code) => {
    const terms = [...ANATOMY_TERMS, ...MORPHOLOGY_TERMS];
    return terms.find(term => sameCode(term.code, code))?.name[isChinese ? 'zh' : 'en'];
  };
  const type = name(property.type) ?? property.type.meaning;
  const region = property.region ? (name(property.region) ?? property.region.meaning) : '';
  if (isChinese) return `${side}${region}${type}`;
  return [type, region.toLowerCase(), side.toLowerCase()].filter(Boolean).join(', ');
}
