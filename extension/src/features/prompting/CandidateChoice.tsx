import { useRef, type KeyboardEvent } from 'react';
import { areaText, predictedIoUText } from '../../ui/format';
import { usePanel } from '../../ui/panelContext';
import type { PreviewCandidate } from './types';

interface CandidateChoiceProps {
  readonly candidates: readonly PreviewCandidate[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** Arrow keys move the choice as in any radio group (WAI-ARIA authoring practices). */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

/** The candidate masks side by side, one of them chosen. */
export function CandidateChoice({ candidates, chosen, onChoose }: CandidateChoiceProps) {
  const { texts } = usePanel();
  const group = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    // The viewer would scroll the slice.
    event.stopPropagation();
    event.preventDefault();
    const next = (chosen + step + candidates.length) % candidates.length;
    onChoose(next);
    group.current?.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus();
  };

  return (
    <div
      ref={group}
      className="sam-candidates"
      role="radiogroup"
      aria-label={texts.text('candidates.title')}
      onKeyDown={onKeyDown}
    >
      {candidates.map(({ predictedIoU, first, ...size }, index) => {
        const value = predictedIoUText(texts, predictedIoU);
        const area = size.pixels ? areaText(texts, size) : texts.text('candidates.emptyMask');
        const name = texts.text('candidates.card', { index: index + 1, value, area });
        return (
          <button
            key={index}
            type="button"
            role="radio"
            className="sam-candidate"
            aria-checked={index === chosen}
            aria-label={name}
            title={first ? `${name}. ${texts.text('candidates.first.tooltip')}` : name}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => onChoose(index)}
          >
            <span className="sam-number">{first ? texts.text('candidates.first') : value}</span>
            <span className="sam-candidate-area sam-number">{area}</span>
          </button>
        );
      })}
    </div>
  );
}
