import { type ExportInput } from '../exportInput';

/** Sources are all of one size and, where they have a place in the patient, of one grid. */
export interface SegInput extends ExportInput {
  /** Content Label: a code string such as LESIONS. */
  readonly contentLabel: string;
  readonly contentDescription?: string;
  /** The reader, where the viewer knows. */
  readonly contentCreatorName?: string;
}
