import dcmjs from 'dcmjs';
import type { Code } from '../codes';
import { toLO } from '../text';

/** A value of one attribute; null is present and empty (Type 2). */
export type Value =
  | string
  | number
  | null
  | ArrayBuffer
  | Dataset
  | readonly (string | number)[]
  | readonly Dataset[];

/** Attributes by DICOM keyword; a sequence is a list of datasets. Undefined is left out. */
export interface Dataset {
  readonly [keyword: string]: Value | undefined;
}

/** Attributes of any origin by keyword, as dcmjs and OHIF naturalise them. */
export type Attributes = Readonly<Record<string, unknown>>;

const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Unicode in UTF-8 (PS3.3 C.12.1.1.2), whatever the source was written in. */
export const CHARACTER_SET = 'ISO_IR 192';
/** Names this implementation as the writer of a file (PS3.10 7.1). */
export const IMPLEMENTATION_CLASS_UID = '2.25.237197111512545630150066076363934453732';
const IMPLEMENTATION_VERSION_NAME = 'OHIF_SAM_1';

/**
 * The dataset as a Part 10 file in explicit VR little endian. Needs SOPClassUID, SOPInstanceUID
 * and text that is valid for its VR (see text.ts).
 */
export function writePart10(dataset: Dataset): ArrayBuffer {
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
      MediaStorageSOPClassUID: dataset.SOPClassUID,
      MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
      TransferSyntaxUID: EXPLICIT_VR_LITTLE_ENDIAN,
      ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
      ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...dataset,
    // Where the dictionary leaves a choice of VR (PS3.5 A.2).
    _vrMap: { PixelData: dataset.BitsAllocated === 16 ? 'OW' : 'OB' },
  });
  return file.write();
}

/** The items of a sequence; none when the attribute is absent. */
export function items(value: unknown): Attributes[] {
  if (Array.isArray(value)) return Array.from(value as Attributes[]);
  return value && typeof value === 'object' ? [value as Attributes] : [];
}

/** The first item of a sequence, or an empty one. */
export const item = (value: unknown): Attributes => itemAt(value, 0);

/** Item `n` of a sequence, without copying it; an empty one where there is none. */
export function itemAt(value: unknown, n: number): Attributes {
  const found: unknown = Array.isArray(value) ? (value as unknown[])[n] : n === 0 ? value : null;
  return found && typeof found === 'object' ? (found as Attributes) : {};
}

/** A text, trimmed; undefined when absent or empty. */
export function text(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (first === null || first === undefined) return undefined;
  const trimmed = String(first).trim();
  return trimmed === '' ? undefined : trimmed;
}

/** All numbers of a value; undefined unless there are exactly `count`, all finite. */
export function numbers(value: unknown, count: number): number[] | undefined {
  const list = (Array.isArray(value) ? value : String(value ?? '').split('\\')).map(Number);
  return list.length === count && list.every(Number.isFinite) && text(value) ? list : undefined;
}

/** One number; undefined when absent. */
export const number = (value: unknown): number | undefined =>
  numbers(Array.isArray(value) ? value.slice(0, 1) : value, 1)?.[0];

/** An item of a code sequence (PS3.3 8.8). */
export function codeItem(code: Code): Dataset {
  return {
    ...(code.value.length <= 16 ? { CodeValue: code.value } : { LongCodeValue: code.value }),
    CodingSchemeDesignator: code.scheme,
    ...(code.version !== undefined && { CodingSchemeVersion: code.version }),
    CodeMeaning: toLO(code.meaning),
  };
}

/** The code of an item of a code sequence; undefined where it is none. */
function codeOf(coded: Attributes): Code | undefined {
  const value = text(coded.CodeValue) ?? text(coded.LongCodeValue) ?? text(coded.URNCodeValue);
  const scheme = text(coded.CodingSchemeDesignator);
  if (!value || !scheme) return undefined;
  const version = text(coded.CodingSchemeVersion);
  return { value, scheme, meaning: text(coded.CodeMeaning) ?? '', ...(version && { version }) };
}

/** The code of a code sequence's first item. */
export const readCode = (sequence: unknown): Code | undefined => codeOf(item(sequence));

/** All codes of a code sequence. */
export const readCodes = (sequence: unknown): Code[] =>
  items(sequence).flatMap(coded => codeOf(coded) ?? []);
