import { ANATOMY, LATERALITY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { LUNG_BORDER } from './shared';

/**
 * Air in the chest is nearly the whole truth; what joins both lungs does so in front of and behind
 * the heart, where the coronal plane shows them apart, so they are parted from side to side there.
 */
export const LUNG_LEFT: OrganPreset = {
  id: 'lung-left',
  texts: { name: { en: 'Left lung', zh: '左肺' } },
  code: ANATOMY.lung,
  laterality: LATERALITY.left,
  modalities: ['CT'],
  search: {
    kind: 'lung',
    side: 1,
    // Half of the step from aerated lung (−850 HU) to the chest wall (50 HU).
    borderHu: -400,
  },
  adjustable: [LUNG_BORDER],
};
