import type { AutomaticPreset } from './preset';

export const LIVER: AutomaticPreset = {
  id: 'liver',
  name: { en: 'Liver', zh: '肝' },
  parameters: {
    // Its neighbours are alike: only what the model is sure of.
    predIouThresh: 0.9,
    // What lies in it is small, and is seen in the crops.
    cropNLayers: 2,
    // As many points on the slice in each layer.
    cropNPointsDownscaleFactor: 2,
  },
  window: 'liver',
};
