import { text, type Attributes } from './dataset';
import { frameValues } from './source';

/**
 * True when an image's modality values are Hounsfield units: its Rescale Type says so, or it is a
 * CT image that states none (PS3.3 C.11.1.1.2, C.8.2.1). `US` is unspecified and no claim.
 *
 * @param frameNumber from 1, for a multi-frame image
 */
export function isHounsfield(attributes: Attributes, frameNumber?: number): boolean {
  const values = frameValues(attributes, frameNumber);
  const type = text(values('PixelValueTransformationSequence', 'RescaleType'));
  if (type) return type.toUpperCase() === 'HU';
  return text(attributes.Modality) === 'CT';
}
