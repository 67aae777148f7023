import type { FollowUp } from './createFollowUp';

/** The viewer's commands of this feature. Prior lesions are named by their tracking UIDs. */
export const followUpCommands = (followUp: FollowUp) => ({
  samFindPriors: () => followUp.find(),
  /** Without a study, the newest report. */
  samOpenPrior: async (options?: { readonly studyUid?: string }) => {
    const { reports } = followUp.store.getState();
    const report = reports?.find(({ studyUid }) => studyUid === (options?.studyUid ?? studyUid));
    if (report) await followUp.open(report);
  },
  samCancelFollowUp: () => followUp.cancel(),
  samClosePrior: () => followUp.close(),
  samCarryOver: ({ prior }: { readonly prior: string }) => followUp.carryOver(prior),
  samKeepMatches: (options?: { readonly priors?: readonly string[] }) =>
    followUp.keep(options?.priors),
});
