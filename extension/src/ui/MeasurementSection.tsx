import type { SessionState } from '../host/session/types';
import { usePanel } from './panelContext';
import { Section } from './Section';

const HINTS = {
  none: 'measurement.none',
  measuring: 'measurement.measuring',
  failed: 'measurement.failed',
  // Only when there is nothing to list.
  ready: 'measurement.none',
} as const;

/** What is measured of the segment that Accept writes to. */
export function MeasurementSection({ measurement }: Pick<SessionState, 'measurement'>) {
  const { texts } = usePanel();
  const rows: (readonly [string, string, string])[] = [];
  if (measurement.phase === 'ready') {
    const { values, units } = measurement;
    const { longAxis, shortAxis } = values.axes;
    const cm3 = values.volume / 1000;
    rows.push(
      [
        texts.text('measurement.volume'),
        texts.text('unit.cm3', { value: texts.number(cm3, cm3 < 10 ? 2 : 1) }),
        texts.text(values.isRegular ? 'measurement.volume.tooltip' : 'measurement.irregular'),
      ],
      [
        texts.text('measurement.axes'),
        texts.text('measurement.axesValue', {
          long: texts.number(longAxis.length, 1),
          short: texts.number(shortAxis.length, 1),
        }),
        texts.text('measurement.axes.tooltip'),
      ],
    );
    if (values.intensity) {
      const { mean, standardDeviation, minimum, maximum } = values.intensity;
      const unit = units === 'arbitrary' ? '' : ` ${units}`;
      rows.push(
        [
          texts.text('measurement.mean'),
          `${texts.number(mean, 1)} ± ${texts.number(standardDeviation, 1)}${unit}`,
          texts.text('measurement.mean.tooltip'),
        ],
        [
          texts.text('measurement.range'),
          texts.text('measurement.rangeValue', {
            minimum: texts.number(minimum, 0),
            maximum: texts.number(maximum, 0),
          }) + unit,
          texts.text('measurement.range.tooltip'),
        ],
      );
    }
  }
  return (
    <Section title={texts.text('measurement.title')}>
      {rows.length ? (
        <dl className="sam-measurements sam-number">
          {rows.map(([name, value, hint]) => (
            <div key={name} className="sam-spread" title={hint}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="sam-hint sam-measurements">{texts.text(HINTS[measurement.phase])}</p>
      )}
    </Section>
  );
}
