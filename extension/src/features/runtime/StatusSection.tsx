import { useId, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';

import { ActionButton } from '../../ui/ActionButton';
import { Failure } from '../../ui/Failure';
import { usePanel } from '../../ui/panelContext';
import { RuntimeChoice } from './RuntimeChoice';
import type { Runtime } from './createRuntime';
import { RuntimeDetail } from './RuntimeDetail';
import type { RuntimeState, SliceState } from './types';

interface StatusSectionProps {
  readonly model: Runtime;
  readonly slice: SliceState;
  /** True from a change of prompts until its first answer is drawn. */
  readonly working: boolean;
}

/** State of model and slice in words, or a lasting failure; the model's particulars on request. */
export function StatusSection({ model, slice, working }: StatusSectionProps) {
  const { texts } = usePanel();
  const runtime = useStore(model.store, state => state.runtime);
  const [open, setOpen] = useState(false);
  const choiceId = useId();
  const failed = runtime.phase === 'failed';
  const toggle = (
    <button
      type="button"
      className={`sam-button sam-button-${failed ? 'secondary' : 'ghost'}`}
      title={texts.text('runtime.choice.tooltip')}
      aria-expanded={open}
      aria-controls={choiceId}
      onClick={() => {
        setOpen(!open);
        if (!open) void model.inspect();
      }}
    >
      {texts.text('runtime.choice')}
    </button>
  );
  return (
    <div className="sam-status">
      {failed ? (
        <RuntimeFailure {...runtime} onRetry={model.retryLoad}>
          {toggle}
        </RuntimeFailure>
      ) : runtime.phase === 'ready' && slice.phase === 'unsupported' ? (
        <Failure title={texts.text('slice.unsupported')} code={slice.code} detail={slice.detail}>
          {toggle}
        </Failure>
      ) : (
        <>
          <StateLine {...stateInWords(runtime, slice, working)}>{toggle}</StateLine>
          <RuntimeDetail runtime={runtime} />
        </>
      )}
      {open && <RuntimeChoice id={choiceId} model={model} />}
    </div>
  );
}

type Failed = Extract<RuntimeState, { phase: 'failed' }> & {
  readonly onRetry: () => Promise<void>;
  readonly children: ReactNode;
};

function RuntimeFailure({ code, detail, onRetry, children }: Failed) {
  const { texts } = usePanel();
  const retry = texts.text('runtime.retry');
  return (
    <Failure title={texts.text('runtime.failed')} code={code} detail={detail}>
      <div className="sam-failure-actions">
        <ActionButton look="primary" hint={retry} onClick={() => void onRetry()}>
          {retry}
        </ActionButton>
        {children}
      </div>
    </Failure>
  );
}

function StateLine({ text, tone, children }: StateInWords & { readonly children: ReactNode }) {
  const { texts } = usePanel();
  return (
    <div className="sam-status-line">
      <span className={`sam-dot sam-dot-${tone}`} aria-hidden="true" />
      <span role="status">{texts.text(text)}</span>
      {children}
    </div>
  );
}

type LiveRuntime = Exclude<RuntimeState, { phase: 'failed' }>;
type LiveSlice = Exclude<SliceState, { phase: 'unsupported' }>;

interface StateInWords {
  readonly text:
    | `runtime.${Exclude<LiveRuntime['phase'], 'ready'>}`
    | `slice.${LiveSlice['phase']}`
    | 'slice.working';
  readonly tone: 'idle' | 'busy' | 'ready';
}

function stateInWords(runtime: LiveRuntime, slice: SliceState, working: boolean): StateInWords {
  if (runtime.phase !== 'ready') {
    return { text: `runtime.${runtime.phase}`, tone: runtime.phase === 'idle' ? 'idle' : 'busy' };
  }
  if (working) return { text: 'slice.working', tone: 'busy' };
  switch (slice.phase) {
    case 'preparing':
      return { text: 'slice.preparing', tone: 'busy' };
    case 'ready':
      return { text: 'slice.ready', tone: 'ready' };
    default:
      return { text: 'slice.none', tone: 'idle' };
  }
}
