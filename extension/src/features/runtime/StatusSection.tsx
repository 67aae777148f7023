import { useId, useState, type ReactNode } from 'react';
import type { RuntimeState, SessionState, SliceState } from '../../app/types';
import { ActionButton } from '../../ui/ActionButton';
import { Failure } from '../../ui/Failure';
import { usePanel } from '../../ui/panelContext';
import { RuntimeChoice } from './RuntimeChoice';
import { RuntimeDetail } from './RuntimeDetail';

type StatusSectionProps = Pick<
  SessionState,
  'runtime' | 'runtimeFacts' | 'slice' | 'working' | 'settings'
>;

/** State of model and slice in words, or a lasting failure; the model's particulars on request. */
export function StatusSection(props: StatusSectionProps) {
  const { actions, texts } = usePanel();
  const { runtime, slice, working } = props;
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
        if (!open) void actions.inspectRuntime();
      }}
    >
      {texts.text('runtime.choice')}
    </button>
  );
  return (
    <div className="sam-status">
      {failed ? (
        <RuntimeFailure {...runtime}>{toggle}</RuntimeFailure>
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
      {open && <RuntimeChoice id={choiceId} {...props} />}
    </div>
  );
}

type Failed = Extract<RuntimeState, { phase: 'failed' }> & { readonly children: ReactNode };

function RuntimeFailure({ code, detail, children }: Failed) {
  const { actions, texts } = usePanel();
  const retry = texts.text('runtime.retry');
  return (
    <Failure title={texts.text('runtime.failed')} code={code} detail={detail}>
      <div className="sam-failure-actions">
        <ActionButton look="primary" hint={retry} onClick={() => void actions.retryLoad()}>
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
