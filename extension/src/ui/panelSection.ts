import type { ComponentType } from 'react';
import type { Message } from '../i18n/message';

/** A section of the panel, rendered by our own copy of React. */
export interface PanelSection {
  /** Unique; letters, digits and dashes. */
  readonly id: string;
  /** Sections are shown from the lowest to the highest. */
  readonly order: number;
  readonly Component: ComponentType;
}

/** A section of another extension, which draws it by whatever means it has. */
export interface MountedSection<Context = unknown> {
  readonly id: string;
  /** Those of this project stand at 100, 200 and so on. */
  readonly order: number;
  readonly texts: { readonly title: Message };
  /**
   * Draws into an empty element; returns the way to take everything away again.
   *
   * @param context what the section may work with: the extension's service
   */
  mount(element: HTMLElement, context: Context): () => void;
}
