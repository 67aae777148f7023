import type { FollowUpRecord } from '../../core/export/json';
import { sumOfDiameters } from '../../core/recist';
import type { Pairing } from './pairing';
import type { Decisions, OpenPrior } from './types';

/**
 * What has become of prior lesions, as files have it.
 *
 * @param findingIds of the findings of the file, in its order
 */
export function recordOf(
  { reference }: OpenPrior,
  { pairs, comparison }: Pairing,
  { baseline, nadir, nonTargetsProgress }: Decisions,
  findingIds: readonly string[],
): FollowUpRecord {
  const { changes, targets, nonTargets, overall } = comparison;
  const chosen = pairs.map(({ lesion }) => lesion).filter(({ role }) => role === 'target');
  return {
    ...(reference ? { prior: reference } : {}),
    lesions: changes.map(({ current, tracking, prior: _prior, ...change }) => {
      const place = current === null ? -1 : findingIds.indexOf(current);
      return {
        ...change,
        finding: place < 0 ? null : place,
        ...(tracking ? { tracking: { ...tracking } } : {}),
      };
    }),
    sums: { prior: sumOfDiameters(chosen), now: targets.sum, baseline, nadir },
    nonTargetsProgress,
    newLesions: changes.filter(({ kind }) => kind === 'new').length,
    response: { targets: chosen.length ? targets.response : null, nonTargets, overall },
  };
}
