import { LATERALITY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { KIDNEY_LEFT } from './kidneyLeft';

/** The left one, mirrored. */
export const KIDNEY_RIGHT: OrganPreset = {
  ...KIDNEY_LEFT,
  id: 'kidney-right',
  texts: { name: { en: 'Right kidney', zh: '右肾' } },
  laterality: LATERALITY.right,
  search: { ...KIDNEY_LEFT.search, side: -1 },
};
