import type { AnatomyId } from '../export/segmentTypes';
import { recistDiameter, type RecistLesion } from './lesion';

/** Measurable lesions, long axis, mm. */
const LEAST_DIAMETER = 10;
/** Pathological lymph nodes that are targets, short axis, mm. */
const LEAST_NODE = 15;
/** Slices further apart than this ask for lesions of twice their distance. */
const THIN_SLICES = 5;
const MOST_TARGETS = 5;
const MOST_IN_ORGAN = 2;
/** Lengths that differ by less are equal but for rounding, mm. */
const ROUNDING = 1e-6;

/** Where a choice of targets does not follow RECIST 1.1. */
export type TargetProblem =
  /** Shorter than a target has to be; both in mm. */
  | {
      readonly kind: 'too-small';
      readonly id: string;
      readonly diameter: number;
      readonly least: number;
      readonly isNode: boolean;
    }
  | { readonly kind: 'not-in-millimetres'; readonly id: string }
  | { readonly kind: 'no-organ'; readonly id: string }
  | { readonly kind: 'too-many'; readonly count: number; readonly most: number }
  | {
      readonly kind: 'too-many-in-organ';
      readonly organ: AnatomyId;
      readonly count: number;
      readonly most: number;
    };

/**
 * What a target has to measure at baseline, mm: 10 by its long axis, or twice the distance of slices
 * that are more than 5 mm apart; 15 by the short axis of a lymph node (RECIST 1.1, Eisenhauer et al.
 * 2009, 3.1.1 and 4.2.1).
 */
function leastDiameter({ isNode, sliceSpacing }: Omit<RecistLesion, 'id'>): number {
  if (isNode) return LEAST_NODE;
  const isThick = sliceSpacing !== null && sliceSpacing > THIN_SLICES;
  return isThick ? Math.max(LEAST_DIAMETER, 2 * sliceSpacing) : LEAST_DIAMETER;
}

/**
 * Checks targets chosen at baseline by RECIST 1.1 (Eisenhauer et al. 2009, 3.1 and 4.2): each large
 * enough, five in all, two in an organ. Paired organs count as one, and so do lymph nodes.
 * Empty when everything is as it should be.
 */
export function checkTargets(targets: readonly RecistLesion[]): TargetProblem[] {
  const problems: TargetProblem[] = [];
  for (const lesion of targets) {
    const { id, isNode } = lesion;
    const [diameter, least] = [recistDiameter(lesion), leastDiameter(lesion)];
    if (diameter === null) problems.push({ kind: 'not-in-millimetres', id });
    else if (diameter < least - ROUNDING)
      problems.push({ kind: 'too-small', id, diameter, least, isNode });
    if (lesion.organ === null) problems.push({ kind: 'no-organ', id });
  }
  if (targets.length > MOST_TARGETS) {
    problems.push({ kind: 'too-many', count: targets.length, most: MOST_TARGETS });
  }
  const counts = new Map<AnatomyId, number>();
  for (const { organ } of targets) if (organ) counts.set(organ, (counts.get(organ) ?? 0) + 1);
  for (const [organ, count] of counts) {
    if (count > MOST_IN_ORGAN) {
      problems.push({ kind: 'too-many-in-organ', organ, count, most: MOST_IN_ORGAN });
    }
  }
  return problems;
}
