import { TIERS, type LoadOptions } from '../../inference/api';
import { readSettings } from '../../host/storedSettings';
import type { RuntimeSettings } from './types';

export const DEFAULT_SETTINGS: RuntimeSettings = { tier: 'auto', model: 'auto', backend: 'auto' };

/** The settings of the last session; the defaults for whatever is none. */
export function loadSettings(): RuntimeSettings {
  const { tier, model, backend } = readSettings();
  return {
    tier: TIERS.find(name => name === tier) ?? DEFAULT_SETTINGS.tier,
    model: typeof model === 'string' ? model : DEFAULT_SETTINGS.model,
    backend: backend === 'wasm' || backend === 'webgpu' ? backend : DEFAULT_SETTINGS.backend,
  };
}

/** The reader's choice of model and machine as loading takes it. */
export const runtimeChoice = ({
  tier,
  model,
  backend,
}: RuntimeSettings): Pick<LoadOptions, 'tier' | 'model' | 'backend'> => ({
  tier: tier === 'auto' ? undefined : tier,
  model: model === 'auto' ? undefined : model,
  backend,
});
