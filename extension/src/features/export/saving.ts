import { SamError, toErrorData } from '../../core/errors';
import type { ExportedFile, WrittenFiles } from '../../core/export/findingSet';
import { DICOM_FORMATS, type ExportFormat } from '../../core/export/formats';
import type { SegmentMeasurements } from '../../core/measure';
import type { FindingChoice, SavePhase, StoreResult } from './exportFindings';
import type { SegmentRef } from '../../host/labelmap';
import type { FindingsState, MeasurementState } from '../findings';
import type { ExportState, SaveRequest } from './types';

/** What saving reads and tells. */
export type SavingState = FindingsState & ExportState;

/** The ways out of the viewer, each a worker's work. */
export interface FindingOutlets {
  /** Stores a segmentation's findings, each object read back and compared. */
  readonly storeFindings: (
    choice: FindingChoice,
    formats: readonly ExportFormat[],
    onPhase: (phase: SavePhase) => void,
  ) => Promise<StoreResult>;
  readonly findingFiles: (
    choice: FindingChoice,
    formats: readonly ExportFormat[],
  ) => Promise<WrittenFiles>;
  /** The report as plain text. */
  readonly findingReport: (choice: FindingChoice) => Promise<string>;
  /** Opens a file as new segments; resolves to their number. */
  readonly openFindings: (file: Blob) => Promise<number>;
  readonly measureFinding: (segment: SegmentRef) => Promise<SegmentMeasurements | null>;
}

/** Strokes follow each other: measuring waits until they pause. */
const MEASURE_PAUSE_MS = 600;

/** Saves and measures what the reader has accepted; tells the session what comes of it. */
export class Saving {
  private pause: ReturnType<typeof setTimeout> | undefined;
  private measured = '';
  private round = 0;

  constructor(
    private readonly outlets: FindingOutlets,
    private readonly getState: () => SavingState,
    private readonly set: (change: Partial<SavingState>) => void,
    private readonly unitsNow: () => 'HU' | 'SUV' | 'arbitrary',
  ) {}

  /** Stores the DICOM objects that the settings name in the archive. */
  async store(request?: SaveRequest): Promise<void> {
    await this.run(request, async (choice, formats) => {
      const wanted = formats.filter(format => DICOM_FORMATS.includes(format));
      const { stored, segments, failure } = await this.outlets.storeFindings(
        choice,
        wanted,
        phase => this.set({ save: { phase } }),
      );
      this.set({
        save: failure
          ? { phase: 'failed', ...failure, stored }
          : { phase: 'saved', segments, formats: stored },
      });
    });
  }

  /** Hands the files that the settings name to the browser, which asks or keeps them. */
  async saveFiles(request?: SaveRequest): Promise<void> {
    await this.run(request, async (choice, formats) => {
      this.set({ save: { phase: 'encoding' } });
      const { files, refused } = await this.outlets.findingFiles(choice, formats);
      files.forEach(download);
      this.set({ save: { phase: 'files', count: files.length, refused } });
    });
  }

  /** Puts the report on the clipboard. */
  async copyReport(request?: SaveRequest): Promise<void> {
    await this.run(request, async choice => {
      this.set({ save: { phase: 'encoding' } });
      await copyText(this.outlets.findingReport(choice));
      this.set({ save: { phase: 'copied' } });
    });
  }

  /** Voxels have changed: what was saved is no longer what is shown, and measures anew. */
  changed(): void {
    const { phase } = this.getState().save;
    if (phase === 'saved' || phase === 'files' || phase === 'copied')
      this.set({ save: { phase: 'idle' } });
    this.measured = '';
    this.follow();
  }

  /** Measures the segment that Accept writes to, unless that was done. */
  follow(): void {
    const { target } = this.getState();
    const key = target ? `${target.segmentationId}|${target.segmentIndex}` : '';
    if (key === this.measured) return;
    this.measured = key;
    const round = ++this.round;
    clearTimeout(this.pause);
    if (!target) return this.set({ measurement: { phase: 'none' } });
    this.pause = setTimeout(() => void this.measure(target, round), MEASURE_PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.pause);
    this.round++;
    this.measured = '';
  }

  private async measure(segment: SegmentRef, round: number): Promise<void> {
    this.set({ measurement: { phase: 'measuring' } });
    const tell = (measurement: MeasurementState) => {
      if (round === this.round) this.set({ measurement });
    };
    try {
      const values = await this.outlets.measureFinding(segment);
      tell(values ? { phase: 'ready', values, units: this.unitsNow() } : { phase: 'none' });
    } catch (error) {
      tell({ phase: 'failed', ...toErrorData(error, 'pixels-unavailable') });
    }
  }

  private async run(
    request: SaveRequest | undefined,
    work: (choice: FindingChoice, formats: readonly ExportFormat[]) => Promise<void>,
  ): Promise<void> {
    const { save, target, formats, findings } = this.getState();
    if (save.phase === 'encoding' || save.phase === 'sending' || save.phase === 'verifying') return;
    try {
      if (!target) throw new SamError('no-segmentation', 'nothing to save');
      const { segmentationId } = target;
      const chosen = findings.filter(f => f.chosen).map(f => f.segmentIndex);
      const segmentIndices = request?.segmentIndices ?? chosen;
      await work({ segmentationId, segmentIndices }, request?.formats ?? formats);
    } catch (error) {
      const failure = toErrorData(error, 'save-failed');
      this.set({ save: { phase: 'failed', ...failure, stored: [] } });
    }
  }
}

/**
 * Puts text that is still being made on the clipboard. Throws SamError `copy-refused` where the
 * browser does not let pages do so, and what the text's making threw.
 */
async function copyText(text: Promise<string>): Promise<void> {
  const blob = text.then(value => new Blob([value], { type: 'text/plain' }));
  // Asked for at once: the browser forgets soon that the reader clicked.
  const copied = (async () => {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
  })().catch((cause: unknown) => {
    throw new SamError('copy-refused', 'the browser refused', { cause });
  });
  await Promise.all([blob, copied]);
}

function download({ name, mediaType, bytes }: ExportedFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
