import { useRef, type KeyboardEvent } from 'react';
import type { PromptTool } from '../../app/types';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { PromptMark } from './PromptMark';

interface PromptRowProps {
  readonly id: string;
  readonly kind: PromptTool;
  /** Counts the prompts of this kind from 1. */
  readonly number: number;
  readonly selected: boolean;
}

/** One prompt: pressing it selects it in the viewport, Delete or the bin removes it. */
export function PromptRow({ id, kind, number, selected }: PromptRowProps) {
  const { actions, texts } = usePanel();
  const name = texts.text('prompts.item', { kind: texts.text(`prompts.${kind}`), number });
  const row = useRef<HTMLLIElement>(null);
  const remove = () => {
    // Deleting by key must not lose the reader's place in the tab order.
    if (row.current?.contains(document.activeElement)) {
      const neighbour = row.current.nextElementSibling ?? row.current.previousElementSibling;
      neighbour?.querySelector('button')?.focus();
    }
    actions.deletePrompt(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    // The viewer would delete one of its own annotations as well.
    event.stopPropagation();
    event.preventDefault();
    remove();
  };
  const deleteName = texts.text('prompts.delete', { prompt: name });
  return (
    <li ref={row} className="sam-prompt" onKeyDown={onKeyDown}>
      <button
        type="button"
        className="sam-prompt-select"
        aria-pressed={selected}
        onClick={() => actions.selectPrompt(selected ? null : id)}
      >
        <PromptMark kind={kind} />
        {name}
      </button>
      <button
        type="button"
        className="sam-button sam-button-ghost"
        aria-label={deleteName}
        title={deleteName}
        onClick={remove}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}
