import { useMemo, type HTMLAttributes, type KeyboardEvent, type MouseEvent } from 'react';
import type { Texts } from '../i18n/texts';
import type { PanelKeys } from './keys';
import { NoticeBar } from './NoticeBar';
import type { Notices } from './notices';
import { PanelContext } from './panelContext';
import type { PanelSection } from './panelSection';
import { SectionFoldContext, type SectionFold } from './sectionFold';
import { SectionGuard } from './SectionGuard';
import { PANEL_CSS } from './styles';

export interface SamPanelProps {
  /** In the order in which they are shown. */
  readonly sections: readonly PanelSection[];
  readonly notices: Notices;
  readonly texts: Texts;
  readonly keys: PanelKeys;
  /** Attributes of the panel that tell tests and style sheets how things are. */
  readonly useData?: () => Readonly<Record<`data-${string}`, string | number>>;
  /** Which sections are folded, by id; those are open that it has nothing to say of. */
  readonly useFolds?: () => (sectionId: string) => SectionFold | null;
  /** In which order they are shown now. */
  readonly useOrder?: () => (sections: readonly PanelSection[]) => readonly PanelSection[];
}

const NO_DATA = () => ({});
const NO_FOLDS = () => () => null;
const AS_GIVEN = () => (sections: readonly PanelSection[]) => sections;

/** The whole panel: a column of sections. Scrolls inside whatever height it is given. */
export function SamPanel({
  sections,
  notices,
  texts,
  keys,
  useData = NO_DATA,
  useFolds = NO_FOLDS,
  useOrder = AS_GIVEN,
}: SamPanelProps) {
  const context = useMemo(() => ({ texts, keys }), [texts, keys]);
  const data: HTMLAttributes<HTMLDivElement> = useData();
  const foldOf = useFolds();
  const inOrder = useOrder();
  return (
    <PanelContext.Provider value={context}>
      <style>{PANEL_CSS}</style>
      <div
        className="sam-panel"
        {...data}
        lang={texts.language}
        aria-label={texts.text('panel.title')}
        role="region"
        onKeyDown={keepPressesInside}
        onMouseDown={leaveFocus}
      >
        <div className="sam-scroll">
          {inOrder(sections).map(({ id, Component }) => (
            <SectionGuard key={id} failed={texts.text('panel.sectionFailed')}>
              <SectionFoldContext.Provider value={foldOf(id)}>
                <Component />
              </SectionFoldContext.Provider>
            </SectionGuard>
          ))}
        </div>
        <NoticeBar notices={notices} />
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
