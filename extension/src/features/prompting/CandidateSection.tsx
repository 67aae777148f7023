import type { PreviewState } from '../../app/types';
import { ActionButton } from '../../ui/ActionButton';
import { CandidateChoice } from './CandidateChoice';
import { predictedIoUText } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';

interface CandidateSectionProps {
  readonly preview: PreviewState | null;
  readonly working: boolean;
}

/** The masks to choose from. Keeps its height when there are none. */
export function CandidateSection({ preview, working }: CandidateSectionProps) {
  const { texts } = usePanel();
  const chosen = preview?.candidates[preview.chosen];
  return (
    <Section title={texts.text('candidates.title')} aside={<CandidateStepper preview={preview} />}>
      {preview && chosen ? (
        <CandidateChoice candidates={preview.candidates} chosen={preview.chosen} />
      ) : (
        <p className="sam-hint sam-candidates-none">
          {texts.text(working ? 'slice.working' : 'candidates.empty')}
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
    </Section>
  );
}

function CandidateStepper({ preview }: { preview: PreviewState | null }) {
  const { actions, texts, keys } = usePanel();
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
        onClick={() => actions.stepCandidate(-1)}
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
        onClick={() => actions.stepCandidate(1)}
      >
        {keys.nextCandidate && <kbd>{keys.nextCandidate}</kbd>}
        <Icon name="next" />
      </ActionButton>
    </span>
  );
}
