import type { FindingRegistry } from './findingRegistry';
import type { SegmentTarget } from './target';
import type { FindingsState } from './types';

/** The segment that Accept writes to, and those that saving can take along. */
export function targetStates(
  parts: { readonly target: SegmentTarget; readonly findings: FindingRegistry },
  viewportId: string | null,
): Pick<FindingsState, 'target' | 'findings'> {
  const active = parts.target.current(viewportId);
  if (!viewportId || !active) return { target: null, findings: [] };
  const { segmentationId, label } = active;
  return {
    target: { ...active, coding: parts.findings.codingOf(active, label) },
    findings: parts.target.listed(viewportId, segmentationId).map(entry => ({
      ...entry,
      chosen: parts.findings.isChosen({ segmentationId, segmentIndex: entry.segmentIndex }),
    })),
  };
}
