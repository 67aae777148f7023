import type { AutomaticPreset } from './preset';

/** The defaults of SAM's own generator, which were chosen for photographs. */
export const SAM: AutomaticPreset = {
  id: 'sam',
  name: { en: 'SAM’s defaults', zh: 'SAM 默认值' },
  parameters: {},
};
