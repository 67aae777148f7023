import type { AnatomyId } from '../export/segmentTypes';

/** Whether a lesion is measured at follow-up (target) or only judged (non-target). */
export type LesionRole = 'target' | 'non-target';

/** A lesion as RECIST 1.1 measures it (Eisenhauer et al. 2009, Eur J Cancer 45:228). */
export interface RecistLesion {
  readonly id: string;
  /** Largest diameter in the plane of a slice; null where it is not known in millimetres. */
  readonly longAxis: number | null;
  /** The largest one perpendicular to it, mm. */
  readonly shortAxis: number | null;
  /** Lymph nodes are measured by their short axis. */
  readonly isNode: boolean;
  /** Left and right of a pair are one organ; null where nobody has said. */
  readonly organ: AnatomyId | null;
  /** Between slices, mm; null where it is not known. */
  readonly sliceSpacing: number | null;
}

/** The diameter that counts for RECIST 1.1, mm: the short axis of a node, else the long axis. */
export const recistDiameter = ({
  isNode,
  longAxis,
  shortAxis,
}: Pick<RecistLesion, 'isNode' | 'longAxis' | 'shortAxis'>): number | null =>
  isNode ? shortAxis : longAxis;

/** Sum of the diameters of lesions, mm; null where one of them is not known, or there is none. */
export function sumOfDiameters(lesions: readonly RecistLesion[]): number | null {
  const diameters = lesions.map(recistDiameter);
  if (!diameters.length) return null;
  return diameters.reduce<number | null>(
    (sum, diameter) => (sum === null || diameter === null ? null : sum + diameter),
    0,
  );
}
