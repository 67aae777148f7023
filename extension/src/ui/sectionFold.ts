import { createContext } from 'react';

/** Whether a section of the panel shows its body, while sections open and fold with the work. */
export interface SectionFold {
  readonly isOpen: boolean;
  setOpen(isOpen: boolean): void;
}

/** Of the section around; null while none folds. */
export const SectionFoldContext = createContext<SectionFold | null>(null);
