import type { AutomaticPreset } from './preset';

export const LUNG: AutomaticPreset = {
  id: 'lung',
  name: { en: 'Lung', zh: '肺' },
  parameters: {
    // Two large fields: a coarse grid meets both many times.
    pointsPerSide: 24,
    // Their border is sharp, so an unstable mask is something else.
    stabilityScoreThresh: 0.95,
  },
  window: 'lung',
};
