import type { ReactNode } from 'react';
import type { SamErrorCode } from '../core/errors';
import { Icon } from './Icon';
import { usePanel } from './panelContext';

interface FailureProps {
  readonly title: string;
  readonly code: SamErrorCode;
  /** Technical words for an administrator; free of patient data. */
  readonly detail: string;
  /** What the reader can press. */
  readonly children?: ReactNode;
}

/** A failure that lasts: what happened, what was kept, what to do. */
export function Failure({ title, code, detail, children }: FailureProps) {
  const { texts } = usePanel();
  return (
    <div className="sam-failure">
      <div role="alert">
        <div className="sam-failure-title">
          <Icon name="alert" />
          <strong>{title}</strong>
        </div>
        <p>{texts.text(`error.${code}`)}</p>
      </div>
      {children}
      {detail && (
        <details>
          <summary>{texts.text('panel.detail')}</summary>
          <code>{`${code}: ${detail}`}</code>
        </details>
      )}
    </div>
  );
}
