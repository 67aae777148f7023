/** The only door of the feature: all findings of the active segmentation, one a row. */
export { createFindingsList, type FindingsList } from './createFindingsList';
export { FindingsListSection } from './FindingsListSection';
export { FINDINGS_LIST_KEYS, findingsListCommands } from './commands';
export { lesionOf } from './rows';
export type { FindingRow, FindingsListState } from './types';
