import { toCS, toDA, toLO, toPN, toSH, toTM } from '../text';
import { CHARACTER_SET, text, type Attributes, type Dataset, type Value } from './dataset';
import { type SourceImage } from './source';

/** The software that writes (General and Enhanced General Equipment, PS3.3 C.7.5.1, C.7.5.2). */
export interface Equipment {
  readonly manufacturer: string;
  readonly modelName: string;
  readonly softwareVersions: string;
  /** Of the deployment; software has none, so a site's own designation or "0". */
  readonly deviceSerialNumber: string;
}

export interface SeriesDescription {
  readonly seriesNumber: number;
  readonly description: string;
}

const plain = (value: string) => value;

/** Patient, General Study and Patient Study attributes: Type 2 ones are kept when empty. */
const COPIED: readonly {
  readonly keyword: string;
  readonly clean: (value: string) => string;
  readonly type2?: boolean;
}[] = [
  { keyword: 'PatientID', clean: toLO, type2: true },
  { keyword: 'IssuerOfPatientID', clean: toLO },
  { keyword: 'PatientBirthDate', clean: plain, type2: true },
  { keyword: 'PatientSex', clean: toCS, type2: true },
  { keyword: 'StudyDate', clean: plain, type2: true },
  { keyword: 'StudyTime', clean: plain, type2: true },
  { keyword: 'StudyID', clean: toSH, type2: true },
  { keyword: 'AccessionNumber', clean: toSH, type2: true },
  { keyword: 'StudyDescription', clean: toLO },
  { keyword: 'PatientAge', clean: plain },
  { keyword: 'PatientSize', clean: plain },
  { keyword: 'PatientWeight', clean: plain },
];

/** Modules of the patient and the study, as the source image states them. */
export function patientAndStudy(source: SourceImage): Dataset {
  const from = source.attributes;
  const dataset: Record<string, Value> = {
    PatientName: personName(from.PatientName),
    ReferringPhysicianName: personName(from.ReferringPhysicianName),
    StudyInstanceUID: source.studyInstanceUID,
  };
  for (const { keyword, clean, type2 } of COPIED) {
    const value = text(from[keyword]);
    if (value !== undefined) dataset[keyword] = clean(value);
    else if (type2) dataset[keyword] = null;
  }
  const method = text(from.DeidentificationMethod);
  if (text(from.PatientIdentityRemoved) === 'YES' && method) {
    dataset.PatientIdentityRemoved = 'YES';
    dataset.DeidentificationMethod = toLO(method);
  }
  return dataset;
}

function personName(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (first === null || first === undefined) return null;
  const isGroups = typeof first === 'object' && !(first instanceof String);
  return toPN(isGroups ? (first as Record<string, string>) : String(first)) || null;
}

/** SOP Common, General Series and Equipment of a new object in a series of its own. */
export function newObject(object: {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  readonly series: SeriesDescription;
  readonly equipment: Equipment;
  readonly now: Date;
}): Dataset {
  const [date, time] = [toDA(object.now), toTM(object.now)];
  return {
    SpecificCharacterSet: CHARACTER_SET,
    SOPClassUID: object.sopClassUID,
    SOPInstanceUID: object.sopInstanceUID,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    InstanceNumber: '1',
    Modality: object.modality,
    SeriesInstanceUID: object.seriesInstanceUID,
    SeriesNumber: String(object.series.seriesNumber),
    SeriesDate: date,
    SeriesTime: time,
    SeriesDescription: toLO(object.series.description),
    Manufacturer: toLO(object.equipment.manufacturer),
    ManufacturerModelName: toLO(object.equipment.modelName),
    DeviceSerialNumber: toLO(object.equipment.deviceSerialNumber),
    SoftwareVersions: toLO(object.equipment.softwareVersions),
  };
}

/** Class and instance of a referenced SOP instance. */
export const sopReference = (source: SourceImage): Dataset => ({
  ReferencedSOPClassUID: source.sopClassUID,
  ReferencedSOPInstanceUID: source.sopInstanceUID,
});

/** The same with the frame, for multi-frame images (Image SOP Instance Reference Macro). */
export const imageReference = (source: SourceImage): Dataset => ({
  ...sopReference(source),
  ...(source.frameNumber ? { ReferencedFrameNumber: String(source.frameNumber) } : {}),
});

/** Common Instance Reference (PS3.3 C.12.2): each instance once, by series. */
export function referencedSeries(sources: readonly SourceImage[]): Dataset[] {
  const bySeries = new Map<string, Map<string, Dataset>>();
  for (const source of sources) {
    const instances = bySeries.get(source.seriesInstanceUID) ?? new Map<string, Dataset>();
    bySeries.set(source.seriesInstanceUID, instances);
    instances.set(source.sopInstanceUID, sopReference(source));
  }
  return [...bySeries].map(([seriesInstanceUID, instances]) => ({
    SeriesInstanceUID: seriesInstanceUID,
    ReferencedInstanceSequence: [...instances.values()],
  }));
}

/** The compression history that a derived image inherits (PS3.3 C.7.6.1.1.5). */
export function lossyCompression(from: Attributes): Dataset {
  if (text(from.LossyImageCompression) !== '01') return { LossyImageCompression: '00' };
  const ratio = text(from.LossyImageCompressionRatio);
  const method = text(from.LossyImageCompressionMethod);
  return {
    LossyImageCompression: '01',
    ...(ratio ? { LossyImageCompressionRatio: ratio } : {}),
    ...(method ? { LossyImageCompressionMethod: toCS(method) } : {}),
  };
}
