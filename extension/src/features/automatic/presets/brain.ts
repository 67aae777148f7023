import type { AutomaticPreset } from './preset';

export const BRAIN: AutomaticPreset = {
  id: 'brain',
  name: { en: 'Brain', zh: '脑' },
  parameters: {
    pointsPerSide: 32,
    // Less is noise between sulci.
    minMaskRegionArea: 50,
  },
  window: 'brain',
};
