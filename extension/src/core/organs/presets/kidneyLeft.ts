import { ANATOMY, LATERALITY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { TOLERANCE } from './shared';

/** Beside the vertebrae, brighter with contrast than all around it but vessels and bone. */
export const KIDNEY_LEFT = {
  id: 'kidney-left',
  texts: { name: { en: 'Left kidney', zh: '左肾' } },
  code: ANATOMY.kidney,
  laterality: LATERALITY.left,
  modalities: ['CT'],
  // They touch it, and with contrast their rims are alike.
  after: ['liver', 'spleen'],
  search: {
    kind: 'tissue',
    side: 1,
    // Lateral to the psoas (up to 0.28), medial to the colon and the flank.
    lateral: [0.28, 0.52],
    // Beside and in front of the vertebral body; the muscles of the back lie behind it.
    behind: [-60, 8],
    reach: [0.3, 0.75],
    // From unenhanced parenchyma (30) to the cortex in the arterial phase.
    hu: [15, 280],
    // From a pole that is in view to a large kidney with a duplicated system.
    ml: [15, 450],
    // Parenchyma is 15 to 20 mm thick.
    coreMm: 7,
    // Noise of means over 3 mm, and what the medulla differs by without contrast.
    tolerance: 20,
    drift: [60, 60],
    // Vessels and ureter are thinner than 9 mm.
    neckMm: 4.5,
    // In the arterial phase cortex is up to 150 HU above medulla.
    cortexHu: 150,
  },
  // Cortex and medulla are one to it: 0.94 beside 0.87 on the phantom (bench --presets).
  drawnBy: 'engine',
  adjustable: [TOLERANCE],
} satisfies OrganPreset;
