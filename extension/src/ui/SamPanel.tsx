import { useCallback, useMemo, type KeyboardEvent, type MouseEvent } from 'react';
import type { Session } from '../app/types';
import type { Texts } from '../i18n/texts';
import {
  CandidateSection,
  CommandBar,
  PromptSection,
  promptsHere,
  ToolSection,
  ViewSection,
} from '../features/prompting';
import { MeasurementSection, TargetSection } from '../features/findings';
import { NoticeBar } from './NoticeBar';
import { PanelContext, type PanelKeys } from './panelContext';
import { SaveSection } from '../features/export';
import { StatusSection } from '../features/runtime';
import { PANEL_CSS } from './styles';
import { useSessionState } from './useSessionState';

interface SamPanelProps {
  readonly session: Session;
  readonly texts: Texts;
  readonly keys: PanelKeys;
}

/** The whole panel: reads the session, sends intents. Scrolls inside whatever height it is given. */
export function SamPanel({ session, texts, keys }: SamPanelProps) {
  const state = useSessionState(session);
  const context = useMemo(
    () => ({ actions: session.actions, texts, keys }),
    [session, texts, keys],
  );
  const modelView = useCallback((side: number) => session.modelView(side), [session]);
  const here = promptsHere(state);
  return (
    <PanelContext.Provider value={context}>
      <style>{PANEL_CSS}</style>
      <div
        className="sam-panel"
        data-runtime={state.runtime.phase}
        data-slice={state.slice.phase}
        data-prompts={state.prompts.length}
        lang={texts.language}
        aria-label={texts.text('panel.title')}
        role="region"
        onKeyDown={keepPressesInside}
        onMouseDown={leaveFocus}
      >
        <div className="sam-scroll">
          <StatusSection
            runtime={state.runtime}
            runtimeFacts={state.runtimeFacts}
            slice={state.slice}
            working={state.working}
            settings={state.settings}
          />
          <TargetSection target={state.target} slice={state.slice} refines={state.refines} />
          <ToolSection
            tool={state.tool}
            runtime={state.runtime}
            slice={state.slice}
            target={state.target}
            refines={state.refines}
          />
          <PromptSection
            prompts={here}
            elsewhere={state.prompts.length - here.length}
            selectedPromptId={state.selectedPromptId}
          />
          <CandidateSection preview={state.preview} working={state.working} />
          <CommandBar
            preview={state.preview}
            target={state.target}
            working={state.working}
            hasPrompts={here.length > 0}
            refining={state.refines !== null}
          />
          <ViewSection
            preview={state.preview}
            slice={state.slice}
            settings={state.settings}
            windowChoices={state.windowChoices}
            modelView={modelView}
          />
          <MeasurementSection measurement={state.measurement} />
          <SaveSection
            save={state.save}
            target={state.target}
            settings={state.settings}
            findings={state.findings}
            reportShowsPatient={state.reportShowsPatient}
          />
        </div>
        <NoticeBar notice={state.notice} />
      </div>
    </PanelContext.Provider>
  );
}

/** Space and Enter press the focused button; the viewer binds them to commands of its own. */
function keepPressesInside(event: KeyboardEvent): void {
  if (event.key === ' ' || event.key === 'Enter') event.stopPropagation();
}

/** A mouse press leaves the focus where it was, so that the viewer's keys keep working. */
function leaveFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button')) event.preventDefault();
}
