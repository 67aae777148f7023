/** The only door of the feature: this study beside an earlier one of the patient. */
export { followUpCommands } from './commands';
export { createFollowUp, type FollowUp } from './createFollowUp';
export { FollowUpSection } from './FollowUpSection';
