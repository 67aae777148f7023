import { type Code } from '../codes';
import { codeItem, type Dataset } from '../dicom/dataset';
import { toDS, toPN, toUT } from '../text';

/** How a content item relates to the one that holds it (PS3.3 C.17.3.2.4). */
export type Relationship =
  'CONTAINS' | 'HAS CONCEPT MOD' | 'HAS OBS CONTEXT' | 'INFERRED FROM' | 'SELECTED FROM';

const contentItem = (
  valueType: string,
  relationship: Relationship,
  name: Code | null,
  rest: Dataset,
  children: readonly Dataset[] = [],
): Dataset => ({
  RelationshipType: relationship,
  ValueType: valueType,
  ...(name && { ConceptNameCodeSequence: [codeItem(name)] }),
  ...rest,
  ...(children.length > 0 && { ContentSequence: children }),
});

/** The attributes of a container; the template's number says what it holds. */
export const containerAttributes = (name: Code, templateId?: string): Dataset => ({
  ValueType: 'CONTAINER',
  ConceptNameCodeSequence: [codeItem(name)],
  ContinuityOfContent: 'SEPARATE',
  ...(templateId && {
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: templateId }],
  }),
});

export const container = (
  name: Code,
  children: readonly Dataset[],
  templateId?: string,
): Dataset => ({
  RelationshipType: 'CONTAINS',
  ...containerAttributes(name, templateId),
  ContentSequence: children,
});

export const codeContent = (
  relationship: Relationship,
  name: Code,
  value: Code,
  children?: readonly Dataset[],
): Dataset =>
  contentItem('CODE', relationship, name, { ConceptCodeSequence: [codeItem(value)] }, children);

export const textContent = (relationship: Relationship, name: Code, value: string): Dataset =>
  contentItem('TEXT', relationship, name, { TextValue: toUT(value) });

export const personContent = (relationship: Relationship, name: Code, value: string): Dataset =>
  contentItem('PNAME', relationship, name, { PersonName: toPN(value) });

export const uidContent = (relationship: Relationship, name: Code, value: string): Dataset =>
  contentItem('UIDREF', relationship, name, { UID: value });

/** A number: as decimal string, and exactly as floating point. */
export const numberContent = (
  name: Code,
  value: number,
  unit: Code,
  modifiers: readonly Dataset[] = [],
): Dataset =>
  contentItem(
    'NUM',
    'CONTAINS',
    name,
    {
      MeasuredValueSequence: [
        {
          NumericValue: toDS(value),
          FloatingPointValue: value,
          MeasurementUnitsCodeSequence: [codeItem(unit)],
        },
      ],
    },
    modifiers,
  );

/** A reference to an image; its name is left out where a template gives none. */
export const imageContent = (
  relationship: Relationship,
  name: Code | null,
  reference: Dataset,
): Dataset => contentItem('IMAGE', relationship, name, { ReferencedSOPSequence: [reference] });

/**
 * A closed polygon on an image. Points are [column, row] with 0, 0 at the upper left corner of the
 * image (PS3.3 C.18.6.1.2).
 */
export const polygonContent = (
  name: Code,
  points: readonly (readonly [number, number])[],
  image: Dataset,
): Dataset =>
  contentItem(
    'SCOORD',
    'CONTAINS',
    name,
    { GraphicType: 'POLYLINE', GraphicData: [...points, points[0]].flat() },
    [imageContent('SELECTED FROM', null, image)],
  );

/** The line on an image that a number was taken from (TID 320); points as for a polygon. */
export const lineContent = (
  from: readonly [number, number],
  to: readonly [number, number],
  image: Dataset,
): Dataset =>
  contentItem(
    'SCOORD',
    'INFERRED FROM',
    null,
    { GraphicType: 'POLYLINE', GraphicData: [...from, ...to] },
    [imageContent('SELECTED FROM', null, image)],
  );
