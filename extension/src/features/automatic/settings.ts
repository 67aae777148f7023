import { SAM_DEFAULTS, type AutomaticParameters } from '../../core/automatic/parameters';
import type { ImagePlane } from '../../core/geometry/imagePlane';
import { readSettings } from '../../host/storedSettings';
import { presetOf } from './presets';
import { AREA_UNITS, AREAS, DESTINATIONS, type AutomaticSettings } from './types';

/**
 * Points that the model is asked about at once. A click waits for one batch at most, and on
 * WebAssembly more of them are no faster (`bench:speed --automatic`).
 */
const POINTS_PER_BATCH = 8;

/** The thresholds of a preset, as the reader moves them. */
export function presetThresholds(
  id: string,
): Pick<
  AutomaticSettings,
  'preset' | 'predIouThresh' | 'stabilityScoreThresh' | 'minArea' | 'areaUnit'
> {
  const preset = presetOf(id);
  const { predIouThresh, stabilityScoreThresh, minMaskRegionArea } = {
    ...SAM_DEFAULTS,
    ...preset.parameters,
  };
  return {
    ...{ preset: preset.id, predIouThresh, stabilityScoreThresh },
    ...{ minArea: minMaskRegionArea, areaUnit: 'px' },
  };
}

/** The choices of the last session; the defaults for whatever is none. */
export function loadAutomaticSettings(): AutomaticSettings {
  const { automaticPreset, automaticArea, automaticDestination, automaticAreaUnit } =
    readSettings();
  const known = <T>(of: readonly T[], value: unknown) => of.find(one => one === value) ?? of[0];
  return {
    ...presetThresholds(presetOf(automaticPreset).id),
    area: known(AREAS, automaticArea),
    destination: known(DESTINATIONS, automaticDestination),
    areaUnit: known(AREA_UNITS, automaticAreaUnit),
  };
}

/** What the generator is given: the preset's parameters, and the thresholds as they are moved. */
export function parametersOf(
  settings: AutomaticSettings,
  plane: Pick<ImagePlane, 'columnSpacing' | 'rowSpacing' | 'spacingKnown'>,
): AutomaticParameters {
  const { preset, predIouThresh, stabilityScoreThresh, minArea, areaUnit } = settings;
  // Where the image states no spacing, pixels are all that is known.
  const inMm2 = areaUnit === 'mm2' && plane.spacingKnown !== false;
  return {
    ...SAM_DEFAULTS,
    ...presetOf(preset).parameters,
    ...{ predIouThresh, stabilityScoreThresh, pointsPerBatch: POINTS_PER_BATCH },
    minMaskRegionArea: inMm2 ? minArea / (plane.columnSpacing * plane.rowSpacing) : minArea,
  };
}

/** Masks that are enough to pick from, and how far thresholds go down for them at most. */
const ENOUGH = 12;
const LEAST_SHARE = 0.2;
const SHARE_STEP = 0.05;

type Thresholds = Pick<AutomaticSettings, 'predIouThresh' | 'stabilityScoreThresh'>;

/**
 * Thresholds that let masks pass where those given let none: both are lowered alike until there is
 * enough to pick from. How sure a model is of its masks differs from model to model, and SAM's
 * thresholds are made for SAM's own. Null where nothing was found at all.
 *
 * @param countOf how many masks thresholds let pass
 */
export async function loweredThresholds(
  { predIouThresh, stabilityScoreThresh }: Thresholds,
  countOf: (thresholds: Thresholds) => Promise<number>,
): Promise<Thresholds | null> {
  let lowered: Thresholds | null = null;
  for (let share = 1 - SHARE_STEP; share >= LEAST_SHARE; share -= SHARE_STEP) {
    const hundredths = (threshold: number) => Math.floor(100 * share * threshold) / 100;
    const thresholds = {
      predIouThresh: hundredths(predIouThresh),
      stabilityScoreThresh: hundredths(stabilityScoreThresh),
    };
    const count = await countOf(thresholds);
    if (count) lowered = thresholds;
    if (count >= ENOUGH) break;
  }
  return lowered;
}
