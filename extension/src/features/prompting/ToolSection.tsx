import { useStore } from 'zustand';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { Findings } from '../findings';
import type { Runtime } from '../runtime';
import type { Prompting } from './createPrompting';
import { PromptMark } from './PromptMark';

interface ToolSectionProps {
  readonly prompting: Pick<
    Prompting,
    'store' | 'tools' | 'selectTool' | 'useMeasurement' | 'refineSegment' | 'clear'
  >;
  readonly runtime: Pick<Runtime, 'store'>;
  readonly findings: Pick<Findings, 'store'>;
}

/** The prompt tools as toggles; pressing the active one puts it away. */
export function ToolSection({ prompting, runtime, findings }: ToolSectionProps) {
  const { texts, keys } = usePanel();
  const tool = useStore(prompting.store, state => state.tool);
  const failed = useStore(runtime.store, state => state.runtime.phase === 'failed');
  const tools = prompting.tools();
  const chosen = tools.find(({ id }) => id === tool);
  return (
    <Section title={texts.text('tools.title')}>
      <div className="sam-tools" role="group" aria-label={texts.text('tools.title')}>
        {tools.map(({ id, icon, texts: words }) => {
          const active = id === tool;
          return (
            <ActionButton
              key={id}
              look="tool"
              hint={texts.of(words.tooltip)}
              shortcut={keys[id]}
              pressed={active}
              disabledReason={failed && !active ? texts.text('disabled.modelFailed') : null}
              onClick={() => prompting.selectTool(active ? null : id)}
            >
              <PromptMark icon={icon} />
              <span>{texts.of(words.short)}</span>
              {keys[id] && <kbd>{keys[id]}</kbd>}
            </ActionButton>
          );
        })}
      </div>
      <StartButtons {...{ prompting, findings }} />
      <p className="sam-hint sam-tool-hint">
        {tool === 'include' && keys.excludeModifier
          ? texts.text('tools.modifier', { key: keys.excludeModifier })
          : chosen
            ? texts.of(chosen.texts.tooltip)
            : texts.text('tools.none')}
      </p>
    </Section>
  );
}

/** What begins a draft without a tool: a measurement, or the segment that is there. */
function StartButtons({ prompting, findings }: Omit<ToolSectionProps, 'runtime'>) {
  const { texts, keys } = usePanel();
  const { slice, refines } = useStore(prompting.store);
  const target = useStore(findings.store, state => state.target);
  const noSlice = slice.phase === 'none' ? texts.text('slice.none') : null;
  const noSegment = target ? null : texts.text('disabled.noSegment');
  const locked = target?.locked ? texts.text('disabled.locked') : null;
  return (
    <div className="sam-starts">
      <ActionButton
        look="secondary"
        hint={texts.text('command.useMeasurement.tooltip')}
        shortcut={keys.useMeasurement}
        disabledReason={noSlice}
        onClick={prompting.useMeasurement}
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
        onClick={() => (refines === null ? prompting.refineSegment() : prompting.clear())}
      >
        {texts.text('command.refine')}
        {keys.refine && <kbd>{keys.refine}</kbd>}
      </ActionButton>
    </div>
  );
}
