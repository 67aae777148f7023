import { ANATOMY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { TOLERANCE } from './shared';

/** Of even values, against the ribs of the left side, behind the stomach. */
export const SPLEEN: OrganPreset = {
  id: 'spleen',
  texts: { name: { en: 'Spleen', zh: '脾' } },
  code: ANATOMY.spleen,
  modalities: ['CT'],
  search: {
    kind: 'tissue',
    side: 1,
    // Lateral to kidney and stomach.
    lateral: [0.45, 0.85],
    // Beside the vertebral body and in front of it as far as its tip.
    behind: [-60, 30],
    // It lies against the ribs of the left side.
    reach: [0.65, 1],
    // From unenhanced (45) to the arterial phase.
    hu: [25, 220],
    // From a pole that is in view to splenomegaly.
    ml: [20, 1200],
    // A slim spleen is 25 mm thick.
    coreMm: 7,
    // As of the liver.
    tolerance: 18,
    drift: [45, 45],
    // Its vessels, and where the stomach lies against it.
    neckMm: 6,
  },
  adjustable: [TOLERANCE],
};
