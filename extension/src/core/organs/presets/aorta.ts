import { ANATOMY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { LARGEST_RADIUS } from './shared';

/** A round vessel in front of the vertebral column and left of it: the descending aorta. */
export const AORTA: OrganPreset = {
  id: 'aorta',
  texts: { name: { en: 'Aorta', zh: '主动脉' } },
  code: ANATOMY.aorta,
  modalities: ['CT'],
  search: {
    kind: 'tube',
    // The cava lies to the right; in the chest the aorta lies beside the column.
    left: [-15, 40],
    behind: [-65, -12],
    // A slim one at the bifurcation; beyond is an aneurysm, which the panel's parameter allows for.
    leastRadius: 7,
    mostRadius: 19,
    // Shorter round sections are something else.
    lengthMm: 30,
    // Blood without contrast is 40 HU, in anaemia less; arterial phase up to 500.
    hu: [20, 500],
  },
  adjustable: [LARGEST_RADIUS],
};
