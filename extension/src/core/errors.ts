/** The closed set of failures that a user can meet; the catalogue has a text for each. */
export const SAM_ERROR_CODES = [
  'model-not-found',
  'model-corrupt',
  'model-list',
  'model-download',
  'runtime-missing',
  'runtime-failed',
  'self-check-failed',
  'out-of-memory',
  'device-lost',
  'worker-lost',
  'pixels-unavailable',
  'plane-not-supported',
  'image-too-small',
  'no-segmentation',
  'segment-locked',
  'label-limit',
  'segmentation-failed',
  'save-failed',
  'save-unsupported',
  'save-refused',
  'save-too-large',
  'save-no-answer',
  'save-not-verified',
  'copy-refused',
  'import-unreadable',
  'import-other-images',
  'not-signed-in',
  'aborted',
] as const;

export type SamErrorCode = (typeof SAM_ERROR_CODES)[number];

/**
 * A failure with a code that the catalogue turns into what happened, what was kept and what to do.
 * `detail` is technical and free of patient data.
 */
export class SamError extends Error {
  override readonly name = 'SamError';
  constructor(
    readonly code: SamErrorCode,
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(`${code}: ${detail}`, options);
  }
}

/** A SamError as plain data, for crossing the worker's border. */
export interface SamErrorData {
  readonly code: SamErrorCode;
  readonly detail: string;
}

/** The failure as plain data; anything that is no SamError becomes `fallback`. */
export function toErrorData(error: unknown, fallback: SamErrorCode): SamErrorData {
  if (error instanceof SamError) return { code: error.code, detail: error.detail };
  return { code: fallback, detail: error instanceof Error ? error.message : String(error) };
}
