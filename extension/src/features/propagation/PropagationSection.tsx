import { useMemo } from 'react';
import { useStore } from 'zustand';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import { acceptableMask, currentDraft, standsFirm, type Prompting } from '../prompting';
import type { Propagation } from './createPropagation';
import { reviewOf } from './review';
import { ReviewStrip } from './ReviewStrip';
import type { Direction, PropagationState } from './types';

interface PropagationSectionProps {
  readonly propagation: Propagation;
  readonly prompting: Pick<Prompting, 'store'>;
}

/** From the prompted slices into the others: to begin, to follow how far it is, and to review. */
export function PropagationSection({ propagation, prompting }: PropagationSectionProps) {
  const { texts } = usePanel();
  const state = useStore(propagation.store);
  const drafts = useStore(prompting.store, ({ drafts }) => drafts);
  const shown = useStore(prompting.store, currentDraft);
  const review = useMemo(() => reviewOf(state, { drafts }), [state, drafts]);
  const underWay = isUnderWay(state);
  return (
    <Section title={texts.text('propagation.title')}>
      {underWay ? (
        <RunningRow propagation={propagation} state={state} />
      ) : (
        <BeginRow
          propagation={propagation}
          canGoOn={state.phase === 'cancelled' || state.phase === 'failed'}
          whyNot={whyNot([...drafts.values()].some(({ phase }) => phase === 'asked'))}
          hereFirm={Boolean(shown && standsFirm(shown) && acceptableMask(shown))}
        />
      )}
      {underWay && (
        <progress
          className="sam-propagation-progress"
          max={state.done + state.remaining || 1}
          value={state.done}
        />
      )}
      <StatusLines state={state} />
      {review.some(({ kind }) => kind !== 'none') && (
        <ReviewStrip propagation={propagation} review={review} shownKey={shown?.slice.key} />
      )}
    </Section>
  );

  function whyNot(asked: boolean): string | null {
    return asked ? texts.text('propagation.working') : null;
  }
}

const isUnderWay = ({ phase }: PropagationState) =>
  phase === 'running' || phase === 'paused' || phase === 'hidden';

interface BeginRowProps {
  readonly propagation: Pick<Propagation, 'propagate'>;
  /** An earlier run has left something to go on with. */
  readonly canGoOn: boolean;
  readonly whyNot: string | null;
  /** The slice shown is one that propagation can begin anew from. */
  readonly hereFirm: boolean;
}

function BeginRow({ propagation, canGoOn, whyNot, hereFirm }: BeginRowProps) {
  const { texts, keys } = usePanel();
  const begin = (direction: Direction) => () => void propagation.propagate({ direction });
  const notHere = hereFirm ? null : texts.text('propagation.needsFirm');
  return (
    <div className="sam-propagation-row">
      <ActionButton
        look="primary"
        hint={texts.text('propagation.both.tooltip')}
        shortcut={keys.propagate}
        disabledReason={whyNot}
        onClick={begin('both')}
      >
        {texts.text('propagation.both')}
        {keys.propagate && <kbd>{keys.propagate}</kbd>}
      </ActionButton>
      {canGoOn && (
        <ActionButton
          look="secondary"
          hint={texts.text('propagation.goOn.tooltip')}
          disabledReason={whyNot}
          onClick={() => void propagation.propagate({ goOn: true })}
        >
          {texts.text('propagation.goOn')}
        </ActionButton>
      )}
      {(['up', 'down', 'here', 'around'] as const).map(direction => (
        <ActionButton
          key={direction}
          look="secondary"
          hint={texts.text(`propagation.${direction}.tooltip`)}
          disabledReason={whyNot ?? (direction === 'around' ? notHere : null)}
          onClick={begin(direction)}
        >
          {texts.text(`propagation.${direction}`)}
        </ActionButton>
      ))}
    </div>
  );
}

interface RunningRowProps {
  readonly propagation: Pick<Propagation, 'pause' | 'cancel'>;
  readonly state: PropagationState;
}

function RunningRow({ propagation, state }: RunningRowProps) {
  const { texts } = usePanel();
  const paused = state.phase === 'paused';
  const pauseText = texts.text(paused ? 'propagation.resume' : 'propagation.pause');
  return (
    <div className="sam-propagation-row">
      <ActionButton look="secondary" hint={pauseText} onClick={() => propagation.pause(!paused)}>
        {pauseText}
      </ActionButton>
      <ActionButton
        look="secondary"
        hint={texts.text('propagation.cancel.tooltip')}
        onClick={propagation.cancel}
      >
        {texts.text('propagation.cancel')}
      </ActionButton>
    </div>
  );
}

/** How far it is, and where and why it has ended. */
function StatusLines({ state }: { readonly state: PropagationState }) {
  const { texts } = usePanel();
  const { phase, done, remaining, secondsLeft, stops } = state;
  const status = () => {
    if (phase === 'idle') return '';
    if (phase !== 'running') return texts.text(`propagation.${phase}`, { done });
    if (secondsLeft === null) return texts.text('propagation.starting');
    const seconds = Math.ceil(secondsLeft);
    return texts.text('propagation.progress', { done, remaining, seconds });
  };
  return (
    <>
      <p className="sam-hint" role="status" data-propagation={phase}>
        {status()}
      </p>
      {stops.map(({ sliceNumber, reason }) => (
        <p key={sliceNumber} className="sam-hint">
          {texts.text('propagation.stopped', {
            number: sliceNumber,
            reason: texts.text(`propagation.reason.${reason}`),
          })}
        </p>
      ))}
    </>
  );
}
