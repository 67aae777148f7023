import { type ExportInput } from '../exportInput';

export interface SegInput extends ExportInput {
  /** Content Label: a code string such as LESIONS. */
  readonly contentLabel: string;
  readonly contentDescription?: string;
  /** The reader, where the viewer knows. */
  readonly contentCreatorName?: string;
}
