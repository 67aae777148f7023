import { useStore } from 'zustand';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import { RunRow } from '../../ui/RunRow';
import { shownKey, type Prompting } from '../prompting';
import type { Organs } from './createOrgans';
import { isUnderWay, type OrgansState } from './types';

interface OrganSectionProps {
  readonly organs: Organs;
  readonly prompting: Pick<Prompting, 'store'>;
}

/** Organs without a click: to choose one, to begin, to follow how far it is. */
export function OrganSection({ organs, prompting }: OrganSectionProps) {
  const { texts } = usePanel();
  const state = useStore(organs.store);
  const hasSlice = useStore(prompting.store, shownKey) !== undefined;
  const underWay = isUnderWay(state);
  return (
    <FoldedSection title={texts.text('organs.title')} opened={state.phase !== 'idle'}>
      <div className="sam-coding">
        <label title={texts.text('organs.preset.tooltip')}>
          {texts.text('organs.preset')}
          <select
            aria-label={texts.text('organs.preset')}
            value={state.preset}
            disabled={underWay}
            onChange={event => {
              organs.choose(event.target.value);
              // The viewer's keys work again.
              event.target.blur();
            }}
          >
            {organs.presets().map(({ id, texts: { name } }) => (
              <option key={id} value={id}>
                {texts.of(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Numbers organs={organs} state={state} />
      <BeginRow organs={organs} state={state} hasSlice={hasSlice} />
      <p className="sam-hint" role="status" data-organs={state.phase}>
        {statusText(state, texts)}
      </p>
      {state.error && <p className="sam-hint">{texts.text(`error.${state.error}`)}</p>}
    </FoldedSection>
  );
}

interface RowProps {
  readonly organs: Organs;
  readonly state: OrgansState;
}

/** The numbers of the chosen preset that the reader may change. */
function Numbers({ organs, state }: RowProps) {
  const { texts } = usePanel();
  const preset = organs.presets().find(({ id }) => id === state.preset);
  const own = (preset?.search ?? {}) as unknown as Readonly<Record<string, number>>;
  return (
    <div className="sam-thresholds">
      {preset?.adjustable.map(({ key, texts: { name }, unit, least, most, step }) => {
        const value = state.changed[key] ?? own[key];
        return (
          <label key={key}>
            {texts.of(name)}
            <input
              type="range"
              aria-label={texts.of(name)}
              {...{ min: least, max: most, step, value }}
              disabled={isUnderWay(state)}
              onChange={event => {
                const next = Number(event.target.value);
                organs.change(key, next === own[key] ? null : next);
              }}
            />
            <span className="sam-number">
              {value} {unit}
            </span>
          </label>
        );
      })}
    </div>
  );
}

/** To begin a run, or how far it is. */
function BeginRow({ organs, state, hasSlice }: RowProps & { readonly hasSlice: boolean }) {
  const { texts, keys } = usePanel();
  return (
    <RunRow
      progress={isUnderWay(state) ? state : null}
      begin={{
        text: texts.text('organs.run'),
        hint: texts.text('organs.run.tooltip'),
        shortcut: keys.organPreset,
        disabledReason: hasSlice ? null : texts.text('organs.noSeries'),
        onClick: () => void organs.run(),
      }}
      cancel={{
        text: texts.text('organs.cancel'),
        hint: texts.text('organs.cancel.tooltip'),
        onClick: organs.cancel,
      }}
    />
  );
}

function statusText(state: OrgansState, texts: ReturnType<typeof usePanel>['texts']): string {
  const { phase, done, total, unsure, reason } = state;
  switch (phase) {
    case 'idle':
      return '';
    case 'reading':
      return texts.text('organs.reading', { done, total });
    case 'searching':
      return texts.text('organs.searching');
    case 'drawing':
      return texts.text('organs.drawing', { done, total });
    case 'done':
      return texts.text(unsure ? 'organs.unsure' : 'organs.done', { count: done });
    case 'cancelled':
      return texts.text('organs.cancelled', { count: done });
    case 'absent':
      return texts.text(`organs.absent.${reason ?? 'not-in-view'}`);
    case 'failed':
      return texts.text('organs.failed', { count: done });
  }
}
