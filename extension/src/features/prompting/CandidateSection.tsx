import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { Texts } from '../../i18n/texts';
import { ActionButton } from '../../ui/ActionButton';
import { CandidateChoice } from './CandidateChoice';
import type { Prompting } from './createPrompting';
import { previewOf } from './drafts';
import { leadText } from './seriesText';
import { currentDraft } from './store';
import type { PreviewState, PromptingState } from './types';
import { predictedIoUText } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';

interface CandidateSectionProps {
  readonly prompting: Pick<Prompting, 'store' | 'chooseCandidate' | 'stepCandidate'>;
}

/** The masks to choose from. Keeps its height when there are none. */
export function CandidateSection({ prompting }: CandidateSectionProps) {
  const { texts } = usePanel();
  const draft = useStore(prompting.store, currentDraft);
  const preview = useMemo(() => previewOf(draft), [draft]);
  const chosen = preview?.candidates[preview.chosen];
  const series = useStore(prompting.store, state => state.series);
  const why = preview ? whyText(texts, preview.why, series) : undefined;
  return (
    <Section
      title={texts.text('candidates.title')}
      aside={<CandidateStepper preview={preview} onStep={prompting.stepCandidate} />}
    >
      {preview && chosen ? (
        <CandidateChoice
          candidates={preview.candidates}
          chosen={preview.chosen}
          onChoose={prompting.chooseCandidate}
        />
      ) : (
        <p className="sam-hint sam-candidates-none">
          {texts.text(draft?.phase === 'asked' ? 'slice.working' : 'candidates.empty')}
        </p>
      )}
      <p className="sam-spread sam-candidate-summary">
        <span aria-live="polite" title={texts.text('candidates.summary.tooltip')}>
          {chosen &&
            texts.text('candidates.summary', {
              iou: predictedIoUText(texts, chosen.predictedIoU),
            })}
        </span>
        {preview?.refining ? (
          <span role="status" className="sam-refining">
            <span className="sam-dot sam-dot-busy" aria-hidden="true" />
            {texts.text('candidates.refining')}
          </span>
        ) : (
          preview && (
            <span className="sam-hint sam-number">
              {texts.text('candidates.time', { ms: Math.round(preview.milliseconds) })}
            </span>
          )
        )}
      </p>
      <p className="sam-hint sam-why" title={why}>
        {why}
      </p>
    </Section>
  );
}

/** Why the first mask is first; of two series, first which one leads. */
function whyText(
  texts: Texts,
  { reason, masks, views, series: traced }: PreviewState['why'],
  series: PromptingState['series'],
): string {
  const why = texts.text(`candidates.why.${reason}`, {
    masks,
    views: texts.text('candidates.views', { count: views }),
  });
  return traced ? `${leadText(texts, traced, series)} ${why}` : why;
}

interface CandidateStepperProps {
  readonly preview: PreviewState | null;
  readonly onStep: (step: number) => void;
}

function CandidateStepper({ preview, onStep }: CandidateStepperProps) {
  const { texts, keys } = usePanel();
  const count = preview?.candidates.length ?? 0;
  const disabledReason = count > 1 ? null : texts.text('disabled.oneCandidate');
  return (
    <span className="sam-stepper">
      <ActionButton
        look="ghost"
        iconOnly
        hint={texts.text('command.previousCandidate')}
        shortcut={keys.previousCandidate}
        disabledReason={disabledReason}
        onClick={() => onStep(-1)}
      >
        <Icon name="previous" />
        {keys.previousCandidate && <kbd>{keys.previousCandidate}</kbd>}
      </ActionButton>
      <span className="sam-number">
        {preview &&
          count > 0 &&
          texts.text('candidates.position', { index: preview.chosen + 1, count })}
      </span>
      <ActionButton
        look="ghost"
        iconOnly
        hint={texts.text('command.nextCandidate')}
        shortcut={keys.nextCandidate}
        disabledReason={disabledReason}
        onClick={() => onStep(1)}
      >
        {keys.nextCandidate && <kbd>{keys.nextCandidate}</kbd>}
        <Icon name="next" />
      </ActionButton>
    </span>
  );
}
