import type { SessionState } from '../../app/types';
import type { TextKey } from '../../i18n/catalogue';
import { ActionButton } from '../../ui/ActionButton';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';

interface CommandBarProps extends Pick<SessionState, 'preview' | 'target' | 'working'> {
  /** True with prompts on the slice shown. */
  readonly hasPrompts: boolean;
  /** True while a segment's mask on the slice is being corrected. */
  readonly refining: boolean;
}

/** Accept, Clear, Undo, Redo; the line below says why Accept waits. */
export function CommandBar({ preview, target, working, hasPrompts, refining }: CommandBarProps) {
  const { actions, texts, keys } = usePanel();
  const obstacle = acceptObstacle({ preview, target, working, hasPrompts });
  const whyNot = obstacle && texts.text(obstacle);
  return (
    <div className="sam-commands">
      <div className="sam-command-row">
        <ActionButton
          look="primary"
          hint={texts.text('command.accept.tooltip')}
          shortcut={keys.accept}
          disabledReason={whyNot}
          onClick={() => void actions.accept()}
        >
          <Icon name="check" />
          {texts.text('command.accept')}
          {keys.accept && <kbd>{keys.accept}</kbd>}
        </ActionButton>
        <ActionButton
          look="secondary"
          hint={texts.text('command.clear.tooltip')}
          shortcut={keys.clear}
          disabledReason={hasPrompts || refining ? null : texts.text('disabled.noPrompts')}
          onClick={actions.clear}
        >
          {texts.text('command.clear')}
          {keys.clear && <kbd>{keys.clear}</kbd>}
        </ActionButton>
        <ActionButton
          look="ghost"
          iconOnly
          hint={texts.text('command.undo')}
          shortcut={keys.undo}
          onClick={actions.undo}
        >
          <Icon name="undo" />
        </ActionButton>
        <ActionButton
          look="ghost"
          iconOnly
          hint={texts.text('command.redo')}
          shortcut={keys.redo}
          onClick={actions.redo}
        >
          <Icon name="redo" />
        </ActionButton>
      </div>
      <p className="sam-hint">{whyNot}</p>
    </div>
  );
}

function acceptObstacle({
  preview,
  target,
  working,
  hasPrompts,
}: Omit<CommandBarProps, 'refining'>): Extract<TextKey, `disabled.${string}`> | null {
  if (!hasPrompts) return 'disabled.noPrompts';
  if (working) return 'disabled.working';
  const chosen = preview?.candidates[preview.chosen];
  if (!chosen) return 'disabled.noPreview';
  if (chosen.areaMm2 === 0) return 'disabled.emptyMask';
  return target?.locked ? 'disabled.locked' : null;
}
