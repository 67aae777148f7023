import type { WORKFLOW_MESSAGES } from '../../i18n/messages/workflow';

type TextKey = keyof typeof WORKFLOW_MESSAGES;

/** One step from the open study to the stored findings. */
export interface WorkflowStep {
  readonly id: string;
  readonly name: TextKey;
  /** One line on what to do. */
  readonly guidance: TextKey;
  /** Ids of the panel's sections that it needs; the others are folded. */
  readonly sections: readonly string[];
  /** Id of the prompt tool that it begins with; null hands the mouse back to the viewer. */
  readonly tool: string | null;
  /** Series side by side where the study has such, or one. */
  readonly layout: 'one' | 'compare';
}

/** Sections that make an object and bring it into a segment. */
const PROMPTING = ['target', 'tools', 'prompts', 'candidates', 'commands', 'propagation'];

/** In their order. A section that a viewer does not have is passed by. */
export const STEPS: readonly WorkflowStep[] = [
  {
    id: 'organ',
    name: 'workflow.organ',
    guidance: 'workflow.organ.guidance',
    sections: ['organs', ...PROMPTING, 'cleanup'],
    tool: 'box',
    layout: 'one',
  },
  {
    id: 'lesions',
    name: 'workflow.lesions',
    guidance: 'workflow.lesions.guidance',
    sections: ['lesion-search', ...PROMPTING, 'lesions', 'automatic'],
    tool: 'include',
    layout: 'compare',
  },
  {
    id: 'measure',
    name: 'workflow.measure',
    guidance: 'workflow.measure.guidance',
    sections: [
      'findings',
      'follow-up',
      'target',
      'measurement',
      'propagation',
      'cleanup',
      'carry-over',
    ],
    tool: null,
    layout: 'compare',
  },
  {
    id: 'report',
    name: 'workflow.report',
    guidance: 'workflow.report.guidance',
    sections: ['findings', 'save', 'drafts'],
    tool: null,
    layout: 'one',
  },
];

export const stepOf = (id: string | null | undefined): WorkflowStep | undefined =>
  STEPS.find(step => step.id === id);
