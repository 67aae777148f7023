import { useStore } from 'zustand';
import type { SliceImage } from '../../core/image/sliceImage';
import type { SegmentMeasurements } from '../../core/measure';
import type { Texts } from '../../i18n/texts';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { ReaderAxes } from './findingStore';
import type { Findings } from './types';

const HINTS = {
  none: 'measurement.none',
  measuring: 'measurement.measuring',
  failed: 'measurement.failed',
} as const;

/** What is measured of the segment that Accept writes to. */
export function MeasurementSection({ findings }: { readonly findings: Pick<Findings, 'store'> }) {
  const { texts } = usePanel();
  const measurement = useStore(findings.store, state => state.measurement);
  const placed = useStore(findings.store, state => state.target?.axes);
  return (
    <Section title={texts.text('measurement.title')}>
      {measurement.phase === 'ready' ? (
        <>
          <MeasurementList
            rows={[
              ...sizeRows(texts, measurement.values, placed),
              ...valueRows(texts, measurement.values, measurement.units),
            ]}
          />
          <Unknown values={measurement.values} />
          <Texture values={measurement.values} />
        </>
      ) : (
        <p className="sam-hint sam-measurements">{texts.text(HINTS[measurement.phase])}</p>
      )}
    </Section>
  );
}

function sizeRows(
  texts: Texts,
  values: SegmentMeasurements,
  placed: ReaderAxes | undefined,
): MeasurementRow[] {
  const { volume, images, lengthUnit, isRegular } = values;
  const axes = placed ?? values.axes;
  const rows: MeasurementRow[] = [];
  if (volume !== null) {
    const cm3 = volume / 1000;
    rows.push([
      texts.text('measurement.volume'),
      texts.text('unit.cm3', { value: texts.number(cm3, cm3 < 10 ? 2 : 1) }),
      texts.text(isRegular ? 'measurement.volume.tooltip' : 'measurement.irregular'),
    ]);
  }
  if (images.length) {
    const areas = images.map(({ area }) => area);
    const write = (area: number) =>
      texts.text(lengthUnit === 'mm' ? 'unit.mm2' : 'unit.px2', {
        value: texts.number(area, area < 100 ? 1 : 0),
      });
    const [minimum, maximum] = [Math.min(...areas), Math.max(...areas)].map(write);
    rows.push([
      texts.text('measurement.area'),
      minimum === maximum ? maximum : texts.text('measurement.rangeValue', { minimum, maximum }),
      texts.text('measurement.area.tooltip'),
    ]);
  }
  rows.push([
    texts.text('measurement.axes'),
    texts.text(lengthUnit === 'mm' ? 'unit.mm' : 'unit.px', {
      value: `${texts.number(axes.longAxis.length, 1)} × ${texts.number(axes.shortAxis.length, 1)}`,
    }),
    texts.text(placed ? 'list.readerAxes' : 'measurement.axes.tooltip'),
  ]);
  return rows;
}

function valueRows(
  texts: Texts,
  { intensity }: SegmentMeasurements,
  units: SliceImage['units'],
): MeasurementRow[] {
  if (!intensity) return [];
  const { mean, standardDeviation, minimum, maximum } = intensity;
  const unit = units === 'arbitrary' ? '' : ` ${units}`;
  const range = texts.text('measurement.rangeValue', {
    minimum: texts.number(minimum, 0),
    maximum: texts.number(maximum, 0),
  });
  return [
    [
      texts.text('measurement.mean'),
      `${texts.number(mean, 1)} ± ${texts.number(standardDeviation, 1)}${unit}`,
      texts.text('measurement.mean.tooltip'),
    ],
    [texts.text('measurement.range'), range + unit, texts.text('measurement.range.tooltip')],
  ];
}

/** Which numbers can't be known, each with its reason; those of one reason in one line. */
function Unknown({ values: { unknown } }: { readonly values: SegmentMeasurements }) {
  const { texts } = usePanel();
  const names: Readonly<Record<keyof typeof unknown, string | null>> = {
    volume: texts.text('measurement.volume'),
    millimetres: texts.text('measurement.millimetres'),
    intensity: texts.text('measurement.mean'),
    texture: texts.text('measurement.texture'),
    // The panel shows one volume.
    meshVolume: null,
  };
  const byReason = new Map<string, string[]>();
  for (const [what, name] of Object.entries(names)) {
    const reason = unknown[what as keyof typeof unknown];
    if (reason && name) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason].map(([reason, missing]) => (
    <p key={reason} className="sam-hint sam-unknown">
      {texts.text('measurement.unknown', {
        names: missing.join(', '),
        reason: texts.lookUp(`unknown.${reason}`) ?? reason,
      })}
    </p>
  ));
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
