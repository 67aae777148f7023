import type { Page } from '@playwright/test';

/** What a reader has done on a page: counted where the browser hears it, not where a test asks for it. */
export interface Interactions {
  /** Presses of a mouse button: clicks, and drags as one each. */
  clicks: number;
  /** Keys and chords; modifiers alone do not count. */
  keys: number;
  /** Notches of the wheel. */
  wheel: number;
}

const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta'];

/** Counts from now on, whatever pages are opened; commands of a test and its look at the page are left out. */
export async function countInteractions(page: Page): Promise<Interactions> {
  const counts: Interactions = { clicks: 0, keys: 0, wheel: 0 };
  await page.exposeFunction('countInteraction', (kind: keyof Interactions) => void counts[kind]++);
  await page.addInitScript(modifiers => {
    const { countInteraction: count } = window as unknown as {
      countInteraction(kind: string): void;
    };
    const hear = <Kind extends keyof DocumentEventMap>(
      type: Kind,
      kind: string,
      counts: (event: DocumentEventMap[Kind]) => boolean = () => true,
    ) =>
      window.addEventListener(
        type as string,
        event => event.isTrusted && counts(event as DocumentEventMap[Kind]) && count(kind),
        { capture: true, passive: true },
      );
    hear('mousedown', 'clicks');
    hear('wheel', 'wheel');
    hear('keydown', 'keys', ({ key, repeat }) => !repeat && !modifiers.includes(key));
  }, MODIFIERS);
  return counts;
}
