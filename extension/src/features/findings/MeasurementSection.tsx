import type { SegmentMeasurements } from '../../core/measure';
import { useStore } from 'zustand';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { Findings } from './types';

const HINTS = {
  none: 'measurement.none',
  measuring: 'measurement.measuring',
  failed: 'measurement.failed',
  // Only when there is nothing to list.
  ready: 'measurement.none',
} as const;

/** What is measured of the segment that Accept writes to. */
export function MeasurementSection({ findings }: { readonly findings: Pick<Findings, 'store'> }) {
  const { texts } = usePanel();
  const measurement = useStore(findings.store, state => state.measurement);
  const rows: MeasurementRow[] = [];
  if (measurement.phase === 'ready') {
    const { values, units } = measurement;
    const { longAxis, shortAxis } = values.axes;
    const { volume, unknown } = values;
    const cm3 = (volume ?? 0) / 1000;
    rows.push(
      [
        texts.text('measurement.volume'),
        volume === null
          ? texts.text('measurement.noVolume')
          : texts.text('unit.cm3', { value: texts.number(cm3, cm3 < 10 ? 2 : 1) }),
        unknown.volume
          ? texts.text(`unknown.${unknown.volume}`)
          : texts.text(values.isRegular ? 'measurement.volume.tooltip' : 'measurement.irregular'),
      ],
      [
        texts.text('measurement.axes'),
        texts.text(values.lengthUnit === 'mm' ? 'unit.mm' : 'unit.px', {
          value: `${texts.number(longAxis.length, 1)} × ${texts.number(shortAxis.length, 1)}`,
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
        <>
          <MeasurementList rows={rows} />
          {measurement.phase === 'ready' && <Texture values={measurement.values} />}
        </>
      ) : (
        <p className="sam-hint sam-measurements">{texts.text(HINTS[measurement.phase])}</p>
      )}
    </Section>
  );
}

/** Name, value and what it means. */
type MeasurementRow = readonly [string, string, string];

function MeasurementList({ rows }: { readonly rows: readonly MeasurementRow[] }) {
  return (
    <dl className="sam-measurements sam-number">
      {rows.map(([name, value, hint]) => (
        <div key={name} className="sam-spread" title={hint}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How the values are distributed and arranged; for those who ask. */
function Texture({ values: { intensity, texture } }: { readonly values: SegmentMeasurements }) {
  const { texts } = usePanel();
  const features = texture?.glcm?.merged;
  if (!intensity) return null;
  const first = texts.text('measurement.firstOrder.tooltip');
  const glcm = texts.text('report.noteTexture');
  const number = (value: number) => texts.number(value, 3);
  const percentiles = texts.text('measurement.rangeValue', {
    minimum: texts.number(intensity.percentile10, 0),
    maximum: texts.number(intensity.percentile90, 0),
  });
  const rows: MeasurementRow[] = [
    [texts.text('measurement.median'), texts.number(intensity.median, 1), first],
    [texts.text('measurement.percentiles'), percentiles, first],
    [texts.text('measurement.skewness'), number(intensity.skewness), first],
    [texts.text('measurement.kurtosis'), number(intensity.kurtosis), first],
  ];
  if (features) {
    rows.push(
      [texts.text('report.entropy'), number(features.jointEntropy), glcm],
      [texts.text('report.homogeneity'), number(features.inverseDifferenceMoment), glcm],
      [texts.text('report.contrast'), number(features.contrast), glcm],
      [texts.text('report.uniformity'), number(features.angularSecondMoment), glcm],
      [texts.text('report.correlation'), number(features.correlation), glcm],
    );
  }
  return (
    <details className="sam-fold">
      <summary>{texts.text('measurement.texture')}</summary>
      <MeasurementList rows={rows} />
    </details>
  );
}
