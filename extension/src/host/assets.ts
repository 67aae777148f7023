/**
 * Where our files lie beside the bundle: workers, onnxruntime's wasm and the models. Everything is
 * resolved against the bundle's own address, so it works on any origin and under any sub-path.
 * A site that keeps the models elsewhere says so in `window.config.sam.modelsUrl`.
 */
export interface AssetUrls {
  readonly inferenceWorker: string;
  readonly segWorker: string;
  readonly runtime: string;
  readonly models: string;
}

interface SiteConfig {
  readonly sam?: { readonly modelsUrl?: string };
}

export function assetUrls(base: string): AssetUrls {
  const { sam } = (window as Window & { config?: SiteConfig }).config ?? {};
  const at = (path: string) => new URL(path, base).href;
  return {
    inferenceWorker: at('inference.worker.js'),
    segWorker: at('seg.worker.js'),
    runtime: at('ort/'),
    models: at(sam?.modelsUrl ?? 'models/'),
  };
}
