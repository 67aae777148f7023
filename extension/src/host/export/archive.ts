import { SamError } from '../../core/errors';
import type { ExportedFile } from '../../core/export/findingExport';
import type { DataSource } from '../ohif';

/**
 * Stores a DICOM object by STOW-RS through the viewer's data source.
 * Throws SamError `save-failed` or `not-signed-in`.
 */
export async function store(dataSource: DataSource | undefined, bytes: ArrayBuffer): Promise<void> {
  if (!dataSource?.store?.dicom) {
    throw new SamError('save-failed', 'the data source cannot store');
  }
  try {
    await dataSource.store.dicom(bytes);
  } catch (error) {
    throw storeError(error);
  }
}

/** Reads a stored object back. Throws SamError `save-not-verified`. */
export async function retrieve(
  dataSource: DataSource | undefined,
  instance: NonNullable<ExportedFile['instance']>,
): Promise<ArrayBuffer> {
  const client = dataSource?.retrieve?.getWadoDicomWebClient?.();
  if (!client) throw new SamError('save-not-verified', 'the data source cannot read back');
  try {
    return await client.retrieveInstance(instance);
  } catch (error) {
    throw new SamError('save-not-verified', 'the archive did not give it back', { cause: error });
  }
}

function storeError(error: unknown): SamError {
  const status = (error as { status?: number } | null)?.status;
  const code = status === 401 || status === 403 ? 'not-signed-in' : 'save-failed';
  const detail = status ? `the archive answered ${status}` : 'the archive did not answer';
  return new SamError(code, detail, { cause: error });
}
