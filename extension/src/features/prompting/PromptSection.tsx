import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { Prompting } from './createPrompting';
import { PromptRow } from './PromptRow';
import { allPrompts, currentDraft } from './store';

interface PromptSectionProps {
  readonly prompting: Pick<Prompting, 'store' | 'tools' | 'selectPrompt' | 'deletePrompt'>;
}

/** The prompts on the slice: select, delete. */
export function PromptSection({ prompting }: PromptSectionProps) {
  const { texts } = usePanel();
  const state = useStore(prompting.store);
  const { selectedPromptId, drafts } = state;
  const prompts = currentDraft(state)?.prompts ?? [];
  const elsewhere = allPrompts(state).length - prompts.length;
  const list = useRef<HTMLDivElement>(null);
  const newest = prompts.at(-1)?.id;
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);

  const counted = new Map<string, number>();
  const tools = prompting.tools();
  const rows = prompts.map(prompt => {
    const tool = tools.find(({ id }) => id === prompt.tool) ?? tools[0];
    const number = (counted.get(tool.id) ?? 0) + 1;
    counted.set(tool.id, number);
    return { id: prompt.id, tool, number };
  });
  return (
    <Section
      title={texts.text('prompts.title')}
      aside={
        <span className="sam-count sam-number">
          {elsewhere > 0 && (
            <span
              className="sam-hint"
              title={texts.text('prompts.elsewhere', { count: elsewhere })}
            >
              {texts.text('prompts.object', { count: drafts.size })}
            </span>
          )}
          {texts.number(prompts.length)}
        </span>
      }
    >
      <div ref={list} className="sam-prompts">
        {rows.length ? (
          <ul>
            {rows.map(row => (
              <PromptRow
                key={row.id}
                {...row}
                selected={row.id === selectedPromptId}
                onSelect={prompting.selectPrompt}
                onDelete={prompting.deletePrompt}
              />
            ))}
          </ul>
        ) : (
          <p className="sam-hint">{texts.text('prompts.empty')}</p>
        )}
      </div>
    </Section>
  );
}
