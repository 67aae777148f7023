import { useStore } from 'zustand';
import { CarryOverSection } from '../features/carryOver';
import { CleanupSection } from '../features/cleanup';
import { AutomaticSection } from '../features/automatic';
import { DraftOffers, DraftsSection } from '../features/drafts';
import { SaveSection } from '../features/export';
import { MeasurementSection, TargetSection } from '../features/findings';
import { LesionsSection } from '../features/lesions';
import { FollowUpSection } from '../features/followUp';
import { FindingsListSection } from '../features/findingsList';
import { LesionSearchSection } from '../features/lesionSearch';
import {
  allPrompts,
  CandidateSection,
  CommandBar,
  currentDraft,
  PromptSection,
  ToolSection,
  ViewSection,
} from '../features/prompting';
import { OrganSection } from '../features/organs';
import { PropagationSection } from '../features/propagation';
import { StatusSection } from '../features/runtime';
import { SiteSection, stepOf, WorkflowSection } from '../features/workflow';
import { MountedSectionView } from '../ui/MountedSectionView';
import type { PanelSection } from '../ui/panelSection';
import type { SectionFold } from '../ui/sectionFold';
import type { App } from './createApp';
import type { SamService } from './samService';

/** The panel's sections in their order: this project's, and those of other extensions. */
export function panelSections(app: App, service: SamService): readonly PanelSection[] {
  const { runtime, prompting, propagation, findings, cleanup, carryOver, exporting, drafts } = app;
  const { findingsList, followUp, lesions, workflow } = app;
  const Status = () => {
    const slice = useStore(prompting.store, state => state.slice);
    const working = useStore(prompting.store, state => currentDraft(state)?.phase === 'asked');
    return <StatusSection model={runtime} slice={slice} working={working} />;
  };
  const Target = () => {
    const hasSlice = useStore(prompting.store, ({ slice }) => slice.phase !== 'none');
    const refining = useStore(prompting.store, state => Boolean(currentDraft(state)?.origin));
    return <TargetSection findings={findings} hasSlice={hasSlice} refining={refining} />;
  };
  const sections = {
    status: Status,
    target: Target,
    tools: () => <ToolSection prompting={prompting} runtime={runtime} findings={findings} />,
    prompts: () => <PromptSection prompting={prompting} />,
    candidates: () => <CandidateSection prompting={prompting} />,
    commands: () => (
      <CommandBar prompting={prompting} findings={findings} onUndo={app.undo} onRedo={app.redo} />
    ),
    view: () => <ViewSection prompting={prompting} />,
    measurement: () => <MeasurementSection findings={findings} />,
    save: () => <SaveSection exporting={exporting} findings={findings} />,
  };
  const numbered = Object.entries(sections).map(([id, Component], n) => ({
    ...{ id, Component },
    order: 100 * (n + 1),
  }));
  const Propagate = () => <PropagationSection propagation={propagation} prompting={prompting} />;
  const CleanUp = () => (
    <CleanupSection cleanup={cleanup} findings={findings} prompting={prompting} />
  );
  const CarryOn = () => <CarryOverSection carryOver={carryOver} findings={findings} />;
  const FollowUpOf = () => <FollowUpSection followUp={followUp} list={findingsList} />;
  // Between the commands and the view: the numbers of the others are known outside.
  const own = [
    ...numbered,
    { id: 'workflow', Component: () => <WorkflowSection workflow={workflow} />, order: 20 },
    { id: 'site', Component: () => <SiteSection workflow={workflow} />, order: 40 },
    { id: 'draft-offers', Component: () => <DraftOffers drafts={drafts} />, order: 50 },
    { id: 'drafts', Component: () => <DraftsSection drafts={drafts} />, order: 950 },
    { id: 'propagation', Component: Propagate, order: 650 },
    ...searchSections(app),
    { id: 'lesions', Component: () => <LesionsSection lesions={lesions} />, order: 665 },
    { id: 'cleanup', Component: CleanUp, order: 670 },
    { id: 'carry-over', Component: CarryOn, order: 675 },
    // Beside what is measured of the active one.
    { id: 'findings', Component: () => <FindingsListSection list={findingsList} />, order: 790 },
    { id: 'follow-up', Component: FollowUpOf, order: 795 },
  ];
  const others = app.registries.panelSections().map(section => ({
    ...{ id: section.id, order: section.order },
    Component: () => <MountedSectionView section={section} context={service} />,
  }));
  return [...own, ...others].sort((a, b) => a.order - b.order);
}

/** What is looked for without prompts: organs, all that a slice shows, lesions. */
function searchSections({
  organs,
  automatic,
  lesionSearch,
  prompting,
  findings,
}: App): readonly PanelSection[] {
  const FindOrgan = () => <OrganSection organs={organs} prompting={prompting} />;
  const FindMasks = () => <AutomaticSection automatic={automatic} prompting={prompting} />;
  const FindLesions = () => <LesionSearchSection lesions={lesionSearch} findings={findings} />;
  return [
    { id: 'organs', Component: FindOrgan, order: 655 },
    { id: 'automatic', Component: FindMasks, order: 660 },
    { id: 'lesion-search', Component: FindLesions, order: 668 },
  ];
}

/** Sections that say how things are, or lead. */
const LEADING = ['workflow', 'site', 'draft-offers', 'status'];
/** Sections that no step folds. */
const NEVER_FOLDED = [...LEADING, 'commands'];

/** Which sections are folded in the present step; none where there is no step. */
export function usePanelFolds({ workflow }: Pick<App, 'workflow'>) {
  const { step, open } = useStore(workflow.store);
  return (id: string): SectionFold | null =>
    step === null || NEVER_FOLDED.includes(id)
      ? null
      : { isOpen: open.has(id), setOpen: isOpen => workflow.setOpen(id, isOpen) };
}

/**
 * The panel's order in the present step: what says how things are or leads, then what the step needs
 * in its own order, then the others.
 */
export function usePanelOrder({ workflow }: Pick<App, 'workflow'>) {
  const own = useStore(workflow.store, ({ step }) => stepOf(step)?.sections);
  return (sections: readonly PanelSection[]): readonly PanelSection[] => {
    if (!own) return sections;
    const place = ({ id }: PanelSection) => {
      const known = own.indexOf(id);
      if (known >= 0) return known;
      return LEADING.includes(id) ? -1 : own.length;
    };
    return [...sections].sort((a, b) => place(a) - place(b));
  };
}

/** How things are, as attributes of the panel. */
export function usePanelData({ runtime, prompting }: Pick<App, 'runtime' | 'prompting'>) {
  const state = useStore(prompting.store);
  const phase = useStore(runtime.store, ({ runtime: { phase } }) => phase);
  return {
    'data-runtime': phase,
    'data-slice': state.slice.phase,
    'data-prompts': allPrompts(state).length,
  } as const;
}
