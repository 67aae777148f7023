/**
 * Why something could not be written, or a number can't be known: a closed set, so that the
 * catalogue has a sentence for each in every language.
 */
export const EXPORT_REASONS = [
  /** No segment holds a voxel. */
  'no-voxels',
  /** The images don't say where they lie in the patient. */
  'no-place',
  /** The images that are marked are no even grid. */
  'uneven-grid',
  /** The segmentation that it refers to was not written. */
  'no-segmentation',
  /** Nothing of the findings could be measured. */
  'nothing-measured',
  /** The images have no grey values at hand. */
  'no-grey-values',
  /** This environment draws no pictures, or writes no reports. */
  'not-available',
  /** More segments than the format can number. */
  'too-many-segments',
  /** The file reads differently than it was written. */
  'reads-differently',
  /** What happened was not foreseen; the detail is technical. */
  'unexpected',
] as const;

export type ExportReason = (typeof EXPORT_REASONS)[number];

/**
 * What a format throws when it can't hold the findings. `detail` is technical, in English, and
 * free of patient data.
 */
export class ExportRefusal extends Error {
  override readonly name = 'ExportRefusal';
  constructor(
    readonly reason: ExportReason,
    readonly detail: string,
    options?: { cause?: unknown },
  ) {
    super(detail, options);
  }
}
