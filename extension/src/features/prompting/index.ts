/** The only door of the feature: prompts, the object that they make, and its way into a segment. */
export { CandidateSection } from './CandidateSection';
export { CommandBar } from './CommandBar';
export { promptingCommands, promptingKeys } from './commands';
export { createPrompting, type Prompting } from './createPrompting';
export { PromptSection } from './PromptSection';
export type { Accepted } from './accept';
export { acceptableMask, previewOf, shownMask, standsFirm } from './drafts';
export { SeriesSelect } from './SeriesSelect';
export { allPrompts, currentDraft, shownKey } from './store';
export { toolbarButtons, toolbarSections } from './toolbar';
export { ToolActivation } from './tools/activation';
export { BUILT_IN_TOOLS } from './tools/builtInTools';
export { checkPromptTool, type PromptTool } from './tools/promptTool';
export { nameOf } from './twoSeries';
export { ToolSection } from './ToolSection';
export type { DraftPrompt, PreviewState, PromptingState, SeriesName, SliceDraft } from './types';
export { ViewSection } from './ViewSection';
