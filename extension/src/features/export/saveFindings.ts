import { SamError, toErrorData, type SamErrorCode } from '../../core/errors';
import type { ExportedFile, WrittenFiles } from '../../core/export/findingSet';
import type { DataSource } from '../../host/ohif';
import type { OpenJob } from '../findings';
import { retrieve, store } from './archive';
import type { Shortfall } from './types';

export interface StoreResult {
  /** Formats that were stored, read back and compared. */
  readonly stored: readonly string[];
  readonly shortfalls: readonly Shortfall[];
  /** Why the archive was not asked any further; the viewer still has everything. */
  readonly failure?: { readonly code: SamErrorCode; readonly detail: string };
}

/** Failures that concern one object; any other concerns the archive, and it is not asked again. */
const OF_ONE_OBJECT: readonly SamErrorCode[] = [
  'save-refused',
  'save-too-large',
  'save-not-verified',
];

/** Formats whose objects refer to those of another. */
const NEEDS: Readonly<Record<string, readonly string[]>> = { sr: ['seg'] };

/**
 * Stores files of DICOM objects in the archive; each is read back and compared. What fails of one
 * format holds up only those that refer to it.
 */
export async function storeFiles(
  files: readonly ExportedFile[],
  compare: OpenJob['compare'],
  { dataSource, timeoutMs }: { dataSource: DataSource | undefined; timeoutMs: number },
  onPhase: (phase: 'sending' | 'verifying') => void,
): Promise<StoreResult> {
  const failed = new Map<string, Shortfall>();
  const stored = new Set<string>();
  const storeOne = async (
    { name, bytes }: ExportedFile,
    instance: NonNullable<ExportedFile['instance']>,
  ) => {
    onPhase('sending');
    await store(dataSource, bytes, timeoutMs);
    onPhase('verifying');
    const differences = await compare(name, await retrieve(dataSource, instance, timeoutMs));
    if (differences.length) throw new SamError('save-not-verified', differences.join(' '));
  };
  let failure: StoreResult['failure'];
  for (const file of files) {
    const { format, instance } = file;
    if (!instance || failed.has(format)) continue;
    if (NEEDS[format]?.some(other => failed.has(other))) {
      failed.set(format, shortfall(format, 'no-segmentation', ''));
      continue;
    }
    try {
      await storeOne(file, instance);
      stored.add(format);
    } catch (error) {
      const { code, detail } = toErrorData(error, 'save-failed');
      if (code === 'aborted') throw error;
      if (!OF_ONE_OBJECT.includes(code)) {
        failure = { code, detail };
        break;
      }
      failed.set(format, shortfall(format, code, detail));
    }
  }
  return {
    stored: [...stored].filter(format => !failed.has(format)),
    shortfalls: [...failed.values()],
    ...(failure ? { failure } : {}),
  };
}

/** What is missing of what was to be written, as the panel tells it. */
export const shortfallsOf = ({ refused, partial }: WrittenFiles): Shortfall[] => [
  ...refused.map(({ format, code, reason }) => shortfall(format, code, reason)),
  ...partial.map(({ format, code }) => ({ ...shortfall(format, code, ''), isPart: true })),
];

const shortfall = (format: string, reason: Shortfall['reason'], detail: string): Shortfall => ({
  ...{ format, reason, detail },
  isPart: false,
});
