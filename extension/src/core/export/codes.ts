/** A coded concept: Code Value, Coding Scheme Designator, Code Meaning (PS3.3 8.8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
  /** Coding Scheme Version, where one is stated. */
  readonly version?: string;
}

const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning });
const dcm = (value: string, meaning: string): Code => ({ value, scheme: 'DCM', meaning });
const ucum = (value: string, meaning: string): Code => ({ value, scheme: 'UCUM', meaning });

/** True when both name the same concept; the meaning is only its text. */
export const sameCode = (a: Code, b: Code): boolean => a.value === b.value && a.scheme === b.scheme;

/** One code, several or none, as a list. */
export const codesOf = (codes: Code | readonly Code[] | undefined): readonly Code[] =>
  codes === undefined ? [] : 'value' in codes ? [codes] : codes;

/** Segmented property categories (PS3.16 CID 7150). */
export const CATEGORY = {
  anatomicalStructure: sct('91723000', 'Anatomical Structure'),
  morphologicallyAbnormalStructure: sct('49755003', 'Morphologically Abnormal Structure'),
  tissue: sct('85756007', 'Tissue'),
} as const;

/** Laterality (CID 244). */
export const LATERALITY = {
  left: sct('7771000', 'Left'),
  right: sct('24028007', 'Right'),
} as const;

/** Abnormalities (CID 7159 and 7194). */
export const MORPHOLOGY = {
  neoplasm: sct('108369006', 'Neoplasm'),
  neoplasmPrimary: sct('372087000', 'Neoplasm, Primary'),
  neoplasmSecondary: sct('14799000', 'Neoplasm, Secondary'),
  mass: sct('4147007', 'Mass'),
  nodule: sct('27925004', 'Nodule'),
  lesion: sct('52988006', 'Lesion'),
  cyst: sct('367643001', 'Cyst'),
  hemorrhage: sct('50960005', 'Hemorrhage'),
  necrosis: sct('6574001', 'Necrosis'),
  edema: sct('79654002', 'Edema'),
} as const;

/** Anatomy (CID 4, 4031, 7151 and 7192). */
export const ANATOMY = {
  adrenalGland: sct('23451007', 'Adrenal gland'),
  aorta: sct('15825003', 'Aorta'),
  bladder: sct('89837001', 'Bladder'),
  bone: sct('272673000', 'Bone'),
  brain: sct('12738006', 'Brain'),
  breast: sct('76752008', 'Breast'),
  colon: sct('71854001', 'Colon'),
  duodenum: sct('38848004', 'Duodenum'),
  esophagus: sct('32849002', 'Esophagus'),
  gallbladder: sct('28231008', 'Gallbladder'),
  heart: sct('80891009', 'Heart'),
  inferiorVenaCava: sct('64131007', 'Inferior vena cava'),
  kidney: sct('64033007', 'Kidney'),
  liver: sct('10200004', 'Liver'),
  lung: sct('39607008', 'Lung'),
  lymphNode: sct('59441001', 'Lymph Node'),
  ovary: sct('15497006', 'Ovary'),
  pancreas: sct('15776009', 'Pancreas'),
  portalVein: sct('32764006', 'Portal vein'),
  prostate: sct('41216001', 'Prostate'),
  rectum: sct('34402009', 'Rectum'),
  rib: sct('113197003', 'Rib'),
  smallIntestine: sct('30315005', 'Small intestine'),
  spinalCord: sct('2748008', 'Spinal cord'),
  spleen: sct('78961009', 'Spleen'),
  stomach: sct('69695003', 'Stomach'),
  thyroid: sct('69748006', 'Thyroid'),
  trachea: sct('44567001', 'Trachea'),
  uterus: sct('35039007', 'Uterus'),
  vertebra: sct('51282000', 'Vertebra'),
} as const;

/** Which lesions RECIST follows (CID 6145). */
export const BASELINE = {
  target: dcm('112074', 'Target Lesion at Baseline'),
  'non-target': dcm('112075', 'Non-Target Lesion at Baseline'),
} as const;

/** What has become of the lesions that RECIST follows (CID 6144); it has no codes for `NE`. */
export const LESION_RESPONSE = {
  targets: {
    CR: dcm('112041', 'Target Lesion Complete Response'),
    PR: dcm('112042', 'Target Lesion Partial Response'),
    PD: dcm('112043', 'Target Lesion Progressive Disease'),
    SD: dcm('112044', 'Target Lesion Stable Disease'),
  },
  nonTargets: {
    CR: dcm('112045', 'Non-Target Lesion Complete Response'),
    'non-CR/non-PD': dcm('112046', 'Non-Target Lesion Incomplete Response or Stable Disease'),
    PD: dcm('112047', 'Non-Target Lesion Progressive Disease'),
  },
} as const;

/** How far a finding has come, in the words of a comment: the standard has no codes for it. */
export const FINDING_STATUS = {
  candidate: 'Status: candidate',
  accepted: 'Status: accepted',
  reviewed: 'Status: reviewed',
} as const;

/** How an object came to be (CID 7203, 7202) and by which kind of algorithm (CID 7162). */
export const DERIVATION = {
  segmentation: dcm('113076', 'Segmentation'),
  sourceImage: dcm('121322', 'Source image for image processing operation'),
} as const;

export const ALGORITHM_FAMILY = {
  artificialIntelligence: dcm('123110', 'Artificial Intelligence'),
  manualProcessing: dcm('123109', 'Manual Processing'),
} as const;

export const UNITS = {
  cubicCentimetre: ucum('cm3', 'cubic centimeter'),
  squareMillimetre: ucum('mm2', 'square millimeter'),
  pixels: ucum('{pixels}', 'pixels'),
  millimetre: ucum('mm', 'mm'),
  hounsfield: ucum("[hnsf'U]", 'Hounsfield unit'),
  suvBodyWeight: ucum('{SUVbw}g/ml', 'Standardized Uptake Value body weight'),
  one: ucum('1', 'no units'),
} as const;

/** What is measured (CID 7469 and others). */
export const QUANTITY = {
  volume: sct('118565006', 'Volume'),
  area: sct('42798000', 'Area'),
  longAxis: sct('103339001', 'Long axis'),
  shortAxis: sct('103340004', 'Short axis'),
  attenuation: dcm('112031', 'Attenuation Coefficient'),
  suvBodyWeight: dcm('126401', 'SUVbw'),
  mrSignalIntensity: dcm('110852', 'MR signal intensity'),
  glcmJointEntropy: dcm('126060', 'Joint Entropy of GLCM'),
  glcmInverseDifferenceMoment: dcm('126062', 'Inverse Difference Moment of GLCM'),
  glcmContrast: dcm('126063', 'Contrast of GLCM'),
  glcmDissimilarity: dcm('126064', 'Dissimilarity of GLCM'),
  glcmAngularSecondMoment: dcm('126065', 'Angular Second Moment of GLCM'),
  glcmCorrelation: dcm('126066', 'Correlation of GLCM'),
} as const;

/** Which number of a distribution a quantity is (CID 7464, 7465). */
export const STATISTIC = {
  mean: sct('373098007', 'Mean'),
  standardDeviation: sct('386136009', 'Standard Deviation'),
  minimum: sct('255605001', 'Minimum'),
  maximum: sct('56851009', 'Maximum'),
  median: sct('373099000', 'Median'),
  percentile10: sct('371890005', '10th Percentile Value of population'),
  percentile90: sct('371887004', '90th Percentile Value of population'),
  skewness: dcm('126051', 'Skewness'),
  kurtosis: dcm('126052', 'Kurtosis'),
} as const;

/** Names of content items of a measurement report (PS3.16 TID 1500, 1410, 1411 and theirs). */
export const REPORT = {
  imagingMeasurementReport: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  english: { value: 'en', scheme: 'RFC5646', meaning: 'English' },
  observerType: dcm('121005', 'Observer Type'),
  person: dcm('121006', 'Person'),
  device: dcm('121007', 'Device'),
  personObserverName: dcm('121008', 'Person Observer Name'),
  deviceObserverUid: dcm('121012', 'Device Observer UID'),
  deviceObserverName: dcm('121013', 'Device Observer Name'),
  deviceObserverManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceObserverModelName: dcm('121015', 'Device Observer Model Name'),
  procedureReported: dcm('121058', 'Procedure reported'),
  imagingProcedure: sct('363679005', 'Imaging procedure'),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  trackingIdentifier: dcm('112039', 'Tracking Identifier'),
  trackingUniqueIdentifier: dcm('112040', 'Tracking Unique Identifier'),
  findingCategory: sct('276214006', 'Finding category'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  laterality: sct('272741003', 'Laterality'),
  measurementMethod: sct('370129005', 'Measurement Method'),
  recist: dcm('126081', 'RECIST 1.1'),
  derivation: dcm('121401', 'Derivation'),
  referencedSegment: dcm('121191', 'Referenced Segment'),
  sourceSeries: dcm('121232', 'Source series for segmentation'),
  imageRegion: dcm('111030', 'Image Region'),
  baselineCategory: dcm('112016', 'Baseline Category'),
  comment: dcm('121106', 'Comment'),
  qualitativeEvaluations: {
    value: 'C0034375',
    scheme: 'UMLS',
    meaning: 'Qualitative Evaluations',
  },
  responseEvaluationMethod: dcm('112021', 'Response Evaluation Method'),
  recist11: dcm('126081', 'RECIST 1.1'),
  currentResponse: dcm('112048', 'Current Response'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
} as const;
