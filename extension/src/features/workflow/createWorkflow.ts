import { createStore, type StoreApi } from 'zustand/vanilla';

import { qualify } from '../../core/studyTypes/qualify';
import type { ConfigProblem, StudyType } from '../../core/studyTypes/siteConfig';
import type { Host } from '../../host/ohif';
import { studyFacts } from '../../host/studyFacts';
import type { StudyImages } from '../../host/studyImages';
import { followViewerSteps } from '../../host/workflowSteps';
import type { Texts } from '../../i18n/texts';
import { offeredFor, problemTexts } from './qualification';
import { STEPS, stepOf } from './steps';
import type { Workflow, WorkflowState } from './types';

export interface WorkflowDeps {
  readonly host: Pick<Host, 'services'>;
  readonly images: Pick<StudyImages, 'studyUid' | 'onMore'>;
  readonly texts: Texts;
  readonly studyTypes: readonly StudyType[] | undefined;
  readonly problems: readonly ConfigProblem[];
  /** The step of the open study in an earlier session, and the way to remember another. */
  readonly memory: {
    recallStep(): Promise<string | undefined>;
    keepStep(step: string | null): Promise<void>;
  };
  /** Makes a tool that of the primary mouse button; null hands that back to the viewer. */
  readonly selectTool: (tool: string | null) => void;
  /** Shows series side by side, or one; what suits neither is left. */
  readonly showLayout: (layout: 'one' | 'compare') => void;
}

const NO_STEP = { step: null, open: new Set<string>() } as const;

/** Which studies the mode is for, and the steps that it leads through. */
export function createWorkflow(deps: WorkflowDeps): Workflow {
  const { texts, studyTypes, problems, images } = deps;
  const store = createStore<WorkflowState>(() => ({
    ...{ problems, unsuited: [], leads: false },
    ...NO_STEP,
  }));
  for (const problem of problemTexts(problems, texts)) console.warn(`SAM: ${problem}`);
  const steps = stepping(deps, store);
  let stop: (() => void) | null = null;
  let leave: (() => void) | null = null;
  /** The panel may be there before the mode says that it leads, or after. */
  const follow = () => {
    if (stop && store.getState().leads) leave ??= steps.follow();
  };
  return {
    ...steps.actions,
    store,
    offeredFor: study => offeredFor(study, studyTypes, texts),
    lead: () => {
      store.setState({ leads: true });
      follow();
    },
    start: () => {
      stop ??= images.onMore(() => judge(deps, store));
      follow();
      judge(deps, store);
    },
    reset: () => {
      stop?.();
      leave?.();
      stop = leave = null;
      store.setState({ unsuited: [], leads: false, ...NO_STEP });
    },
  };
}

/** Whether the open study is one of the site's types; before its series are there nothing is said. */
function judge({ images, host, studyTypes }: WorkflowDeps, store: StoreApi<WorkflowState>): void {
  const uid = images.studyUid();
  const facts = uid ? studyFacts(host, uid) : null;
  if (!facts?.series?.length) return;
  const found = qualify(facts, studyTypes);
  store.setState({ unsuited: found.qualifies ? [] : found.reasons });
}

function stepping(deps: WorkflowDeps, store: StoreApi<WorkflowState>) {
  const { host, texts, memory, selectTool, showLayout } = deps;
  let viewerSteps: ReturnType<typeof followViewerSteps> | null = null;
  /** What was recalled must not undo what the reader has chosen meanwhile. */
  let chosen = false;
  const setStep = (id: string | null) => {
    const step = stepOf(id);
    chosen = true;
    if ((step?.id ?? null) === store.getState().step) return;
    store.setState(step ? { step: step.id, open: new Set(step.sections) } : NO_STEP);
    if (step) {
      selectTool(step.tool);
      showLayout(step.layout);
      viewerSteps?.show(step.id);
    }
    void memory.keepStep(step?.id ?? null);
  };
  return {
    actions: {
      setStep,
      moveStep: (by: number) => {
        const place = STEPS.findIndex(({ id }) => id === store.getState().step);
        const next = place < 0 ? (by > 0 ? 0 : STEPS.length - 1) : place + by;
        if (STEPS[next]) setStep(STEPS[next].id);
      },
      setOpen: (section: string, isOpen: boolean) => {
        const open = new Set(store.getState().open);
        if (isOpen) open.add(section);
        else open.delete(section);
        store.setState({ open });
      },
    },
    /** Makes the steps the viewer's own as well, and goes to the one that was left. */
    follow: () => {
      chosen = false;
      const named = STEPS.map(({ id, name }) => ({ id, name: texts.text(name) }));
      viewerSteps = followViewerSteps(host, named, setStep);
      void memory.recallStep().then(step => {
        if (!chosen && step) setStep(step);
      });
      return () => {
        viewerSteps?.stop();
        viewerSteps = null;
        chosen = true;
      };
    },
  };
}
