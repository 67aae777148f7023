import type { PromptTool, SessionState } from '../host/session/types';
import { ActionButton } from './ActionButton';
import { usePanel } from './panelContext';
import { PromptMark } from './PromptMark';
import { Section } from './Section';

const TOOLS: readonly PromptTool[] = ['include', 'exclude', 'box'];

type ToolSectionProps = Pick<SessionState, 'tool' | 'runtime'>;

/** The three prompt tools as toggles; pressing the active one puts it away. */
export function ToolSection({ tool, runtime }: ToolSectionProps) {
  const { actions, texts, keys } = usePanel();
  const failed = runtime.phase === 'failed';
  return (
    <Section title={texts.text('tools.title')}>
      <div className="sam-tools" role="group" aria-label={texts.text('tools.title')}>
        {TOOLS.map(name => {
          const active = name === tool;
          return (
            <ActionButton
              key={name}
              look="tool"
              hint={texts.text(`tool.${name}.tooltip`)}
              shortcut={keys[name]}
              pressed={active}
              disabledReason={failed && !active ? texts.text('disabled.modelFailed') : null}
              onClick={() => actions.selectTool(active ? null : name)}
            >
              <PromptMark kind={name} />
              <span>{texts.text(`tool.${name}.short`)}</span>
              {keys[name] && <kbd>{keys[name]}</kbd>}
            </ActionButton>
          );
        })}
      </div>
      <p className="sam-hint">
        {tool === 'include' && keys.excludeModifier
          ? texts.text('tools.modifier', { key: keys.excludeModifier })
          : texts.text(tool ? `tool.${tool}.tooltip` : 'tools.none')}
      </p>
    </Section>
  );
}
