import { useEffect, useRef } from 'react';
import type { Session, SessionState, WindowChoice } from '../../app/types';
import { shownText } from '../../ui/format';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';

interface ViewSectionProps extends Pick<
  SessionState,
  'preview' | 'slice' | 'settings' | 'windowChoices'
> {
  readonly modelView: Session['modelView'];
}

/** Side of the picture, CSS pixels; drawn at twice that for dense screens. */
const PICTURE_SIDE = 76;
const PIXELS = 2 * PICTURE_SIDE;

/** What the model is shown of the slice, and how the reader wants it shown. */
export function ViewSection({
  preview,
  slice,
  settings,
  windowChoices,
  modelView,
}: ViewSectionProps) {
  const { actions, texts } = usePanel();
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
                actions.changeSettings({ window: event.target.value as WindowChoice });
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
          <Toggle name="wholeSlice" checked={settings.wholeSlice} />
          <Toggle name="hover" checked={settings.hover} />
        </div>
      </div>
      <p className="sam-hint sam-shown" title={texts.text('candidates.shown.tooltip')}>
        {preview && shownText(texts, preview)}
      </p>
    </Section>
  );
}

function Toggle({ name, checked }: { name: 'wholeSlice' | 'hover'; checked: boolean }) {
  const { actions, texts } = usePanel();
  return (
    <label className="sam-toggle" title={texts.text(`view.${name}.tooltip`)}>
      <input
        type="checkbox"
        checked={checked}
        onChange={event => {
          actions.changeSettings({ [name]: event.target.checked });
          event.target.blur();
        }}
      />
      {texts.text(`view.${name}`)}
    </label>
  );
}
