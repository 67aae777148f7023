import { usePanel } from '../../ui/panelContext';
import type { Automatic } from './createAutomatic';
import { AREA_UNITS, type AreaUnit, type AutomaticSettings } from './types';

interface ThresholdControlsProps {
  readonly settings: AutomaticSettings;
  /** The slice states how large its pixels are. */
  readonly spacingKnown: boolean;
  readonly onChange: Automatic['change'];
}

/** Where both begin. */
const LEAST = 0.1;

/** What the found masks have to pass; moved, it shows its effect at once. */
export function ThresholdControls({ settings, spacingKnown, onChange }: ThresholdControlsProps) {
  const { texts } = usePanel();
  return (
    <div className="sam-thresholds">
      <Slider
        label={texts.text('automatic.iou')}
        title={texts.text('automatic.iou.tooltip')}
        value={settings.predIouThresh}
        onChange={predIouThresh => onChange({ predIouThresh })}
      />
      <Slider
        label={texts.text('automatic.stability')}
        title={texts.text('automatic.stability.tooltip')}
        value={settings.stabilityScoreThresh}
        onChange={stabilityScoreThresh => onChange({ stabilityScoreThresh })}
      />
      <label title={texts.text('automatic.minArea.tooltip')}>
        {texts.text('automatic.minArea')}
        <input
          type="number"
          min={0}
          step={5}
          value={settings.minArea}
          onChange={event => onChange({ minArea: Math.max(0, Number(event.target.value)) })}
        />
        <select
          aria-label={texts.text('automatic.unit')}
          title={spacingKnown ? undefined : texts.text('automatic.noSpacing')}
          value={spacingKnown ? settings.areaUnit : 'px'}
          onChange={event => {
            onChange({ areaUnit: event.target.value as AreaUnit });
            event.target.blur();
          }}
        >
          {AREA_UNITS.map(unit => (
            <option key={unit} value={unit} disabled={unit === 'mm2' && !spacingKnown}>
              {texts.text(`automatic.unit.${unit}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface SliderProps {
  readonly label: string;
  readonly title: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function Slider({ label, title, value, onChange }: SliderProps) {
  const { texts } = usePanel();
  return (
    <label title={title}>
      {label}
      <input
        type="range"
        min={LEAST}
        max={1}
        step={0.01}
        value={value}
        onChange={event => onChange(Number(event.target.value))}
        // The viewer's keys work again.
        onPointerUp={event => event.currentTarget.blur()}
      />
      <span className="sam-number">{texts.number(value, 2)}</span>
    </label>
  );
}
