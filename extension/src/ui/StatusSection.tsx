import type { RuntimeState, SessionState, SliceState } from '../host/session/types';
import { ActionButton } from './ActionButton';
import { Failure } from './Failure';
import { usePanel } from './panelContext';
import { RuntimeDetail } from './RuntimeDetail';

type StatusSectionProps = Pick<SessionState, 'runtime' | 'slice' | 'working'>;

/** State of model and slice in words; a lasting failure takes its place. */
export function StatusSection({ runtime, slice, working }: StatusSectionProps) {
  const { actions, texts } = usePanel();

  if (runtime.phase === 'failed') {
    const retry = texts.text('runtime.retry');
    return (
      <div className="sam-status">
        <Failure title={texts.text('runtime.failed')} code={runtime.code} detail={runtime.detail}>
          <ActionButton look="primary" hint={retry} onClick={() => void actions.retryLoad()}>
            {retry}
          </ActionButton>
        </Failure>
      </div>
    );
  }

  if (runtime.phase === 'ready' && slice.phase === 'unsupported') {
    return (
      <div className="sam-status">
        <Failure title={texts.text('slice.unsupported')} code={slice.code} detail={slice.detail} />
      </div>
    );
  }

  const { key, tone } = stateInWords(runtime, slice, working);
  return (
    <div className="sam-status">
      <div className="sam-status-line">
        <span className={`sam-dot sam-dot-${tone}`} aria-hidden="true" />
        <span role="status">{texts.text(key)}</span>
      </div>
      <RuntimeDetail runtime={runtime} />
    </div>
  );
}

type LiveRuntime = Exclude<RuntimeState, { phase: 'failed' }>;
type LiveSlice = Exclude<SliceState, { phase: 'unsupported' }>;

interface StateInWords {
  readonly key:
    | `runtime.${Exclude<LiveRuntime['phase'], 'ready'>}`
    | `slice.${LiveSlice['phase']}`
    | 'slice.working';
  readonly tone: 'idle' | 'busy' | 'ready';
}

function stateInWords(runtime: LiveRuntime, slice: SliceState, working: boolean): StateInWords {
  if (runtime.phase !== 'ready') {
    return { key: `runtime.${runtime.phase}`, tone: runtime.phase === 'idle' ? 'idle' : 'busy' };
  }
  if (working) return { key: 'slice.working', tone: 'busy' };
  switch (slice.phase) {
    case 'preparing':
      return { key: 'slice.preparing', tone: 'busy' };
    case 'ready':
      return { key: 'slice.ready', tone: 'ready' };
    default:
      return { key: 'slice.none', tone: 'idle' };
  }
}
