import type { AutomaticPreset } from './preset';

export const METASTASES: AutomaticPreset = {
  id: 'metastases',
  name: { en: 'Metastases', zh: '转移灶' },
  parameters: {
    // Small ones must not be cleaned away.
    minMaskRegionArea: 25,
    // Nor left out because the model is less sure of what is small.
    predIouThresh: 0.75,
    stabilityScoreThresh: 0.85,
    // A crop shows them larger.
    cropNLayers: 1,
    cropNPointsDownscaleFactor: 2,
  },
};
