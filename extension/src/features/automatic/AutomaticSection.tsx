import { useStore } from 'zustand';
import { ActionButton } from '../../ui/ActionButton';
import { RunRow } from '../../ui/RunRow';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import { shownKey, type Prompting } from '../prompting';
import { Choice } from '../../ui/Choice';
import type { Automatic } from './createAutomatic';
import { AUTOMATIC_PRESETS } from './presets';
import { ThresholdControls } from './ThresholdControls';
import { AREAS, DESTINATIONS, pickedMasks, type AutomaticState } from './types';

interface AutomaticSectionProps {
  readonly automatic: Automatic;
  readonly prompting: Pick<Prompting, 'store'>;
}

/** Masks of all that a slice shows: to look for, to thin out by thresholds, to pick and accept. */
export function AutomaticSection({ automatic, prompting }: AutomaticSectionProps) {
  const { texts } = usePanel();
  const state = useStore(automatic.store);
  const { phase, settings } = state;
  const key = useStore(prompting.store, shownKey);
  return (
    <FoldedSection title={texts.text('automatic.title')} opened={phase !== 'idle'}>
      <div className="sam-coding">
        <Choice
          label={texts.text('automatic.preset')}
          title={texts.text('automatic.preset.tooltip')}
          value={settings.preset}
          options={AUTOMATIC_PRESETS.map(({ id, name }) => [id, texts.of(name)])}
          onChange={automatic.choosePreset}
        />
        <Choice
          label={texts.text('automatic.area')}
          value={settings.area}
          options={AREAS.map(area => [area, texts.text(`automatic.area.${area}`)])}
          onChange={area => automatic.change({ area })}
        />
      </div>
      <SearchRow automatic={automatic} state={state} hasSlice={key !== undefined} />
      {phase === 'ready' && (
        <>
          <ThresholdControls
            settings={settings}
            spacingKnown={state.spacingKnown}
            onChange={automatic.change}
          />
          <p className="sam-hint">
            {texts.text(state.sliceKey === key ? 'automatic.how' : 'automatic.elsewhere')}
          </p>
          <div className="sam-coding">
            <Choice
              label={texts.text('automatic.destination')}
              value={settings.destination}
              options={DESTINATIONS.map(one => [one, texts.text(`automatic.destination.${one}`)])}
              onChange={destination => automatic.change({ destination })}
            />
          </div>
          <PickedRow automatic={automatic} state={state} />
        </>
      )}
    </FoldedSection>
  );
}

interface RowProps {
  readonly automatic: Automatic;
  readonly state: AutomaticState;
}

/** To begin a search, or how far it is. */
function SearchRow({ automatic, state, hasSlice }: RowProps & { readonly hasSlice: boolean }) {
  const { texts, keys } = usePanel();
  const { phase, done, total } = state;
  return (
    <>
      <RunRow
        progress={phase === 'running' ? { done, total } : null}
        begin={{
          text: texts.text('automatic.find'),
          hint: texts.text('automatic.find.tooltip'),
          shortcut: keys.findMasks,
          disabledReason: hasSlice ? null : texts.text('automatic.noSlice'),
          onClick: () => void automatic.find(),
        }}
        cancel={{
          text: texts.text('automatic.cancel'),
          hint: texts.text('automatic.cancel.tooltip'),
          onClick: automatic.cancel,
        }}
      />
      <p className="sam-hint" role="status" data-automatic={phase}>
        {statusText(state, texts)}
      </p>
    </>
  );
}

function statusText(state: AutomaticState, texts: ReturnType<typeof usePanel>['texts']): string {
  const { phase, done, total, secondsLeft, masks } = state;
  if (phase === 'failed') return texts.text('automatic.failed');
  if (phase === 'running') {
    if (secondsLeft === null) return texts.text('automatic.starting');
    return texts.text('automatic.progress', { done, total, seconds: Math.ceil(secondsLeft) });
  }
  if (phase !== 'ready') return '';
  const picked = pickedMasks(state).length;
  return texts.text('automatic.found', { count: masks.length, picked });
}

/** What is done with those that are picked. */
function PickedRow({ automatic, state }: RowProps) {
  const { texts, keys } = usePanel();
  const count = pickedMasks(state).length;
  return (
    <div className="sam-command-row">
      <ActionButton
        look="primary"
        hint={texts.text('automatic.accept.tooltip')}
        shortcut={keys.acceptMasks}
        disabledReason={count ? null : texts.text('automatic.nonePicked')}
        onClick={() => void automatic.accept()}
      >
        {texts.text('automatic.accept', { count })}
        {keys.acceptMasks && <kbd>{keys.acceptMasks}</kbd>}
      </ActionButton>
      <ActionButton
        look="secondary"
        hint={texts.text('automatic.drop.tooltip')}
        shortcut="Esc"
        onClick={automatic.drop}
      >
        {texts.text('automatic.drop')}
      </ActionButton>
    </div>
  );
}
