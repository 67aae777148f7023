import { ANATOMY } from '../../export/codes';
import type { OrganPreset } from '../preset';
import { TOLERANCE } from './shared';

/**
 * The largest organ of even values on the right, under the lung. Where there are phases the portal
 * venous one suits best (it differs most from its neighbours), then the arterial one.
 */
export const LIVER: OrganPreset = {
  id: 'liver',
  texts: { name: { en: 'Liver', zh: '肝' } },
  code: ANATOMY.liver,
  modalities: ['CT'],
  search: {
    kind: 'tissue',
    side: -1,
    // From beside the vertebral column to the ribs.
    lateral: [0.1, 0.75],
    // From the abdominal wall to beside the vertebral body.
    behind: [-110, 10],
    // It lies against the ribs of the right side.
    reach: [0.5, 1],
    // From fatty liver to the portal venous phase.
    hu: [30, 200],
    // From what a slab of few slices shows to hepatomegaly.
    ml: [50, 3500],
    // Nothing else of the right side is 18 mm thick and as large.
    coreMm: 9,
    // Noise of means over 3 mm, fatty and spared areas; muscle differs by 30 to 50 HU with contrast.
    tolerance: 18,
    // Arms beside the body darken it by 40 HU from front to back.
    drift: [45, 45],
    // Diaphragm and intercostal muscles are thinner than 10 mm.
    neckMm: 5,
  },
  adjustable: [TOLERANCE],
};
