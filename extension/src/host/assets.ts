import type { SiteConfig } from '../core/studyTypes/siteConfig';

/**
 * Where our files lie beside the bundle: workers, onnxruntime's wasm and the models. Everything is
 * resolved against the bundle's own address, so it works on any origin and under any sub-path.
 * A site that keeps the models elsewhere says so in `window.config.sam.modelsUrl` (with a slash at its end).
 */
export interface AssetUrls {
  readonly inferenceWorker: string;
  readonly exportWorker: string;
  /** The font that reports embed. */
  readonly reportFont: string;
  readonly runtime: string;
  readonly models: string;
}

/** The addresses beside the bundle at `base`, or where the site says. */
export function assetUrls(base: string, site: SiteConfig = {}): AssetUrls {
  const at = (path: string) => new URL(path, base).href;
  return {
    inferenceWorker: at('inference.worker.js'),
    exportWorker: at('export.worker.js'),
    reportFont: at('fonts/NotoSansSC-Regular.ttf'),
    runtime: at('ort/'),
    models: at(site.modelsUrl ?? 'models/'),
  };
}
