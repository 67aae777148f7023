/** The only door of the feature: prompts, drafts and what becomes of them. */
export { CandidateSection } from './CandidateSection';
export { CommandBar } from './CommandBar';
export { draftActions } from './draftActions';
export { DraftBook } from './draftBook';
export { emptyDraft, previewOf, type Draft } from './drafts';
export { HoverPreview } from './hover';
export { overlayContent } from './overlayContent';
export { PromptSection } from './PromptSection';
export { promptsHere } from './promptsHere';
export { SliceFollower } from './sliceFollower';
export { TOOLBAR_SECTIONS, toolbarButtons } from './toolbar';
export { ToolActivation } from './tools/activation';
export { ToolSection } from './ToolSection';
export { ViewSection } from './ViewSection';
export { Writing, type WritingParts } from './writing';
