import { EXPORT_FORMATS } from '../../core/export/formats';
import { presetsFor } from '../../core/image/presets';
import type { SliceImage } from '../../core/image/sliceImage';
import { TIERS, type LoadOptions } from '../../inference/api';
import type { PlanarViewport } from '../../host/slices';
import type { ModelView } from './engine';
import type { Settings, WindowChoice } from '../../app/types';

const STORAGE_KEY = 'ohif-sam.settings';

export const DEFAULT_SETTINGS: Settings = {
  window: 'auto',
  wholeSlice: false,
  hover: true,
  formats: ['seg'],
  tier: 'auto',
  model: 'auto',
  backend: 'auto',
};

/** The settings of the last session; the defaults where the browser kept none or keeps nothing. */
export function loadSettings(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Settings>;
    const { window, wholeSlice, hover, formats, tier, model, backend } = stored;
    return {
      window: windowChoices('HU').includes(window as WindowChoice)
        ? (window as WindowChoice)
        : DEFAULT_SETTINGS.window,
      wholeSlice: typeof wholeSlice === 'boolean' ? wholeSlice : DEFAULT_SETTINGS.wholeSlice,
      hover: typeof hover === 'boolean' ? hover : DEFAULT_SETTINGS.hover,
      formats: Array.isArray(formats)
        ? EXPORT_FORMATS.filter(format => formats.includes(format))
        : DEFAULT_SETTINGS.formats,
      tier: TIERS.find(name => name === tier) ?? DEFAULT_SETTINGS.tier,
      model: typeof model === 'string' ? model : DEFAULT_SETTINGS.model,
      backend: backend === 'wasm' || backend === 'webgpu' ? backend : DEFAULT_SETTINGS.backend,
    };
  } catch {
    return DEFAULT_SETTINGS;
  }
}

/** Keeps the settings for the next session, where the browser allows it. */
export function storeSettings(settings: Settings): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(settings));
  } catch {
    // Storage is full or forbidden: the settings hold for this session.
  }
}

/** The windows that a slice of these units can be shown in. */
export const windowChoices = (units: SliceImage['units']): readonly WindowChoice[] => [
  'auto',
  'display',
  ...presetsFor(units),
];

/** The settings as the engine takes them; a window that the slice doesn't have is left to it. */
export function modelViewOf(
  { window, wholeSlice }: Settings,
  units: SliceImage['units'],
  viewport: PlanarViewport | null,
): ModelView {
  const whole = wholeSlice ? { wholeSlice } : {};
  if (window === 'auto' || !windowChoices(units).includes(window)) return whole;
  if (window !== 'display') return { ...whole, window };
  const shown = viewport?.getProperties()?.voiRange;
  return shown ? { ...whole, window: { lower: shown.lower, upper: shown.upper } } : whole;
}

/** The reader's choice of model and machine as loading takes it. */
export const runtimeChoice = ({
  tier,
  model,
  backend,
}: Settings): Pick<LoadOptions, 'tier' | 'model' | 'backend'> => ({
  tier: tier === 'auto' ? undefined : tier,
  model: model === 'auto' ? undefined : model,
  backend,
});

/** True when a change of settings takes another load. */
export const changesRuntime = (change: Partial<Settings>): boolean =>
  'tier' in change || 'model' in change || 'backend' in change;
