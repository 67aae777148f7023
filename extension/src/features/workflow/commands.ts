import { WORKFLOW_MESSAGES } from '../../i18n/messages/workflow';
import type { KeyBinding } from '../../ui/keys';
import type { Workflow } from './types';

/** The viewer's commands of this feature. */
export const workflowCommands = (workflow: Workflow) => ({
  /** Without a step, or with one that there is not, everything is open. */
  samSetStep: (options?: { readonly step?: string | null }) =>
    workflow.setStep(options?.step ?? null),
  samNextStep: () => workflow.moveStep(1),
  samPreviousStep: () => workflow.moveStep(-1),
});

/** Chosen among those that OHIF's defaults leave free. */
export const WORKFLOW_KEYS: readonly KeyBinding[] = [
  {
    ...{ name: 'nextStep', commandName: 'samNextStep', keys: 'shift+n' },
    label: WORKFLOW_MESSAGES['command.nextStep'],
  },
  {
    ...{ name: 'previousStep', commandName: 'samPreviousStep', keys: 'shift+v' },
    label: WORKFLOW_MESSAGES['command.previousStep'],
  },
];
