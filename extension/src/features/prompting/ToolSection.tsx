import { PROMPT_TOOLS, type SessionState } from '../../app/types';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import { PromptMark } from './PromptMark';
import { Section } from '../../ui/Section';

type ToolSectionProps = Pick<SessionState, 'tool' | 'runtime' | 'slice' | 'target' | 'refines'>;

/** The prompt tools as toggles; pressing the active one puts it away. */
export function ToolSection({ tool, runtime, slice, target, refines }: ToolSectionProps) {
  const { actions, texts, keys } = usePanel();
  const failed = runtime.phase === 'failed';
  const noSlice = slice.phase === 'none' ? texts.text('slice.none') : null;
  const noSegment = target ? null : texts.text('disabled.noSegment');
  const locked = target?.locked ? texts.text('disabled.locked') : null;
  return (
    <Section title={texts.text('tools.title')}>
      <div className="sam-tools" role="group" aria-label={texts.text('tools.title')}>
        {PROMPT_TOOLS.map(name => {
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
      <div className="sam-starts">
        <ActionButton
          look="secondary"
          hint={texts.text('command.useMeasurement.tooltip')}
          shortcut={keys.useMeasurement}
          disabledReason={noSlice}
          onClick={actions.useMeasurement}
        >
          {texts.text('command.useMeasurement')}
          {keys.useMeasurement && <kbd>{keys.useMeasurement}</kbd>}
        </ActionButton>
        <ActionButton
          look="secondary"
          hint={texts.text('command.refine.tooltip')}
          shortcut={keys.refine}
          pressed={refines !== null}
          disabledReason={noSlice ?? noSegment ?? locked}
          onClick={refines === null ? actions.refineSegment : actions.clear}
        >
          {texts.text('command.refine')}
          {keys.refine && <kbd>{keys.refine}</kbd>}
        </ActionButton>
      </div>
      <p className="sam-hint sam-tool-hint">
        {tool === 'include' && keys.excludeModifier
          ? texts.text('tools.modifier', { key: keys.excludeModifier })
          : texts.text(tool ? `tool.${tool}.tooltip` : 'tools.none')}
      </p>
    </Section>
  );
}
