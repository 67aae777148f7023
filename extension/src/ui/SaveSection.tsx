import type { SessionState } from '../host/session/types';
import { ActionButton } from './ActionButton';
import { Failure } from './Failure';
import { Icon } from './Icon';
import { usePanel } from './panelContext';

type SaveSectionProps = Pick<SessionState, 'save' | 'target'>;

/** Saving, its progress, and what came of it. */
export function SaveSection({ save, target }: SaveSectionProps) {
  const { actions, texts } = usePanel();
  const busy = save.phase === 'encoding' || save.phase === 'sending' || save.phase === 'verifying';
  const whyNot = busy ? 'disabled.saving' : target ? null : 'disabled.noSegmentation';
  return (
    <div className="sam-save">
      <div className="sam-command-row">
        <ActionButton
          look="secondary"
          hint={texts.text('save.idle')}
          disabledReason={whyNot && texts.text(whyNot)}
          onClick={() => void actions.save()}
        >
          {texts.text('command.save')}
        </ActionButton>
      </div>
      {save.phase === 'failed' ? (
        <Failure title={texts.text('save.failed')} code={save.code} detail={save.detail} />
      ) : (
        <p role="status" className={`sam-hint sam-save-state sam-save-${save.phase}`}>
          {busy && <span className="sam-dot sam-dot-busy" aria-hidden="true" />}
          {save.phase === 'saved' && <Icon name="check" />}
          {save.phase === 'saved'
            ? texts.text('save.saved', { count: save.segments })
            : texts.text(`save.${save.phase}`)}
        </p>
      )}
    </div>
  );
}
