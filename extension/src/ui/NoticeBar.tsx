import { useStore } from 'zustand';
import { ActionButton } from './ActionButton';
import { Icon } from './Icon';
import type { Notice, Notices } from './notices';
import { usePanel } from './panelContext';

/** The newest notice, below everything that scrolls, so that it moves nothing above it. */
export function NoticeBar({ notices }: { readonly notices: Notices }) {
  const { texts } = usePanel();
  const { notice } = useStore(notices.store);
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
          onClick={() => notices.dismiss()}
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
