import dcmjs from 'dcmjs';
import { type Code } from '../codes';
import {
  codeItem,
  item,
  items,
  number,
  numbers,
  readCode,
  readCodes,
  text,
  type Attributes,
  type Dataset,
} from '../dicom/dataset';
import { type ExportSegment, type SegmentAlgorithm } from '../exportInput';
import { type SegmentProperty } from '../segmentTypes';
import { toLO, toLT, toST, toUT } from '../text';

type Rgb = readonly [number, number, number];

/** What a segmentation says of a segment; its masks apart. */
export interface SegmentDescription {
  readonly segmentNumber: number;
  readonly label: string;
  readonly description?: string;
  /** Category and type are missing in broken files only. */
  readonly property: Partial<SegmentProperty>;
  /** Undefined where the file doesn't say, or names no algorithm of a type that needs one. */
  readonly algorithm?: SegmentAlgorithm;
  readonly tracking?: { readonly id: string; readonly uid: string };
  /** Red, green, blue, 0 to 255 each. */
  readonly color?: Rgb;
  /** The same as it is stored (PS3.3 C.10.7.1.1). */
  readonly cieLab?: Rgb;
}

/** What a SEG says of its segments, from its naturalised attributes (dcmjs or OHIF's instance). */
export const segmentDescriptions = (attributes: Attributes): SegmentDescription[] =>
  items(attributes.SegmentSequence).map(readSegmentItem);

/** The label of a segment as it is written. */
export const segmentLabel = (label: string, segmentNumber: number): string =>
  toLO(label) || `Segment ${segmentNumber}`;

/** Segment Description Macro (PS3.3 Table C.8.20-4). */
export function segmentItem(segment: ExportSegment, segmentNumber: number): Dataset {
  const { property, algorithm, tracking, color } = segment;
  return {
    SegmentNumber: segmentNumber,
    SegmentLabel: segmentLabel(segment.label, segmentNumber),
    ...(segment.description && { SegmentDescription: toST(segment.description) }),
    SegmentAlgorithmType: algorithm.type,
    ...(algorithm.type !== 'MANUAL' && {
      SegmentAlgorithmName: toLO(algorithm.name) || 'unknown',
      ...algorithmIdentification(algorithm),
    }),
    SegmentedPropertyCategoryCodeSequence: [codeItem(property.category)],
    SegmentedPropertyTypeCodeSequence: [typeItem(property)],
    ...regionSequence(property),
    ...(tracking && { TrackingID: toUT(tracking.id), TrackingUID: tracking.uid }),
    ...(color && { RecommendedDisplayCIELabValue: [...cieLabOf(color, segment.cieLab)] }),
  };
}

/** The code of a property's type with its modifiers. */
export function typeItem({ type, typeModifiers = [] }: SegmentProperty): Dataset {
  return {
    ...codeItem(type),
    ...(typeModifiers.length > 0 && {
      SegmentedPropertyTypeModifierCodeSequence: typeModifiers.map(codeItem),
    }),
  };
}

/** Anatomic Region Sequence with its modifiers; nothing where there is no region. */
export function regionSequence({ region, regionModifiers = [] }: SegmentProperty): Dataset {
  if (!region) return {};
  return {
    AnatomicRegionSequence: [
      {
        ...codeItem(region),
        ...(regionModifiers.length > 0 && {
          AnatomicRegionModifierSequence: regionModifiers.map(codeItem),
        }),
      },
    ],
  };
}

/** Algorithm Identification Macro (PS3.3 10.16), where version and family are known. */
function algorithmIdentification(
  algorithm: Exclude<SegmentAlgorithm, { type: 'MANUAL' }>,
): Dataset {
  const { name, version, family, parameters, source } = algorithm;
  if (!version || !family) return {};
  return {
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: [codeItem(family)],
        AlgorithmName: toLO(name),
        AlgorithmVersion: toLO(version),
        ...(parameters && { AlgorithmParameters: toLT(parameters) }),
        ...(source && { AlgorithmSource: toLO(source) }),
      },
    ],
  };
}

/** The stored colour where it is that of `color`, so that rounding does not move it. */
function cieLabOf(color: Rgb, stored: Rgb | undefined): readonly number[] {
  if (stored && String(rgbOf(stored)) === String(color)) return stored;
  return dcmjs.data.Colors.rgb2DICOMLAB(color.map(channel => channel / 255)).map(Math.round);
}

const rgbOf = (cieLab: Rgb): Rgb =>
  dcmjs.data.Colors.dicomlab2RGB(cieLab).map(channel =>
    Math.round(Math.min(1, Math.max(0, channel)) * 255),
  ) as unknown as Rgb;

function readSegmentItem(segment: Attributes): SegmentDescription {
  const description = text(segment.SegmentDescription);
  const algorithm = readAlgorithm(segment);
  const [id, uid] = [text(segment.TrackingID), text(segment.TrackingUID)];
  const cieLab = numbers(segment.RecommendedDisplayCIELabValue, 3) as unknown as Rgb | undefined;
  return {
    segmentNumber: number(segment.SegmentNumber) ?? 0,
    label: text(segment.SegmentLabel) ?? '',
    ...(description && { description }),
    property: readProperty(segment),
    ...(algorithm && { algorithm }),
    ...(uid && { tracking: { id: id ?? '', uid } }),
    ...(cieLab && { cieLab, color: rgbOf(cieLab) }),
  };
}

function readProperty(segment: Attributes): Partial<SegmentProperty> {
  const [category, type, region] = [
    readCode(segment.SegmentedPropertyCategoryCodeSequence),
    readCode(segment.SegmentedPropertyTypeCodeSequence),
    readCode(segment.AnatomicRegionSequence),
  ];
  const typeModifiers = readCodes(
    item(segment.SegmentedPropertyTypeCodeSequence).SegmentedPropertyTypeModifierCodeSequence,
  );
  const regionModifiers = readCodes(
    item(segment.AnatomicRegionSequence).AnatomicRegionModifierSequence,
  );
  return {
    ...(category && { category }),
    ...(type && { type }),
    ...(typeModifiers.length > 0 && { typeModifiers }),
    ...(region && { region }),
    ...(regionModifiers.length > 0 && { regionModifiers }),
  };
}

function readAlgorithm(segment: Attributes): SegmentAlgorithm | undefined {
  const type = text(segment.SegmentAlgorithmType);
  if (type === 'MANUAL') return { type };
  const identified = item(segment.SegmentationAlgorithmIdentificationSequence);
  const name = text(segment.SegmentAlgorithmName) ?? text(identified.AlgorithmName);
  if ((type !== 'SEMIAUTOMATIC' && type !== 'AUTOMATIC') || !name) return undefined;
  const version = text(identified.AlgorithmVersion);
  const family: Code | undefined = readCode(identified.AlgorithmFamilyCodeSequence);
  const source = text(identified.AlgorithmSource);
  const parameters = text(identified.AlgorithmParameters);
  return {
    ...{ type, name },
    ...(version && { version }),
    ...(family && { family }),
    ...(source && { source }),
    ...(parameters && { parameters }),
  };
}
