import type { MouseEvent, ReactNode } from 'react';
import { usePanel } from './panelContext';

interface ActionButtonProps {
  readonly look: 'primary' | 'secondary' | 'ghost' | 'tool';
  /** Tooltip, and the spoken name when the content is an icon alone (`iconOnly`). */
  readonly hint: string;
  readonly iconOnly?: boolean;
  /** The key that does the same. */
  readonly shortcut?: string;
  /** Why the action is not possible now; null when it is. */
  readonly disabledReason?: string | null;
  readonly pressed?: boolean;
  readonly onClick: (event: MouseEvent) => void;
  readonly children: ReactNode;
}

/**
 * A button that says why when it cannot be used: it stays in the tab order and shows the reason
 * instead of its hint.
 */
export function ActionButton({
  look,
  hint,
  iconOnly,
  shortcut,
  disabledReason = null,
  pressed,
  onClick,
  children,
}: ActionButtonProps) {
  const { texts } = usePanel();
  const tooltip = shortcut ? texts.text('panel.key', { action: hint, key: shortcut }) : hint;
  return (
    <button
      type="button"
      className={`sam-button sam-button-${look}`}
      title={disabledReason ?? tooltip}
      aria-label={iconOnly ? hint : undefined}
      aria-pressed={pressed}
      aria-disabled={disabledReason !== null}
      onClick={disabledReason === null ? onClick : undefined}
    >
      {children}
    </button>
  );
}
