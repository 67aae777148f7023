import { createContext, useContext } from 'react';
import type { PromptTool, SessionActions } from '../app/types';
import type { Texts } from '../i18n/texts';

/** Actions that may have a key; the value is the key as the reader sees it, such as `P` or `Shift`. */
export type PanelKeys = Readonly<
  Partial<
    Record<
      | PromptTool
      /** Held while clicking with the include tool. */
      | 'excludeModifier'
      | 'previousCandidate'
      | 'nextCandidate'
      | 'useMeasurement'
      | 'refine'
      | 'accept'
      | 'clear'
      | 'undo'
      | 'redo',
      string
    >
  >
>;

/** What every part of the panel needs besides the state that it shows. */
export interface PanelContextValue {
  readonly actions: SessionActions;
  readonly texts: Texts;
  readonly keys: PanelKeys;
}

export const PanelContext = createContext<PanelContextValue | null>(null);

/** The panel's surroundings. Throws outside a SamPanel. */
export function usePanel(): PanelContextValue {
  const value = useContext(PanelContext);
  if (!value) throw new Error('Parts of the panel only work inside SamPanel.');
  return value;
}
