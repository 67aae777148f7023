import type { AutomaticParameters } from '../../../core/automatic/parameters';
import type { WindowPreset } from '../../../core/image/presets';
import type { Message } from '../../../i18n/message';

/** What the reader looks for, as parameters of the generator. Data alone: one file each. */
export interface AutomaticPreset {
  /** Unique; letters, digits and dashes. */
  readonly id: string;
  readonly name: Message;
  /** Where they differ from SAM's defaults. */
  readonly parameters: Partial<Omit<AutomaticParameters, 'pointsPerBatch'>>;
  /** What CT is shown in, unless the reader has chosen a window; that of the whole slice without. */
  readonly window?: WindowPreset;
}
