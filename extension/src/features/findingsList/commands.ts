import { FINDINGS_LIST_MESSAGES } from '../../i18n/messages/findingsList';
import type { KeyBinding } from '../../ui/keys';
import type { FindingsList } from './createFindingsList';

/** The viewer's commands for the list of findings. */
export const findingsListCommands = (list: FindingsList) => ({
  samNextFinding: () => list.step(1),
  samPreviousFinding: () => list.step(-1),
  samReviewFinding: () => list.review(),
  samMergeFindings: () => list.merge(),
  samSplitFinding: () => list.split(),
  samDeleteFinding: () => list.remove(),
});

const key = (
  name: string,
  commandName: keyof ReturnType<typeof findingsListCommands>,
  label: keyof typeof FINDINGS_LIST_MESSAGES,
  keys: string,
): KeyBinding => ({ name, commandName, label: FINDINGS_LIST_MESSAGES[label], keys });

/** Chosen among those that OHIF's defaults leave free. */
export const FINDINGS_LIST_KEYS: readonly KeyBinding[] = [
  key('nextFinding', 'samNextFinding', 'command.nextFinding', 'b'),
  key('previousFinding', 'samPreviousFinding', 'command.previousFinding', 'shift+b'),
  key('reviewFinding', 'samReviewFinding', 'command.reviewFinding', 'e'),
];
