import { useStore } from 'zustand';
import type { Texts } from '../../i18n/texts';
import { ActionButton } from '../../ui/ActionButton';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import type { Lesions } from './createLesions';
import type { LesionsState } from './types';

/** Lesions in 3D from measurements: which, how far, and what has come of them. */
export function LesionsSection({ lesions }: { readonly lesions: Lesions }) {
  const { texts, keys } = usePanel();
  const state = useStore(lesions.store);
  const running = state.phase === 'running';
  const busy = running ? texts.text('lesions.busy') : null;
  return (
    <FoldedSection title={texts.text('lesions.title')} opened={state.phase !== 'idle'}>
      <div className="sam-command-row">
        <ActionButton
          look="secondary"
          hint={texts.text('lesions.selected.tooltip')}
          shortcut={keys.makeLesions}
          disabledReason={busy}
          onClick={() => void lesions.make('selected')}
        >
          {texts.text('lesions.selected')}
        </ActionButton>
        <ActionButton
          look="secondary"
          hint={texts.text('lesions.all.tooltip')}
          disabledReason={busy}
          onClick={() => void lesions.make('all')}
        >
          {texts.text('lesions.all')}
        </ActionButton>
        {running && (
          <ActionButton
            look="secondary"
            hint={texts.text('lesions.cancel.tooltip')}
            onClick={lesions.cancel}
          >
            {texts.text('lesions.cancel')}
          </ActionButton>
        )}
      </div>
      {running && <progress className="sam-run-progress" max={state.total} value={state.done} />}
      <p className="sam-hint" role="status" data-lesions={state.phase}>
        {stateText(texts, state)}
      </p>
      {[...new Set(state.skipped)].map(reason => (
        <p key={reason} className="sam-hint sam-refused">
          {texts.text(`lesions.skipped.${reason}`, {
            count: state.skipped.filter(other => other === reason).length,
          })}
        </p>
      ))}
    </FoldedSection>
  );
}

function stateText(texts: Texts, { phase, total, done, made, slices, error }: LesionsState) {
  switch (phase) {
    case 'idle':
      return texts.text('lesions.hint');
    case 'running':
      return texts.text('lesions.running', { number: done + 1, total, slices });
    case 'done':
      return texts.text('lesions.done', { count: made });
    case 'cancelled':
      return texts.text('lesions.cancelled', { count: made });
    case 'failed':
      return texts.text('lesions.failed', {
        count: made,
        why: texts.text(`error.${error ?? 'segmentation-failed'}`),
      });
  }
}
