import { useStore } from 'zustand';
import { CONTRASTS, SENSITIVITIES } from '../../core/lesions';
import { ActionButton } from '../../ui/ActionButton';
import { Choice } from '../../ui/Choice';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import { RunRow } from '../../ui/RunRow';
import type { Findings } from '../findings';
import type { LesionWorklist } from './createLesionWorklist';
import type { LesionSearchState } from './types';
import { Worklist } from './Worklist';

interface LesionsSectionProps {
  readonly lesions: LesionWorklist;
  readonly findings: Pick<Findings, 'store'>;
}

/** Lesions in an organ: what is searched and how, and the list that comes of it. */
export function LesionSearchSection({ lesions, findings }: LesionsSectionProps) {
  const { texts } = usePanel();
  const state = useStore(lesions.store);
  const { target, findings: segments } = useStore(findings.store);
  const { phase, choices } = state;
  const known = segments.some(({ segmentIndex }) => segmentIndex === choices.organ);
  return (
    <FoldedSection title={texts.text('lesionSearch.title')} opened={phase !== 'idle'}>
      <div className="sam-coding">
        <Choice
          label={texts.text('lesionSearch.organ')}
          title={texts.text('lesionSearch.organ.tooltip')}
          value={known ? String(choices.organ) : ''}
          options={[
            ['', texts.text('lesionSearch.organ.active')],
            ...segments.map(({ segmentIndex, label }) => [String(segmentIndex), label] as const),
          ]}
          onChange={value => lesions.change({ organ: value ? Number(value) : null })}
        />
        <Choice
          label={texts.text('lesionSearch.sensitivity')}
          title={texts.text('lesionSearch.sensitivity.tooltip')}
          value={choices.sensitivity}
          options={SENSITIVITIES.map(one => [one, texts.text(`lesionSearch.sensitivity.${one}`)])}
          onChange={sensitivity => lesions.change({ sensitivity })}
        />
        <Choice
          label={texts.text('lesionSearch.contrast')}
          title={texts.text('lesionSearch.contrast.tooltip')}
          value={choices.contrast}
          options={(['usual', ...CONTRASTS] as const).map(one => [
            one,
            texts.text(`lesionSearch.contrast.${one}`),
          ])}
          onChange={contrast => lesions.change({ contrast })}
        />
      </div>
      <p className="sam-hint">{texts.text('lesionSearch.sets')}</p>
      <SearchRow lesions={lesions} state={state} hasOrgan={target !== null} />
      {state.lesions.length > 0 && <Worklist lesions={lesions} state={state} />}
    </FoldedSection>
  );
}

interface SearchRowProps {
  readonly lesions: LesionWorklist;
  readonly state: LesionSearchState;
  readonly hasOrgan: boolean;
}

/** To begin a search, or how far it is. */
function SearchRow({ lesions, state, hasOrgan }: SearchRowProps) {
  const { texts } = usePanel();
  const { phase, progress } = state;
  return (
    <>
      <RunRow
        progress={phase === 'running' ? (progress ?? { done: 0, total: 0 }) : null}
        begin={{
          text: texts.text('lesionSearch.search'),
          hint: texts.text('lesionSearch.search.tooltip'),
          disabledReason: hasOrgan ? null : texts.text('lesionSearch.noOrgan'),
          onClick: () => void lesions.search(),
        }}
        cancel={{
          text: texts.text('lesionSearch.cancel'),
          hint: texts.text('lesionSearch.cancel.tooltip'),
          onClick: lesions.cancel,
        }}
      >
        {state.lesions.length > 0 && (
          <ActionButton
            look="secondary"
            hint={texts.text('lesionSearch.drop.tooltip')}
            onClick={lesions.drop}
          >
            {texts.text('lesionSearch.drop')}
          </ActionButton>
        )}
      </RunRow>
      <p className="sam-hint" role="status" data-lesion-search={phase}>
        {statusText(state, texts)}
      </p>
    </>
  );
}

function statusText(state: LesionSearchState, texts: ReturnType<typeof usePanel>['texts']): string {
  const { phase, progress, lesions, organ } = state;
  if (phase === 'failed') return texts.text('lesionSearch.failed');
  if (phase === 'running') {
    if (!progress) return texts.text('lesionSearch.starting');
    const { done, total } = progress;
    return texts.text(`lesionSearch.phase.${progress.phase}`, { done, total });
  }
  if (phase !== 'ready') return '';
  const open = lesions.filter(({ status }) => status === 'open').length;
  return texts.text('lesionSearch.found', {
    count: lesions.length,
    open,
    organ: organ?.label ?? '',
  });
}
