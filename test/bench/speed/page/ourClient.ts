import type { LoadOptions, Outcome } from '../../../../extension/src/inference/api';
import { createInferenceClient } from '../../../../extension/src/inference/client';

/** As host/createSession.ts has it. */
export const CACHE_BYTES = 48 * 4 * 2 ** 20;

const absolute = (url: string) => new URL(url, location.href).href;

export const client = createInferenceClient({ workerUrl: absolute('/inference.worker.js') });
export const loadOptions: LoadOptions = {
  modelsUrl: absolute('/models/'),
  runtimeUrl: absolute('/ort/'),
  backend: 'auto',
  cacheBytes: CACHE_BYTES,
};

/** The value; a failure is thrown. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.detail}`);
  return outcome.value;
}
