import type { StoreApi } from 'zustand/vanilla';

import { SAM_ERROR_CODES, SamError, toErrorData, type SamErrorCode } from '../../core/errors';
import type { WrittenFiles } from '../../core/export/findingSet';
import type { FormatDescription } from '../../core/export/exporter';
import type { ExporterModule, FindingsFeature, OpenJob } from '../findings';
import { describeJob, type DescriptionDeps, type FindingChoice } from './describeJob';
import { copyText, download } from './handOver';
import { shortfallsOf, storeFiles, type StoreResult } from './saveFindings';
import type { OutsideFormat } from './outsideFormat';
import type { ExportState, SaveRequest, SaveState, Shortfall } from './types';

export interface RunDeps extends DescriptionDeps {
  readonly findings: Pick<FindingsFeature, 'store' | 'records' | 'target' | 'worker'>;
  /** How long the archive may take to answer. */
  readonly timeoutMs: number;
  readonly available: () => readonly FormatDescription[];
  /** Formats of other extensions. */
  readonly otherFormats: () => readonly OutsideFormat[];
}

/** What a run works with. */
interface Run {
  readonly choice: FindingChoice;
  readonly formats: readonly string[];
  /** Shows how far the run is; of a study that was left nothing is shown. */
  readonly tell: (save: SaveState) => void;
  /** Hands the chosen findings to the worker, and uses them there. */
  readonly use: <T>(work: (job: OpenJob, segments: number) => Promise<T>) => Promise<T>;
}

const BUSY: readonly SaveState['phase'][] = ['encoding', 'sending', 'verifying'];

/** Saves, writes and copies what is chosen: one run at a time, ended when the study is left. */
export class Runs {
  private current: AbortController | null = null;

  constructor(
    private readonly deps: RunDeps,
    private readonly store: StoreApi<ExportState>,
  ) {}

  /** Stores what is chosen in the archive, each object read back and compared. */
  save(request: SaveRequest | undefined): Promise<void> {
    return this.run(request, async ({ choice, formats, tell, use }) => {
      const { host, timeoutMs, available } = this.deps;
      const isDicom = (id: string) =>
        available().some(format => format.id === id && format.isDicom);
      const wanted = formats.filter(isDicom);
      if (!wanted.length) throw new SamError('save-unsupported', 'no DICOM format is chosen');
      const [dataSource] = host.extensionManager.getActiveDataSource();
      await use(async (job, segments) => {
        const written = await job.write(wanted, this.modulesOf(wanted));
        const result = await storeFiles(
          written.files,
          job.compare,
          { dataSource, timeoutMs },
          phase => tell({ phase }),
        );
        tell(savedState(result, written, { segments, choice }));
      });
    });
  }

  /** Hands what is chosen to the browser as files. */
  files(request: SaveRequest | undefined): Promise<void> {
    return this.run(request, ({ formats, tell, use }) =>
      use(async job => {
        const written = await job.write(formats, this.modulesOf(formats));
        written.files.forEach(download);
        tell(filesState(written));
      }),
    );
  }

  /** Puts the report on the clipboard. */
  copy(request: SaveRequest | undefined): Promise<void> {
    return this.run(request, async ({ tell, use }) => {
      await copyText(use(job => job.reportText()));
      tell({ phase: 'copied' });
    });
  }

  /** The study is left: what is under way is not told any more. */
  leave(): void {
    this.current?.abort();
    this.current = null;
  }

  private async run(
    request: SaveRequest | undefined,
    work: (run: Run) => Promise<void>,
  ): Promise<void> {
    const { save, formats } = this.store.getState();
    if (BUSY.includes(save.phase)) return;
    const current = new AbortController();
    this.current = current;
    const tell = (state: SaveState) => {
      if (!current.signal.aborted) this.store.setState({ save: state });
    };
    try {
      const choice = this.choice(request);
      tell({ phase: 'encoding' });
      await work({
        ...{ choice, tell, formats: request?.formats ?? formats },
        use: use => this.withFindings(choice, current.signal, use),
      });
    } catch (error) {
      // Nobody waits for it any more.
      if (current.signal.aborted) return;
      const failure = toErrorData(error, 'export-failed');
      tell({ phase: 'failed', ...failure, stored: [], shortfalls: [] });
    }
  }

  private modulesOf(formats: readonly string[]): readonly ExporterModule[] {
    return this.deps
      .otherFormats()
      .filter(({ id }) => formats.includes(id))
      .map(({ id, module }) => ({ id, module }));
  }

  private choice(request: SaveRequest | undefined): FindingChoice {
    const { target, findings } = this.deps.findings.store.getState();
    if (!target) throw new SamError('no-segmentation', 'nothing to save');
    const chosen = findings.filter(f => f.chosen).map(f => f.segmentIndex);
    const { segmentationId } = target;
    return { segmentationId, segmentIndices: request?.segmentIndices ?? chosen };
  }

  private async withFindings<T>(
    choice: FindingChoice,
    signal: AbortSignal,
    use: (job: OpenJob, segments: number) => Promise<T>,
  ): Promise<T> {
    const { segmentationId, segmentIndices } = choice;
    const { reportShowsPatient } = this.store.getState();
    let segments = 0;
    let used: { readonly value: T } | undefined;
    await this.deps.findings.worker.job(
      segmentIndices.map(segmentIndex => ({ segmentationId, segmentIndex })),
      (marked, present) => {
        segments = present.length;
        return describeJob(this.deps, choice, reportShowsPatient, marked, present);
      },
      async job => {
        used = { value: await use(job, segments) };
      },
      signal,
    );
    if (!used) throw new SamError('no-segmentation', 'no segment has a voxel');
    return used.value;
  }
}

function savedState(
  result: StoreResult,
  written: WrittenFiles,
  saved: Pick<Extract<SaveState, { phase: 'saved' }>, 'segments' | 'choice'>,
): SaveState {
  const { stored, failure } = result;
  const shortfalls = [...shortfallsOf(written), ...result.shortfalls];
  if (failure) return { phase: 'failed', ...failure, stored, shortfalls };
  if (stored.length) return { phase: 'saved', ...saved, formats: stored, shortfalls };
  return { phase: 'failed', ...firstReason(shortfalls), stored, shortfalls };
}

function filesState(written: WrittenFiles): SaveState {
  const shortfalls = shortfallsOf(written);
  const { files } = written;
  if (files.length) return { phase: 'files', count: files.length, shortfalls };
  return { phase: 'failed', ...firstReason(shortfalls), stored: [], shortfalls };
}

/** The failure of a run that wrote nothing: the archive's, where it was that. */
function firstReason(shortfalls: readonly Shortfall[]): { code: SamErrorCode; detail: string } {
  for (const { reason, detail } of shortfalls) {
    const code = SAM_ERROR_CODES.find(known => known === reason);
    if (code) return { code, detail };
  }
  return { code: 'save-unsupported', detail: '' };
}
