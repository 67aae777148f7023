import { propertyFromLabel } from '../../../../extension/src/core/export/segmentLabel';
import {
  ANATOMY_TERMS,
  MORPHOLOGY_TERMS,
  UNSPECIFIED_PROPERTY,
} from '../../../../extension/src/core/export/segmentTypes';

const read = (label: string) => {
  const { category, type, typeModifiers, region, regionModifiers } = propertyFromLabel(label);
  return [category, type, typeModifiers?.[0], region, regionModifiers?.[0]]
    .map(code => code?.value ?? '')
    .join(' ');
};

const [ANATOMICAL, ABNORMAL, LEFT, RIGHT] = ['91723000', '49755003', '7771000', '24028007'];

describe('codes for a label', () => {
  it.each([
    ['spleen', `${ANATOMICAL} 78961009   `],
    ['脾', `${ANATOMICAL} 78961009   `],
    ['Kidney_left', `${ANATOMICAL} 64033007 ${LEFT}  `],
    ['左肾', `${ANATOMICAL} 64033007 ${LEFT}  `],
    ['Lung R', `${ANATOMICAL} 39607008 ${RIGHT}  `],
    ['左肾上腺', `${ANATOMICAL} 23451007 ${LEFT}  `],
    ['lymph nodes', `${ANATOMICAL} 59441001   `],
    ['GTV-1', `${ABNORMAL} 108369006   `],
    ['Nodule #3', `${ABNORMAL} 27925004   `],
    ['右肺结节', `${ABNORMAL} 27925004  39607008 ${RIGHT}`],
    ['Liver metastases 2', `${ABNORMAL} 14799000  10200004 `],
    ['肝转移瘤', `${ABNORMAL} 14799000  10200004 `],
    ['Cyst of the left kidney', `${ABNORMAL} 367643001  64033007 ${LEFT}`],
    ['primary tumour', `${ABNORMAL} 372087000   `],
    ['靶病灶1', `${ABNORMAL} 52988006   `],
  ])('%s', (label, codes) => {
    expect(read(label)).toBe(codes);
  });

  it.each([
    '',
    'Segment 1',
    'no tumour',
    'kidney fat',
    'liver and spleen',
    'left liver',
    'L1 vertebra',
    'left right lung',
    'portal_vein_and_splenic_vein',
    '非肿瘤',
    '<img onerror>',
  ])('claims nothing of "%s"', label => {
    expect(propertyFromLabel(label)).toEqual(UNSPECIFIED_PROPERTY);
  });

  it('understands every name that it offers', () => {
    for (const { code, name } of [...ANATOMY_TERMS, ...MORPHOLOGY_TERMS]) {
      expect(propertyFromLabel(name.en).type).toBe(code);
      expect(propertyFromLabel(name.zh).type).toBe(code);
    }
  });
});
