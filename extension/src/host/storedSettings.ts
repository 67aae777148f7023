const STORAGE_KEY = 'ohif-sam.settings';

export type StoredSettings = Readonly<Partial<Record<string, unknown>>>;

/** What the browser keeps of the last session's settings; nothing where it keeps none. */
export function readSettings(): StoredSettings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...stored } : {};
  } catch {
    return {};
  }
}

/** Keeps settings for the next session beside those of other features, where the browser allows it. */
export function keepSettings(settings: StoredSettings): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...readSettings(), ...settings }));
  } catch {
    // Storage is full or forbidden: the settings hold for this session.
  }
}
