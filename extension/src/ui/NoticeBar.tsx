import type { Notice } from '../app/types';
import { ActionButton } from './ActionButton';
import { Icon } from './Icon';
import { usePanel } from './panelContext';

/** The newest notice, below everything that scrolls, so that it moves nothing above it. */
export function NoticeBar({ notice }: { notice: Notice | null }) {
  const { actions, texts } = usePanel();
  const message =
    notice && (texts.lookUp(notice.text, notice.params) ?? texts.text('notice.unknown'));
  const urgent = notice?.kind === 'error';
  return (
    <div className="sam-notices">
      {/* Live regions are announced reliably only when they were there before their text. */}
      <div role="status">
        {message && !urgent && <NoticeText kind={notice.kind} message={message} />}
      </div>
      <div role="alert">
        {message && urgent && <NoticeText kind={notice.kind} message={message} />}
      </div>
      {notice && (
        <ActionButton
          look="ghost"
          iconOnly
          hint={texts.text('panel.dismiss')}
          onClick={actions.dismissNotice}
        >
          <Icon name="close" />
        </ActionButton>
      )}
    </div>
  );
}

function NoticeText({ kind, message }: { kind: Notice['kind']; message: string }) {
  return (
    <div className={`sam-notice sam-notice-${kind}`}>
      <Icon name={kind === 'info' ? 'info' : 'alert'} />
      <p>{message}</p>
    </div>
  );
}
