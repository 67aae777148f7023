import type { ModelManifest } from '../modelManifest';
import type { ModelAdapter } from './modelAdapter';
import { sam2 } from './sam2';
import { samExport } from './samExport';
import { samOnnx } from './samOnnx';
import { transformersJs } from './transformersJs';

export type { ModelAdapter };

/** The adapter of each model family that a manifest may name. */
export const adapters: Readonly<Record<ModelManifest['family'], ModelAdapter>> = {
  'sam-onnx': samOnnx,
  'sam-export': samExport,
  'transformers-js': transformersJs,
  sam2,
};
