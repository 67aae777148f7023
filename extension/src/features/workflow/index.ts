/** The only door of the feature: which studies the mode is for, and the steps that it leads through. */
export { WORKFLOW_KEYS, workflowCommands } from './commands';
export { createWorkflow } from './createWorkflow';
export type { ListedStudy, ModeValidity } from './qualification';
export { SiteSection } from './SiteSection';
export { stepOf } from './steps';
export { WorkflowSection } from './WorkflowSection';
export type { Workflow, WorkflowState } from './types';
