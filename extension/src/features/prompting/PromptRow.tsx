import { useRef, type KeyboardEvent } from 'react';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { PromptMark } from './PromptMark';
import type { PromptTool } from './tools/promptTool';

interface PromptRowProps {
  readonly id: string;
  readonly tool: Pick<PromptTool, 'icon' | 'texts'>;
  /** Counts the prompts of this tool from 1. */
  readonly number: number;
  readonly selected: boolean;
  readonly onSelect: (id: string | null) => void;
  readonly onDelete: (id: string) => void;
}

/** One prompt: pressing it selects it in the viewport, Delete or the bin removes it. */
export function PromptRow({ id, tool, number, selected, onSelect, onDelete }: PromptRowProps) {
  const { texts } = usePanel();
  const name = texts.text('prompts.item', { kind: texts.of(tool.texts.prompt), number });
  const row = useRef<HTMLLIElement>(null);
  const remove = () => {
    // Deleting by key must not lose the reader's place in the tab order.
    if (row.current?.contains(document.activeElement)) {
      const neighbour = row.current.nextElementSibling ?? row.current.previousElementSibling;
      neighbour?.querySelector('button')?.focus();
    }
    onDelete(id);
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
        onClick={() => onSelect(selected ? null : id)}
      >
        <PromptMark icon={tool.icon} />
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
