import type { ReactNode } from 'react';
import { ActionButton } from './ActionButton';

interface RunAction {
  readonly text: string;
  readonly hint: string;
  readonly onClick: () => void;
}

interface RunRowProps {
  /** How far the run is, of 0 when that is not known yet; null while there is none. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly begin: RunAction & {
    /** The key that does the same. */
    readonly shortcut?: string;
    /** Why it is not possible now; null when it is. */
    readonly disabledReason: string | null;
  };
  readonly cancel: RunAction;
  /** Further buttons. */
  readonly children?: ReactNode;
}

/** A button that begins a run, or, while it goes on, the one that ends it and how far it is. */
export function RunRow({ progress, begin, cancel, children }: RunRowProps) {
  return (
    <>
      <div className="sam-command-row">
        {progress ? (
          <ActionButton look="secondary" hint={cancel.hint} onClick={cancel.onClick}>
            {cancel.text}
          </ActionButton>
        ) : (
          <ActionButton look="primary" {...begin}>
            {begin.text}
            {begin.shortcut && <kbd>{begin.shortcut}</kbd>}
          </ActionButton>
        )}
        {children}
      </div>
      {progress && (
        <progress className="sam-run-progress" max={progress.total || 1} value={progress.done} />
      )}
    </>
  );
}
