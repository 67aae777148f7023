import { useEffect, useRef } from 'react';
import type { PromptTool, SessionPrompt } from '../../app/types';
import { usePanel } from '../../ui/panelContext';
import { PromptRow } from './PromptRow';
import { Section } from '../../ui/Section';

interface PromptSectionProps {
  /** The prompts on the slice shown, in the order given. */
  readonly prompts: readonly SessionPrompt[];
  /** Number of prompts that wait on other slices. */
  readonly elsewhere: number;
  readonly selectedPromptId: string | null;
}

/** The prompts on the slice: select, delete. */
export function PromptSection({ prompts, elsewhere, selectedPromptId }: PromptSectionProps) {
  const { texts } = usePanel();
  const list = useRef<HTMLDivElement>(null);
  const newest = prompts.at(-1)?.id;
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);

  const counted = new Map<PromptTool, number>();
  const rows = prompts.map(prompt => {
    const kind = kindOf(prompt);
    const number = (counted.get(kind) ?? 0) + 1;
    counted.set(kind, number);
    return { id: prompt.id, kind, number };
  });
  return (
    <Section
      title={texts.text('prompts.title')}
      aside={
        <span className="sam-count sam-number">
          {elsewhere > 0 && (
            <span className="sam-hint">
              {texts.text('prompts.elsewhere', { count: elsewhere })}
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
              <PromptRow key={row.id} {...row} selected={row.id === selectedPromptId} />
            ))}
          </ul>
        ) : (
          <p className="sam-hint">{texts.text('prompts.empty')}</p>
        )}
      </div>
    </Section>
  );
}

function kindOf(prompt: SessionPrompt): PromptTool {
  return prompt.kind === 'point' ? prompt.polarity : prompt.kind;
}
