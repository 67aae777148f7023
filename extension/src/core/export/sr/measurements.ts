import {
  type Axes,
  type Diameter,
  type Discretisation,
  type GlcmFeatures,
  type ImageMeasurements,
  type IntensityStatistics,
  type SegmentMeasurements,
  type UnknownReason,
} from '../../measure';
import type { PixelPoint } from '../../geometry/imagePlane';
import { QUANTITY, REPORT, STATISTIC, UNITS, type Code } from '../codes';
import { type Dataset } from '../dicom/dataset';
import { codeContent, lineContent, numberContent, textContent } from './content';

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
 * values and merged 3D GLCM texture. What is unknown is left out.
 *
 * @param image reference to the image of the axes
 */
export function measurementContent(
  { volume, axes, lengthUnit, intensity, texture }: SegmentMeasurements,
  units: 'HU' | 'SUV' | 'arbitrary',
  modality: string | undefined,
  image: Dataset,
): Dataset[] {
  return [
    ...(volume === null
      ? []
      : [numberContent(QUANTITY.volume, volume / 1000, UNITS.cubicCentimetre)]),
    ...axesContent(axes, lengthUnit, image),
    ...intensityContent(intensity, units, modality),
    ...(texture?.glcm
      ? TEXTURE.map(([name, code]) => numberContent(code, texture.glcm!.merged[name], UNITS.one))
      : []),
  ];
}

/** What one image holds of a finding (TID 1410): area, and axes and values where asked for. */
export function imageMeasurementContent(
  { area, axes, intensity }: Omit<ImageMeasurements, 'slice' | 'pixels'>,
  lengthUnit: SegmentMeasurements['lengthUnit'],
  units: 'HU' | 'SUV' | 'arbitrary',
  modality: string | undefined,
): Dataset[] {
  const squares = lengthUnit === 'mm' ? UNITS.squareMillimetre : UNITS.pixels;
  return [
    numberContent(QUANTITY.area, area, squares),
    ...axesContent(axes, lengthUnit),
    ...intensityContent(intensity, units, modality),
  ];
}

/** The area alone, in squares of the unit of length. */
export const areaContent = (area: number, lengthUnit: SegmentMeasurements['lengthUnit']): Dataset =>
  numberContent(QUANTITY.area, area, lengthUnit === 'mm' ? UNITS.squareMillimetre : UNITS.pixels);

/** With their lines where the image is given. */
function axesContent(
  { longAxis, shortAxis }: Axes,
  lengthUnit: SegmentMeasurements['lengthUnit'],
  image?: Dataset,
): Dataset[] {
  const unit = lengthUnit === 'mm' ? UNITS.millimetre : UNITS.pixels;
  const axis = (name: Code, { length, from, to }: Diameter) =>
    numberContent(name, length, unit, [
      method,
      ...(image ? [lineContent(fromCorner(from), fromCorner(to), image)] : []),
    ]);
  return [axis(QUANTITY.longAxis, longAxis), axis(QUANTITY.shortAxis, shortAxis)];
}

/** Objects count from the image's corner (PS3.3 C.18.6.1.2), pixels from the middle of the first. */
const fromCorner = ([i, j]: PixelPoint): PixelPoint => [i + 0.5, j + 0.5];

function intensityContent(
  intensity: IntensityStatistics | null,
  units: 'HU' | 'SUV' | 'arbitrary',
  modality: string | undefined,
): Dataset[] {
  const quantity = valueQuantity(units, modality);
  if (!quantity || !intensity) return [];
  const isPlain = (name: string) => name === 'skewness' || name === 'kurtosis';
  return STATISTICS.map(name =>
    numberContent(quantity[0], intensity[name], isPlain(name) ? UNITS.one : quantity[1], [
      codeContent('HAS CONCEPT MOD', REPORT.derivation, STATISTIC[name]),
    ]),
  );
}

/** Why a value is left out, for readers of the object. */
const UNKNOWN: Readonly<Record<UnknownReason, string>> = {
  'no-place': 'the images do not say where they lie in the patient',
  'several-orientations': 'images of several orientations are marked',
  'repeated-positions': 'several images lie at one position',
  'no-thickness': 'a single image without a slice thickness',
  'several-spacings': 'the images have pixels of different sizes',
  'no-spacing': 'the images do not say how large their pixels are',
  'no-values': 'the images have no grey values',
};

/** What a report says of axes that the reader has placed. */
export const READER_AXES = 'Axes: placed by the reader';

/** Which algorithm measured, with its settings (TID 4019), and why values are left out. */
export function algorithmContent(
  { texture, isRegular, volume, unknown, axesBy }: SegmentMeasurements,
  name: string,
  version: string,
): Dataset[] {
  const parameters = [
    ...(volume === null ? [] : ['Volume: area x half gap to either neighbour along the normal']),
    ...(isRegular ? [] : ['Slices are missing or unevenly spaced: the volume is an estimate']),
    axesBy === 'reader'
      ? READER_AXES
      : 'Axes: largest in-plane diameter of a component, edge to edge, and its widest perpendicular',
    ...(texture
      ? [
          `Texture: IBSI GLCM, 3D, merged, distance 1, 13 directions, log2, ${settings(texture.discretisation)}`,
        ]
      : []),
    ...Object.entries(unknown).map(([what, why]) => `No ${what}: ${UNKNOWN[why]}`),
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
