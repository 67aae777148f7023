import { useStore } from 'zustand';
import type { Vec3 } from '../../core/geometry/vec3';
import type { Texts } from '../../i18n/texts';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import { RunRow } from '../../ui/RunRow';
import type { Findings } from '../findings';
import { SeriesSelect } from '../prompting';
import type { CarryOver } from './createCarryOver';
import { isUnderWay, type CarryOverState } from './types';

interface CarryOverSectionProps {
  readonly carryOver: CarryOver;
  readonly findings: Pick<Findings, 'store'>;
}

/** To carry the active segment over to another series; not there where the study has none. */
export function CarryOverSection({ carryOver, findings }: CarryOverSectionProps) {
  const { texts } = usePanel();
  const state = useStore(carryOver.store);
  const hasTarget = useStore(findings.store, ({ target }) => target !== null);
  const { others, chosen, phase } = state;
  if (!others.length) return null;
  return (
    <FoldedSection title={texts.text('carry.title')} opened={chosen !== null}>
      <div className="sam-coding">
        <label title={texts.text('carry.series.tooltip')}>
          {texts.text('carry.series')}
          <SeriesSelect
            label={texts.text('carry.series')}
            none={texts.text('carry.none')}
            others={others}
            chosen={chosen}
            onChoose={carryOver.choose}
          />
        </label>
      </div>
      <DisplacementRow carryOver={carryOver} state={state} />
      <RunRow
        progress={isUnderWay(state) ? state : null}
        begin={{
          text: texts.text('carry.run'),
          hint: texts.text('carry.run.tooltip'),
          disabledReason: disabledReason(texts, chosen, hasTarget),
          onClick: () => void carryOver.run(),
        }}
        cancel={{
          text: texts.text('carry.cancel'),
          hint: texts.text('carry.cancel.tooltip'),
          onClick: carryOver.cancel,
        }}
      />
      <p className="sam-hint" role="status" data-carry={phase}>
        {statusText(texts, state)}
      </p>
      {state.error && <p className="sam-hint">{texts.text(`error.${state.error}`)}</p>}
    </FoldedSection>
  );
}

function disabledReason(texts: Texts, chosen: string | null, hasTarget: boolean): string | null {
  if (!hasTarget) return texts.text('carry.noSegment');
  return chosen === null ? texts.text('carry.noSeries') : null;
}

interface RowProps {
  readonly carryOver: Pick<CarryOver, 'correct'>;
  readonly state: CarryOverState;
}

/** What is known of the displacement of a diffusion series, and whether it is corrected. */
function DisplacementRow({ carryOver, state: { displacement: known, corrects } }: RowProps) {
  const { texts } = usePanel();
  if (known.kind === 'none') return null;
  if (known.kind === 'not-stated') return <Hint text={texts.text('carry.notStated')} />;
  if (known.kind === 'unknown' || !known.displacement.clear) {
    return <Hint text={texts.text('carry.unclear')} />;
  }
  const { mm, axis } = known.displacement;
  const params = { mm: texts.number(Math.abs(mm), 1), axis: axisName(axis) };
  return (
    <label className="sam-toggle" title={texts.text('carry.correct.tooltip')}>
      <input
        type="checkbox"
        checked={corrects}
        onChange={event => {
          carryOver.correct(event.target.checked);
          event.target.blur();
        }}
      />
      {texts.text('carry.correct', params)}
    </label>
  );
}

const Hint = ({ text }: { readonly text: string }) => <p className="sam-hint">{text}</p>;

/** Letters of the patient's sides that an axis runs between, as viewers write them. */
const AXES = ['R–L', 'A–P', 'F–H'];

function axisName(axis: Vec3): string {
  const sizes = axis.map(Math.abs);
  return AXES[sizes.indexOf(Math.max(...sizes))];
}

function statusText(texts: Texts, { phase, done, total, keptOther }: CarryOverState): string {
  switch (phase) {
    case 'idle':
      return '';
    case 'estimating':
      return texts.text('carry.estimating', { done, total });
    case 'carrying':
      return texts.text('carry.carrying');
    case 'done':
      return texts.text(keptOther ? 'carry.doneKeptOther' : 'carry.done', { count: done });
    case 'cancelled':
      return texts.text('carry.cancelled');
    case 'failed':
      return texts.text('carry.failed');
  }
}
