import {
  type Discretisation,
  type GlcmFeatures,
  type IntensityStatistics,
  type SegmentMeasurements,
} from '../../measure';
import { QUANTITY, REPORT, STATISTIC, UNITS, type Code } from '../codes';
import { type Dataset } from '../dicom/dataset';
import { codeContent, numberContent, textContent } from './content';

const method = codeContent('HAS CONCEPT MOD', REPORT.measurementMethod, REPORT.recist);

const STATISTICS: readonly (keyof IntensityStatistics & keyof typeof STATISTIC)[] = [
  'mean',
  'standardDeviation',
  'minimum',
  'maximum',
  'median',
  'percentile10',
  'percentile90',
  'skewness',
  'kurtosis',
];

const TEXTURE: readonly (readonly [keyof GlcmFeatures, Code])[] = [
  ['jointEntropy', QUANTITY.glcmJointEntropy],
  ['inverseDifferenceMoment', QUANTITY.glcmInverseDifferenceMoment],
  ['contrast', QUANTITY.glcmContrast],
  ['dissimilarity', QUANTITY.glcmDissimilarity],
  ['angularSecondMoment', QUANTITY.glcmAngularSecondMoment],
  ['correlation', QUANTITY.glcmCorrelation],
];

/** The quantity and unit of an image's values; null where the standard has no name for them. */
function valueQuantity(
  units: 'HU' | 'SUV' | 'arbitrary',
  modality: string | undefined,
): readonly [Code, Code] | null {
  if (units === 'HU') return [QUANTITY.attenuation, UNITS.hounsfield];
  if (units === 'SUV') return [QUANTITY.suvBodyWeight, UNITS.suvBodyWeight];
  return modality === 'MR' ? [QUANTITY.mrSignalIntensity, UNITS.one] : null;
}

/**
 * Measurements as content items (PS3.16 TID 1419): volume, axes by RECIST 1.1, statistics of the
 * values and merged 3D GLCM texture.
 */
export function measurementContent(
  { volume, axes, intensity, texture }: SegmentMeasurements,
  units: 'HU' | 'SUV' | 'arbitrary',
  modality: string | undefined,
): Dataset[] {
  const quantity = valueQuantity(units, modality);
  const isPlain = (name: string) => name === 'skewness' || name === 'kurtosis';
  return [
    numberContent(QUANTITY.volume, volume / 1000, UNITS.cubicCentimetre),
    numberContent(QUANTITY.longAxis, axes.longAxis.length, UNITS.millimetre, [method]),
    numberContent(QUANTITY.shortAxis, axes.shortAxis.length, UNITS.millimetre, [method]),
    ...(quantity && intensity
      ? STATISTICS.map(name =>
          numberContent(quantity[0], intensity[name], isPlain(name) ? UNITS.one : quantity[1], [
            codeContent('HAS CONCEPT MOD', REPORT.derivation, STATISTIC[name]),
          ]),
        )
      : []),
    ...(texture?.glcm
      ? TEXTURE.map(([name, code]) => numberContent(code, texture.glcm!.merged[name], UNITS.one))
      : []),
  ];
}

/** Which algorithm measured, with its settings (TID 4019). */
export function algorithmContent(
  { texture, isRegular }: SegmentMeasurements,
  name: string,
  version: string,
): Dataset[] {
  const parameters = [
    'Volume: area x half gap to either neighbour along the normal',
    ...(isRegular ? [] : ['Slices are missing or unevenly spaced: the volume is an estimate']),
    'Axes: largest in-plane diameter of a component, edge to edge, and its widest perpendicular',
    ...(texture
      ? [
          `Texture: IBSI GLCM, 3D, merged, distance 1, 13 directions, log2, ${settings(texture.discretisation)}`,
        ]
      : []),
  ];
  return [
    textContent('HAS CONCEPT MOD', REPORT.algorithmName, name),
    textContent('HAS CONCEPT MOD', REPORT.algorithmVersion, version),
    ...parameters.map(p => textContent('HAS CONCEPT MOD', REPORT.algorithmParameters, p)),
  ];
}

const settings = (how: Discretisation): string =>
  how.method === 'fixed-bin-size'
    ? `fixed bin size ${how.size} from ${how.lowerBound}`
    : `fixed bin number ${how.bins}`;
