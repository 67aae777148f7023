import { presetsFor } from '../../core/image/presets';
import type { SliceImage } from '../../core/image/sliceImage';
import type { PlanarViewport } from '../../host/slices';
import { readSettings } from '../../host/storedSettings';
import type { ModelView } from '../runtime';
import type { ViewSettings, WindowChoice } from './types';

export const DEFAULT_VIEW: ViewSettings = { window: 'auto', wholeSlice: false, hover: true };

/** The settings of the last session; the defaults for whatever is none. */
export function loadViewSettings(): ViewSettings {
  const { window, wholeSlice, hover } = readSettings();
  return {
    window: windowChoices('HU').find(name => name === window) ?? DEFAULT_VIEW.window,
    wholeSlice: typeof wholeSlice === 'boolean' ? wholeSlice : DEFAULT_VIEW.wholeSlice,
    hover: typeof hover === 'boolean' ? hover : DEFAULT_VIEW.hover,
  };
}

/** The windows that a slice of these units can be shown in. */
export const windowChoices = (units: SliceImage['units']): readonly WindowChoice[] => [
  'auto',
  'display',
  ...presetsFor(units),
];

/** The settings as the engine takes them; a window that the slice doesn't have is left to it. */
export function modelViewOf(
  { window, wholeSlice }: ViewSettings,
  units: SliceImage['units'],
  viewport: PlanarViewport | null,
): ModelView {
  const whole = wholeSlice ? { wholeSlice } : {};
  if (window === 'auto' || !windowChoices(units).includes(window)) return whole;
  if (window !== 'display') return { ...whole, window };
  const shown = viewport?.getProperties()?.voiRange;
  return shown ? { ...whole, window: { lower: shown.lower, upper: shown.upper } } : whole;
}
