import { useStore } from 'zustand';
import type { TextKey } from '../../i18n/catalogue';
import { ActionButton } from '../../ui/ActionButton';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import type { Findings, TargetState } from '../findings';
import type { Prompting } from './createPrompting';
import { acceptableMask, chosenCandidate } from './drafts';
import { allPrompts, shownKey } from './store';
import type { PromptingState } from './types';

interface CommandBarProps {
  readonly prompting: Pick<Prompting, 'store' | 'accept' | 'clear'>;
  readonly findings: Pick<Findings, 'store'>;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Accept, Clear, Undo, Redo; the line below says why Accept waits. */
export function CommandBar({ prompting, findings, onUndo, onRedo }: CommandBarProps) {
  const { texts, keys } = usePanel();
  const state = useStore(prompting.store);
  const target = useStore(findings.store, ({ target }) => target);
  const obstacle = acceptObstacle(state, target);
  const whyNot = obstacle && texts.text(obstacle);
  const slices = slicesToAccept(state);
  return (
    <div className="sam-commands">
      <div className="sam-command-row">
        <ActionButton
          look="primary"
          hint={texts.text('command.accept.tooltip')}
          shortcut={keys.accept}
          disabledReason={whyNot}
          onClick={() => void prompting.accept()}
        >
          {slices === null ? (
            <>
              <Icon name="check" />
              {texts.text('command.accept')}
            </>
          ) : (
            // There is no room for the mark as well.
            texts.text('command.acceptSlices', { count: slices })
          )}
          {keys.accept && <kbd>{keys.accept}</kbd>}
        </ActionButton>
        <ActionButton
          look="secondary"
          hint={texts.text('command.clear.tooltip')}
          shortcut={keys.clear}
          disabledReason={state.drafts.size ? null : texts.text('disabled.noPrompts')}
          onClick={event => prompting.clear({ all: event.shiftKey })}
        >
          {texts.text('command.clear')}
          {keys.clear && <kbd>{keys.clear}</kbd>}
        </ActionButton>
        <ActionButton
          look="ghost"
          iconOnly
          hint={texts.text('command.undo')}
          shortcut={keys.undo}
          onClick={onUndo}
        >
          <Icon name="undo" />
        </ActionButton>
        <ActionButton
          look="ghost"
          iconOnly
          hint={texts.text('command.redo')}
          shortcut={keys.redo}
          onClick={onRedo}
        >
          <Icon name="redo" />
        </ActionButton>
      </div>
      <p className="sam-hint">{whyNot}</p>
    </div>
  );
}

/** On how many slices Accept would write; null when that is the slice shown alone. */
function slicesToAccept(state: PromptingState): number | null {
  const ready = [...state.drafts.values()].filter(acceptableMask);
  const here = ready.length === 1 && ready[0].slice.key === shownKey(state);
  return ready.length && !here ? ready.length : null;
}

function acceptObstacle(
  state: PromptingState,
  target: TargetState | null,
): Extract<TextKey, `disabled.${string}`> | null {
  const drafts = [...state.drafts.values()];
  if (!allPrompts(state).length && !drafts.some(chosenCandidate)) return 'disabled.noPrompts';
  if (state.accepting || drafts.some(({ phase }) => phase === 'asked')) return 'disabled.working';
  if (!drafts.some(acceptableMask)) {
    return drafts.some(chosenCandidate) ? 'disabled.emptyMask' : 'disabled.noPreview';
  }
  return target?.locked ? 'disabled.locked' : null;
}
