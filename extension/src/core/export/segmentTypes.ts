import { ANATOMY, CATEGORY, LATERALITY, MORPHOLOGY, sameCode, type Code } from './codes';

/** What a segment is, in codes (PS3.3 C.8.20.4): its kind, and where it lies when that is not it. */
export interface SegmentProperty {
  /** Segmented Property Category. */
  readonly category: Code;
  /** Segmented Property Type. */
  readonly type: Code;
  /** Segmented Property Type Modifiers, such as the side of a paired organ. */
  readonly typeModifiers?: readonly Code[];
  /** Anatomic Region of an abnormality. */
  readonly region?: Code;
  /** Anatomic Region Modifiers, such as the side of a paired organ. */
  readonly regionModifiers?: readonly Code[];
}

/** The side of a property, where one is coded. */
export function sideOf({ region, typeModifiers, regionModifiers }: SegmentProperty) {
  const modifiers = (region ? regionModifiers : typeModifiers) ?? [];
  return modifiers.find(code => Object.values(LATERALITY).some(side => sameCode(side, code)));
}

export type Laterality = keyof typeof LATERALITY;
export type MorphologyId = keyof typeof MORPHOLOGY;
export type AnatomyId = keyof typeof ANATOMY;

/** An entry for the reader to choose from, with the words that name it. */
export interface Term<Id extends string> {
  readonly id: Id;
  readonly code: Code;
  readonly name: { readonly en: string; readonly zh: string };
  /** Other names, lower case. */
  readonly synonyms: readonly string[];
  /** Has a left and a right one. */
  readonly paired: boolean;
}

const anatomy = (
  id: AnatomyId,
  en: string,
  zh: string,
  synonyms: readonly string[] = [],
  paired = false,
): Term<AnatomyId> => ({ id, code: ANATOMY[id], name: { en, zh }, synonyms, paired });

const morphology = (
  id: MorphologyId,
  en: string,
  zh: string,
  synonyms: readonly string[] = [],
): Term<MorphologyId> => ({ id, code: MORPHOLOGY[id], name: { en, zh }, synonyms, paired: false });

/** Organs and other structures that a segment or a finding's site can be. */
export const ANATOMY_TERMS: readonly Term<AnatomyId>[] = [
  anatomy('adrenalGland', 'Adrenal gland', '肾上腺', ['adrenal', 'suprarenal gland'], true),
  anatomy('aorta', 'Aorta', '主动脉'),
  anatomy('bladder', 'Bladder', '膀胱', ['urinary bladder']),
  anatomy('bone', 'Bone', '骨', ['骨骼', '骨头']),
  anatomy('brain', 'Brain', '脑', ['大脑', '脑部', '颅脑']),
  anatomy('breast', 'Breast', '乳腺', ['乳房'], true),
  anatomy('colon', 'Colon', '结肠'),
  anatomy('duodenum', 'Duodenum', '十二指肠'),
  anatomy('esophagus', 'Esophagus', '食管', ['oesophagus', '食道']),
  anatomy('gallbladder', 'Gallbladder', '胆囊', ['gall bladder']),
  anatomy('heart', 'Heart', '心脏', ['心']),
  anatomy('inferiorVenaCava', 'Inferior vena cava', '下腔静脉', ['ivc']),
  anatomy('kidney', 'Kidney', '肾', ['renal', '肾脏'], true),
  anatomy('liver', 'Liver', '肝', ['hepatic', '肝脏']),
  anatomy('lung', 'Lung', '肺', ['pulmonary', '肺部', '肺脏'], true),
  anatomy('lymphNode', 'Lymph node', '淋巴结', ['lymphnode']),
  anatomy('ovary', 'Ovary', '卵巢', ['ovarian'], true),
  anatomy('pancreas', 'Pancreas', '胰腺', ['pancreatic', '胰']),
  anatomy('portalVein', 'Portal vein', '门静脉'),
  anatomy('prostate', 'Prostate', '前列腺'),
  anatomy('rectum', 'Rectum', '直肠'),
  anatomy('rib', 'Rib', '肋骨', [], true),
  anatomy('smallIntestine', 'Small intestine', '小肠', ['small bowel']),
  anatomy('spinalCord', 'Spinal cord', '脊髓'),
  anatomy('spleen', 'Spleen', '脾', ['splenic', '脾脏']),
  anatomy('stomach', 'Stomach', '胃', ['gastric', '胃部']),
  anatomy('thyroid', 'Thyroid', '甲状腺', ['thyroid gland']),
  anatomy('trachea', 'Trachea', '气管'),
  anatomy('uterus', 'Uterus', '子宫'),
  anatomy('vertebra', 'Vertebra', '椎体', ['vertebrae', 'vertebral body', '椎骨']),
];

/** Abnormalities that a segment can be. */
export const MORPHOLOGY_TERMS: readonly Term<MorphologyId>[] = [
  morphology('lesion', 'Lesion', '病灶', ['病变']),
  morphology('nodule', 'Nodule', '结节'),
  morphology('mass', 'Mass', '肿块', ['包块']),
  morphology('neoplasm', 'Tumour', '肿瘤', ['tumor', 'neoplasm', 'gtv', '瘤', '新生物']),
  morphology('neoplasmPrimary', 'Primary tumour', '原发肿瘤', [
    'primary tumor',
    'primary neoplasm',
    '原发瘤',
    '原发灶',
  ]),
  morphology('neoplasmSecondary', 'Metastasis', '转移瘤', [
    'metastases',
    'metastatic',
    'secondary neoplasm',
    '转移灶',
    '转移',
  ]),
  morphology('cyst', 'Cyst', '囊肿'),
  morphology('hemorrhage', 'Haemorrhage', '出血', ['hemorrhage']),
  morphology('necrosis', 'Necrosis', '坏死'),
  morphology('edema', 'Oedema', '水肿', ['edema']),
];

/**
 * The property of a segment that nobody named: category and type Tissue (CID 7150, 7166). It is
 * the widest type the standard has and claims neither an organ nor an abnormality.
 */
export const UNSPECIFIED_PROPERTY: SegmentProperty = {
  category: CATEGORY.tissue,
  type: CATEGORY.tissue,
};

/** The property of an organ or structure. The side is left out where there is no pair. */
export function anatomyProperty(id: AnatomyId, side?: Laterality): SegmentProperty {
  return {
    category: CATEGORY.anatomicalStructure,
    type: ANATOMY[id],
    ...(side && isPaired(id) ? { typeModifiers: [LATERALITY[side]] } : {}),
  };
}

/** The property of an abnormality, with its site where known. */
export function morphologyProperty(
  id: MorphologyId,
  site?: AnatomyId,
  side?: Laterality,
): SegmentProperty {
  return {
    category: CATEGORY.morphologicallyAbnormalStructure,
    type: MORPHOLOGY[id],
    ...(site ? { region: ANATOMY[site] } : {}),
    ...(site && side && isPaired(site) ? { regionModifiers: [LATERALITY[side]] } : {}),
  };
}

/** What a reader says a segment is: an abnormality at a site, or a structure that is normal. */
export interface FindingCoding {
  readonly abnormality?: MorphologyId;
  /** The site of the abnormality, else the structure itself. */
  readonly structure?: AnatomyId;
  readonly side?: Laterality;
}

/** The codes for what a segment is; nothing is claimed where nothing is said. */
export function propertyOf({ abnormality, structure, side }: FindingCoding): SegmentProperty {
  if (abnormality) return morphologyProperty(abnormality, structure, side);
  return structure ? anatomyProperty(structure, side) : UNSPECIFIED_PROPERTY;
}

/** True where a structure has a left and a right one. */
export const isPaired = (id: AnatomyId) =>
  ANATOMY_TERMS.some(term => term.id === id && term.paired);
