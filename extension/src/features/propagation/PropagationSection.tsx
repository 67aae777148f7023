import { useMemo } from 'react';
import { useStore } from 'zustand';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import { acceptableMask, currentDraft, shownKey, standsFirm, type Prompting } from '../prompting';
import type { Propagation } from './createPropagation';
import { reviewOf } from './review';
import { ReviewRow } from './ReviewRow';
import type { Direction, PropagationState } from './types';

interface PropagationSectionProps {
  readonly propagation: Propagation;
  readonly prompting: Pick<Prompting, 'store'>;
}

/**
 * From the prompted slices into the others: to begin, to follow how far it is, and to review. Of one
 * height whatever happens.
 */
export function PropagationSection({ propagation, prompting }: PropagationSectionProps) {
  const { texts } = usePanel();
  const state = useStore(propagation.store);
  const drafts = useStore(prompting.store, ({ drafts }) => drafts);
  const key = useStore(prompting.store, shownKey);
  const shown = useStore(prompting.store, currentDraft);
  const review = useMemo(() => reviewOf(state, { drafts }), [state, drafts]);
  const underWay = isUnderWay(state);
  const all = [...drafts.values()];
  const nothing = !all.some(acceptableMask) && !state.written.has(key ?? '');
  const whyNot = all.some(({ phase }) => phase === 'asked')
    ? texts.text('propagation.working')
    : nothing
      ? texts.text('propagation.nothing')
      : null;
  const canGoOn = state.phase === 'cancelled' || state.phase === 'failed';
  const again = all.some(({ propagated }) => propagated) && shown && standsFirm(shown);
  const doubtful = review.filter(({ kind }) => kind === 'doubtful').length;
  return (
    <Section
      title={texts.text('propagation.title')}
      aside={<FollowToggle propagation={propagation} follows={state.followsCorrections} />}
    >
      {underWay ? (
        <RunningRow propagation={propagation} state={state} />
      ) : (
        <BeginRow propagation={propagation} whyNot={whyNot} />
      )}
      <div className="sam-propagation-status">
        <StatusText state={state} hint={whyNot} />
        {!underWay && (canGoOn || again) && (
          <ActionButton
            look="secondary"
            hint={texts.text(canGoOn ? 'propagation.goOn.tooltip' : 'propagation.around.tooltip')}
            disabledReason={whyNot}
            onClick={() =>
              void propagation.propagate(canGoOn ? { goOn: true } : { direction: 'around' })
            }
          >
            {texts.text(canGoOn ? 'propagation.goOn' : 'propagation.around')}
          </ActionButton>
        )}
      </div>
      <ReviewRow
        propagation={propagation}
        count={all.some(({ propagated }) => propagated) ? doubtful : null}
      />
    </Section>
  );
}

interface FollowToggleProps {
  readonly propagation: Pick<Propagation, 'setFollowsCorrections'>;
  readonly follows: boolean;
}

function FollowToggle({ propagation, follows }: FollowToggleProps) {
  const { texts } = usePanel();
  return (
    <label className="sam-toggle sam-hint" title={texts.text('propagation.corrections.tooltip')}>
      <input
        type="checkbox"
        checked={follows}
        onChange={event => propagation.setFollowsCorrections(event.target.checked)}
      />
      {texts.text('propagation.corrections')}
    </label>
  );
}

const isUnderWay = ({ phase }: PropagationState) =>
  phase === 'running' || phase === 'paused' || phase === 'hidden';

interface BeginRowProps {
  readonly propagation: Pick<Propagation, 'propagate'>;
  readonly whyNot: string | null;
}

function BeginRow({ propagation, whyNot }: BeginRowProps) {
  const { texts, keys } = usePanel();
  const begin = (direction: Direction) => () => void propagation.propagate({ direction });
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
      {(['up', 'down', 'here'] as const).map(direction => (
        <ActionButton
          key={direction}
          look="secondary"
          hint={texts.text(`propagation.${direction}.tooltip`)}
          disabledReason={whyNot}
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
  const { phase, done, remaining } = state;
  const paused = phase === 'paused';
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
      <progress className="sam-propagation-progress" max={done + remaining || 1} value={done} />
    </div>
  );
}

interface StatusTextProps {
  readonly state: PropagationState;
  /** What stands there before anything was done. */
  readonly hint: string | null;
}

/** How far it is, and where and why it has ended. */
function StatusText({ state, hint }: StatusTextProps) {
  const { texts } = usePanel();
  const { phase, done, remaining, secondsLeft, stops, error, corrects } = state;
  const status = () => {
    if (phase === 'idle') return hint ?? '';
    if (corrects !== null && (phase === 'running' || phase === 'done')) {
      const key = phase === 'done' ? 'propagation.updated' : 'propagation.updating';
      return texts.text(key, { number: corrects, done });
    }
    if (phase !== 'running') return texts.text(`propagation.${phase}`, { done });
    if (secondsLeft === null) return texts.text('propagation.starting');
    const seconds = Math.ceil(secondsLeft);
    return texts.text('propagation.progress', { done, remaining, seconds });
  };
  const ends = stops.map(({ sliceNumber, reason }) =>
    texts.text('propagation.stopped', {
      number: sliceNumber,
      reason: texts.text(`propagation.reason.${reason}`),
    }),
  );
  return (
    <div className="sam-hint" title={ends.join('\n')}>
      <p role="status" data-propagation={phase}>
        {status()}
      </p>
      {error && <p>{texts.text(`error.${error}`)}</p>}
      {phase !== 'running' && ends.map(end => <p key={end}>{end}</p>)}
    </div>
  );
}
