import { useStore } from 'zustand';

import { TIERS } from '../../inference/api';
import { megabytesText } from '../../ui/format';
import { usePanel } from '../../ui/panelContext';
import type { Runtime } from './createRuntime';
import { StoredModels } from './StoredModels';
import type { RuntimeState } from './types';

interface RuntimeChoiceProps {
  readonly id: string;
  readonly model: Runtime;
}

/** What the machine has proven, what the reader may choose instead, and what the browser keeps. */
export function RuntimeChoice({ id, model: { store, ...actions } }: RuntimeChoiceProps) {
  const { texts } = usePanel();
  const { runtime, facts, settings } = useStore(store);
  const info = runtime.phase === 'ready' ? runtime.info : null;
  const models = info?.models ?? [];
  // A model that was chosen stays in the list where the site's is not known.
  const unknown = settings.model !== 'auto' && !models.some(({ id }) => id === settings.model);
  const automatic = ['auto', texts.text('runtime.automatic')] as const;
  return (
    <div id={id} className="sam-runtime">
      {info && <Facts info={info} />}
      <Choice
        label={texts.text('runtime.tier')}
        value={settings.tier}
        options={[automatic, ...TIERS.map(tier => [tier, texts.text(`tier.${tier}`)] as const)]}
        onChange={tier => actions.changeSettings({ tier })}
      />
      <Choice
        label={texts.text('runtime.model')}
        value={settings.model}
        options={[
          automatic,
          ...models.map(
            ({ id, name, bytes }) =>
              [
                id,
                texts.text('runtime.modelOption', { name, size: megabytesText(texts, bytes) }),
              ] as const,
          ),
          ...(unknown ? [[settings.model, settings.model] as const] : []),
        ]}
        onChange={model => actions.changeSettings({ model })}
      />
      <Choice
        label={texts.text('runtime.backend')}
        value={settings.backend}
        options={[
          automatic,
          ['webgpu', texts.text('runtime.backend.webgpu')],
          ['wasm', texts.text('runtime.backend.wasm')],
        ]}
        onChange={backend => actions.changeSettings({ backend })}
      />
      {facts && <StoredModels facts={facts} onRemove={actions.removeStored} />}
    </div>
  );
}

type RuntimeInfo = Extract<RuntimeState, { phase: 'ready' }>['info'];

function Facts({ info: { tier, tierReason, measured } }: { info: RuntimeInfo }) {
  const { texts } = usePanel();
  const date = new Date(measured.at).toLocaleString(texts.language);
  const times = [
    ['runtime.checkedEncoder', measured.encoder],
    ['runtime.checkedDecoder', measured.decoder],
  ] as const;
  return (
    <dl className="sam-number">
      <div className="sam-spread">
        <dt>{texts.text('runtime.provenTier')}</dt>
        <dd>{texts.text(`tier.${tier}`)}</dd>
      </div>
      <dd className="sam-tier-reason">{texts.text(`tierReason.${tierReason}`)}</dd>
      {times.map(([key, ms]) => (
        <div
          key={key}
          className="sam-spread"
          title={texts.text('runtime.checked.tooltip', { date })}
        >
          <dt>{texts.text(key)}</dt>
          <dd>
            {ms === undefined ? '–' : texts.text('candidates.time', { ms: texts.number(ms) })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select
        value={value}
        onChange={event => {
          onChange(event.target.value as T);
          // The viewer's keys work again.
          event.target.blur();
        }}
      >
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
