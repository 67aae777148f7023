import type { Reason } from '../../core/studyTypes/qualify';
import type { ConfigProblem } from '../../core/studyTypes/siteConfig';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { ListedStudy, ModeValidity } from './qualification';

export interface WorkflowState {
  /** What is wrong in the site's configuration. */
  readonly problems: readonly ConfigProblem[];
  /** Why the open study is none of the site's types; empty where it is, or there are none. */
  readonly unsuited: readonly Reason[];
  /** The viewer's mode leads through steps. */
  readonly leads: boolean;
  /** Id of the present step; null while everything is open. */
  readonly step: string | null;
  /** Ids of the sections that are open in the present step. */
  readonly open: ReadonlySet<string>;
}

/** What the panel, the mode and commands may ask of the workflow. */
export interface Workflow {
  readonly store: ReadonlyStore<WorkflowState>;
  /** Whether the mode is offered for a study of the list. */
  offeredFor(study: ListedStudy): ModeValidity;
  /** The mode that leads through steps was entered. */
  lead(): void;
  /** Goes to a step, or to none, where everything is open. */
  setStep(id: string | null): void;
  /** Goes so many steps on or back; from none to the first or the last. */
  moveStep(by: number): void;
  /** Opens a section in the present step, or folds it. */
  setOpen(section: string, isOpen: boolean): void;
  /** Begins to follow the study. Repeated calls do nothing. */
  start(): void;
  /** The study is left. */
  reset(): void;
}
