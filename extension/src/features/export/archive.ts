import { SamError, type SamErrorCode } from '../../core/errors';
import type { ExportedFile } from '../../core/export/findingSet';
import type { DataSource } from '../../host/ohif';

/**
 * Stores a DICOM object by STOW-RS through the viewer's data source.
 * Throws SamError `not-signed-in`, `save-too-large`, `save-refused`, `save-no-answer` (also after
 * `timeoutMs`) or `save-failed`.
 */
export async function store(
  dataSource: DataSource | undefined,
  bytes: ArrayBuffer,
  timeoutMs: number,
): Promise<void> {
  if (!dataSource?.store?.dicom) {
    throw new SamError('save-failed', 'the data source cannot store');
  }
  try {
    await inTime(dataSource.store.dicom(bytes), timeoutMs);
  } catch (error) {
    throw error instanceof SamError ? error : storeError(error);
  }
}

/** Archives index what they stored a moment later: pauses before it is asked for again. */
const RETRY_PAUSES_MS = [250, 1000, 2500, 5000];

/**
 * Reads a stored object back; asks again where the archive does not have it yet.
 * Throws SamError `save-not-verified`, or `save-no-answer` after `timeoutMs`.
 */
export async function retrieve(
  dataSource: DataSource | undefined,
  instance: NonNullable<ExportedFile['instance']>,
  timeoutMs: number,
  pause: (ms: number) => Promise<void> = ms => new Promise(resolve => setTimeout(resolve, ms)),
): Promise<ArrayBuffer> {
  const client = dataSource?.retrieve?.getWadoDicomWebClient?.();
  if (!client) throw new SamError('save-not-verified', 'the data source cannot read back');
  let left = timeoutMs;
  for (let tries = 0; ; tries++) {
    const before = Date.now();
    try {
      const bytes = await inTime(client.retrieveInstance(instance), left);
      // The viewer's client makes nothing of an answer that was cut.
      if (!bytes?.byteLength) throw new SamError('save-not-verified', 'the answer was cut');
      return bytes;
    } catch (error) {
      if (error instanceof SamError) throw error;
      const next = RETRY_PAUSES_MS[tries] ?? Infinity;
      left -= Date.now() - before + next;
      if (left <= 0 || !mayPass(error)) {
        const cause = { cause: error };
        throw new SamError('save-not-verified', 'the archive did not give it back', cause);
      }
      await pause(next);
    }
  }
}

/** True for failures that another try may not meet; the sign-in and the like stay as they are. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  return !status || status === 404 || status === 408 || status === 429 || status >= 500;
}

/** What the archive's status says (PS3.18 10.5.3.1). */
const CODES: Readonly<Record<number, SamErrorCode>> = {
  401: 'not-signed-in',
  403: 'not-signed-in',
  413: 'save-too-large',
};

function storeError(error: unknown): SamError {
  const status = statusOf(error);
  if (!status) {
    return new SamError('save-no-answer', 'the connection to the archive broke', { cause: error });
  }
  const code = CODES[status] ?? (status < 500 ? 'save-refused' : 'save-failed');
  return new SamError(code, `the archive answered ${status}`, { cause: error });
}

const statusOf = (error: unknown) => (error as { status?: number } | null)?.status;

function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = Math.round(timeoutMs / 1000);
    const give = () => reject(new SamError('save-no-answer', `no answer after ${seconds} s`));
    timer = setTimeout(give, timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
