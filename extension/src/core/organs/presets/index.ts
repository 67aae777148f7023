import type { OrganPreset } from '../preset';
import { AORTA } from './aorta';
import { BRAIN } from './brain';
import { KIDNEY_LEFT } from './kidneyLeft';
import { KIDNEY_RIGHT } from './kidneyRight';
import { LIVER } from './liver';
import { LUNG_LEFT } from './lungLeft';
import { LUNG_RIGHT } from './lungRight';
import { SPLEEN } from './spleen';

/** In the order in which they are offered. */
export const ORGAN_PRESETS: readonly OrganPreset[] = [
  LUNG_RIGHT,
  LUNG_LEFT,
  LIVER,
  SPLEEN,
  KIDNEY_RIGHT,
  KIDNEY_LEFT,
  AORTA,
  BRAIN,
];
