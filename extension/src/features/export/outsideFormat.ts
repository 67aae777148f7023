import type { FormatDescription } from '../../core/export/exporter';

/**
 * A format of another extension. Its writing is done in the worker, by an exporter (`write` and, if
 * it has one, `verify`, as in core/export/exporter.ts) that an ES module has as its default export.
 */
export interface OutsideFormat extends FormatDescription {
  /** Absolute URL of the module, or one relative to the page. */
  readonly module: string;
}

/** Why a format can't be used; null when it can. */
export function checkFormat(format: Partial<OutsideFormat>): string | null {
  if (typeof format.isDicom !== 'boolean') return 'isDicom is true or false';
  if (typeof format.module !== 'string') return 'module is a URL';
  const missing = (['name', 'hint'] as const).find(name => !format.texts?.[name]?.en);
  return missing ? `texts.${missing}.en is a text` : null;
}
