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
  'export-failed',
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
  'prior-unavailable',
  'prior-unreadable',
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

/**
 * The failure as plain data. Anything that is no SamError was not foreseen: it becomes `fallback`, and
 * goes to the console (`logUnexpected`).
 */
export function toErrorData(error: unknown, fallback: SamErrorCode): SamErrorData {
  if (error instanceof SamError) return { code: error.code, detail: error.detail };
  logUnexpected(error, fallback);
  return { code: fallback, detail: describeUnexpected(error) };
}

/**
 * What may be shown of an exception that was not foreseen: its kind, and where the rest is. Its
 * message may quote what was read, so it is not shown.
 */
export function describeUnexpected(error: unknown): string {
  const name = error instanceof Error && /^[A-Z]\w{0,40}$/.test(error.name) ? error.name : 'Error';
  return `${name}, not foreseen; the browser’s console says where in the program.`;
}

/** Of these the engine writes the message, about code; others may quote what was read. */
const ABOUT_CODE = [TypeError, RangeError, ReferenceError];
let lastTold = '';

/**
 * Tells the console of an exception that was not foreseen, with its causes and their places in the
 * code, but without words that may speak of a patient.
 *
 * @param code what it is told as
 */
export function logUnexpected(error: unknown, code: string): void {
  const causes: string[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    const message = ABOUT_CODE.some(type => cause instanceof type) ? `: ${cause.message}` : '';
    causes.push([cause.name + message, ...stackFrames(cause)].join('\n'));
  }
  const told = causes.length ? causes.join('\ncaused by ') : typeof error;
  // What fails at every redraw is told once.
  if (told !== lastTold) {
    console.error(`ohif-extension-sam: unexpected failure, told as "${code}"\n${told}`);
  }
  lastTold = told;
}

/** The lines of a stack that name places in the code; the first ones may hold the message. */
const stackFrames = ({ stack = '' }: Error): string[] =>
  stack.split('\n').filter(line => /^\s+at |^\S*@\S+:\d+:\d+$/.test(line));
