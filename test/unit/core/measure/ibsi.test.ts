import { measureSegment, type GlcmFeatures } from '../../../../extension/src/core/measure';
import { ibsiPhantom } from './ibsiPhantom';

/** The phantom's values are grey levels already: bins of 1 from 1. */
const measured = measureSegment({
  slices: ibsiPhantom,
  units: 'arbitrary',
  discretisation: { method: 'fixed-bin-size', size: 1, lowerBound: 1 },
})!;

/** Equal to as many digits as the reference value has. */
function expectReference(value: number, reference: string) {
  const digits = reference.replace(/^[-0.]+/, '').replace('.', '').length;
  expect(Number(value.toPrecision(digits))).toBe(Number(reference));
}

describe('IBSI digital phantom', () => {
  it('has 74 voxels', () => expect(measured.voxels).toBe(74));

  it.each([
    ['volume YEKZ', measured.volume, 592, 4],
    ['mesh volume RNU0', measured.meshVolume, 556, 4],
  ])('%s', (_name, value, reference, tolerance) => {
    expect(Math.abs(value! - reference)).toBeLessThanOrEqual(tolerance);
  });

  const first = measured.intensity!;
  it.each([
    ['mean Q4LE', first.mean, '2.15'],
    ['variance ECT3', first.variance, '3.05'],
    ['skewness KE2A', first.skewness, '1.08'],
    ['kurtosis IPH6', first.kurtosis, '-0.355'],
    ['median Y12H', first.median, '1'],
    ['minimum 1GSF', first.minimum, '1'],
    ['10th percentile QG58', first.percentile10, '1'],
    ['90th percentile 8DWT', first.percentile90, '4'],
    ['maximum 84IY', first.maximum, '6'],
    ['interquartile range SALO', first.interquartileRange, '3'],
    ['range 2OJQ', first.range, '5'],
    ['mean absolute deviation 4FUA', first.meanAbsoluteDeviation, '1.55'],
    ['robust mean absolute deviation 1128', first.robustMeanAbsoluteDeviation!, '1.11'],
    ['energy N8CA', first.energy, '567'],
    ['root mean square 5ZWQ', first.rootMeanSquare, '2.77'],
    ['entropy TLU2', measured.texture!.histogram.entropy, '1.27'],
    ['uniformity BJ5W', measured.texture!.histogram.uniformity, '0.512'],
  ])('%s', (_name, value, reference) => expectReference(value, reference));

  const glcm: readonly (readonly [keyof GlcmFeatures, string, string])[] = [
    ['jointMaximum', '0.503', '0.509'],
    ['jointAverage', '2.14', '2.15'],
    ['jointVariance', '3.1', '3.13'],
    ['jointEntropy', '2.4', '2.57'],
    ['dissimilarity', '1.43', '1.38'],
    ['angularSecondMoment', '0.303', '0.291'],
    ['contrast', '5.32', '5.12'],
    ['inverseDifference', '0.677', '0.688'],
    ['inverseDifferenceMoment', '0.618', '0.631'],
    ['correlation', '0.157', '0.183'],
    ['autocorrelation', '5.06', '5.19'],
    ['clusterTendency', '7.07', '7.41'],
  ];
  it.each(glcm)('GLCM %s, averaged %s and merged %s', (feature, averaged, merged) => {
    expectReference(measured.texture!.glcm!.averaged[feature], averaged);
    expectReference(measured.texture!.glcm!.merged[feature], merged);
  });
});
