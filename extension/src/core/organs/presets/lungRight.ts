import { ANATOMY, LATERALITY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { LUNG_BORDER } from './shared';

/**
 * Air in the chest is nearly the whole truth; what joins both lungs does so in front of and behind
 * the heart, where the coronal plane shows them apart, so they are parted from side to side there.
 */
export const LUNG_RIGHT: OrganPreset = {
  id: 'lung-right',
  texts: { name: { en: 'Right lung', zh: '右肺' } },
  code: ANATOMY.lung,
  laterality: LATERALITY.right,
  modalities: ['CT'],
  search: {
    kind: 'lung',
    side: -1,
    // Half of the step from aerated lung (−850 HU) to the chest wall (50 HU).
    borderHu: -400,
  },
  adjustable: [LUNG_BORDER],
};
