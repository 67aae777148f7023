import { BRAIN } from './brain';
import { LIVER } from './liver';
import { LUNG } from './lung';
import { METASTASES } from './metastases';
import type { AutomaticPreset } from './preset';
import { SAM } from './sam';

/** In the order in which they are offered; the first one is the default. */
export const AUTOMATIC_PRESETS: readonly AutomaticPreset[] = [SAM, LUNG, LIVER, BRAIN, METASTASES];

/** The preset of that id, else the default. */
export const presetOf = (id: unknown): AutomaticPreset =>
  AUTOMATIC_PRESETS.find(preset => preset.id === id) ?? AUTOMATIC_PRESETS[0];

export type { AutomaticPreset };
