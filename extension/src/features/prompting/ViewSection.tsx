import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { shownText } from '../../ui/format';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { Prompting } from './createPrompting';
import { previewOf } from './drafts';
import { SeriesSelect } from './SeriesSelect';
import { currentDraft } from './store';
import type { ViewSettings, WindowChoice } from './types';

interface ViewSectionProps {
  readonly prompting: Pick<Prompting, 'store' | 'modelView' | 'changeSettings' | 'lookAlsoAt'>;
}

/** Side of the picture, CSS pixels; drawn at twice that for dense screens. */
const PICTURE_SIDE = 76;
const PIXELS = 2 * PICTURE_SIDE;

/** What the model is shown of the slice, and how the reader wants it shown. */
export function ViewSection({ prompting }: ViewSectionProps) {
  const { texts } = usePanel();
  const { modelView, changeSettings } = prompting;
  const { slice, settings, windowChoices } = useStore(prompting.store);
  const draft = useStore(prompting.store, currentDraft);
  const preview = useMemo(() => previewOf(draft), [draft]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { window, zoom } = preview ?? {};
  const ready = slice.phase === 'ready';
  const sliceKey = ready ? slice.key : undefined;
  useEffect(() => {
    const data = ready ? modelView(PIXELS) : null;
    // Until the next slice is ready the last picture stays: no flicker while scrolling.
    if (!data) return;
    const image = new ImageData(new Uint8ClampedArray(data), PIXELS);
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [modelView, ready, sliceKey, window?.lower, window?.upper, zoom]);

  const choice = windowChoices.includes(settings.window) ? settings.window : 'auto';
  return (
    <Section title={texts.text('view.title')}>
      <div className="sam-view">
        <canvas
          ref={canvas}
          width={PIXELS}
          height={PIXELS}
          role="img"
          aria-label={texts.text('view.picture')}
          style={{ width: PICTURE_SIDE, height: PICTURE_SIDE }}
        />
        <div className="sam-view-settings">
          <label className="sam-view-window">
            {texts.text('view.window')}
            <select
              value={choice}
              onChange={event => {
                changeSettings({ window: event.target.value as WindowChoice });
                // The viewer's keys work again.
                event.target.blur();
              }}
            >
              {windowChoices.map(name => (
                <option key={name} value={name}>
                  {texts.text(`view.window.${name}`)}
                </option>
              ))}
            </select>
          </label>
          <OtherSeries prompting={prompting} />
          <Toggle name="wholeSlice" checked={settings.wholeSlice} onChange={changeSettings} />
          <Toggle name="hover" checked={settings.hover} onChange={changeSettings} />
        </div>
      </div>
      <p className="sam-hint sam-shown" title={texts.text('candidates.shown.tooltip')}>
        {preview && shownText(texts, preview)}
      </p>
    </Section>
  );
}

/** The series that is looked at as well, where the study has another one in the same space. */
function OtherSeries({ prompting }: ViewSectionProps) {
  const { texts } = usePanel();
  const { others, chosen } = useStore(prompting.store, ({ series }) => series);
  if (!others.length) return null;
  return (
    <label className="sam-view-window" title={texts.text('series.alsoLookAt.tooltip')}>
      {texts.text('series.alsoLookAt')}
      <SeriesSelect
        label={texts.text('series.alsoLookAt')}
        none={texts.text('series.off')}
        others={others}
        chosen={chosen}
        onChoose={prompting.lookAlsoAt}
      />
    </label>
  );
}

interface ToggleProps {
  readonly name: 'wholeSlice' | 'hover';
  readonly checked: boolean;
  readonly onChange: (change: Partial<ViewSettings>) => void;
}

function Toggle({ name, checked, onChange }: ToggleProps) {
  const { texts } = usePanel();
  return (
    <label className="sam-toggle" title={texts.text(`view.${name}.tooltip`)}>
      <input
        type="checkbox"
        checked={checked}
        onChange={event => {
          onChange({ [name]: event.target.checked });
          event.target.blur();
        }}
      />
      {texts.text(`view.${name}`)}
    </label>
  );
}
