import type { SliceImage, ValueWindow } from './sliceImage';
import { CT_LUNG, CT_SOFT_TISSUE, percentileWindow, sampleValues } from './window';

/** Windows that readers know by name, as lower and upper end in HU. */
const CT_PRESETS = {
  softTissue: CT_SOFT_TISSUE,
  lung: CT_LUNG,
  liver: { lower: -45, upper: 165 },
  brain: { lower: 0, upper: 80 },
  bone: { lower: -450, upper: 1050 },
} as const satisfies Readonly<Record<string, ValueWindow>>;

/** A window that does not depend on the prompt: 1st to 99th percentile, or one of CT's. */
export type WindowPreset = 'full' | keyof typeof CT_PRESETS;

/** The presets that make sense for a slice of these units. */
export function presetsFor(units: SliceImage['units']): readonly WindowPreset[] {
  return ['full', ...(units === 'HU' ? (Object.keys(CT_PRESETS) as WindowPreset[]) : [])];
}

/** The window of a preset; the full one where a preset of CT doesn't suit. */
export function presetWindow(preset: WindowPreset, slice: SliceImage): ValueWindow {
  return preset === 'full' || slice.units !== 'HU'
    ? percentileWindow(sampleValues(slice))
    : CT_PRESETS[preset];
}
