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

/** Reads a stored object back. Throws SamError `save-not-verified`, or `save-no-answer`. */
export async function retrieve(
  dataSource: DataSource | undefined,
  instance: NonNullable<ExportedFile['instance']>,
  timeoutMs: number,
): Promise<ArrayBuffer> {
  const client = dataSource?.retrieve?.getWadoDicomWebClient?.();
  if (!client) throw new SamError('save-not-verified', 'the data source cannot read back');
  try {
    return await inTime(client.retrieveInstance(instance), timeoutMs);
  } catch (error) {
    if (error instanceof SamError) throw error;
    throw new SamError('save-not-verified', 'the archive did not give it back', { cause: error });
  }
}

/** What the archive's status says (PS3.18 10.5.3.1). */
const CODES: Readonly<Record<number, SamErrorCode>> = {
  401: 'not-signed-in',
  403: 'not-signed-in',
  413: 'save-too-large',
};

function storeError(error: unknown): SamError {
  const status = (error as { status?: number } | null)?.status;
  if (!status) {
    return new SamError('save-no-answer', 'the connection to the archive broke', { cause: error });
  }
  const code = CODES[status] ?? (status < 500 ? 'save-refused' : 'save-failed');
  return new SamError(code, `the archive answered ${status}`, { cause: error });
}

function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = Math.round(timeoutMs / 1000);
    const give = () => reject(new SamError('save-no-answer', `no answer after ${seconds} s`));
    timer = setTimeout(give, timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
