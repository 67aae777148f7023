import { createContext, useContext } from 'react';
import type { Texts } from '../i18n/texts';
import type { PanelKeys } from './keys';

/** What every section of the panel needs besides the features that it shows. */
export interface PanelContextValue {
  readonly texts: Texts;
  readonly keys: PanelKeys;
}

export const PanelContext = createContext<PanelContextValue | null>(null);

/** The panel's surroundings. Throws outside a SamPanel. */
export function usePanel(): PanelContextValue {
  const value = useContext(PanelContext);
  if (!value) throw new Error('Sections of the panel only work inside SamPanel.');
  return value;
}
