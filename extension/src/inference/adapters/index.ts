import type { ModelManifest } from '../modelManifest';
import type { ModelAdapter } from './modelAdapter';
import { samOnnx } from './samOnnx';

export type { ModelAdapter };

/** The adapter of each model family that a manifest may name. */
export const adapters: Readonly<Record<ModelManifest['family'], ModelAdapter>> = {
  'sam-onnx': samOnnx,
};
