import type { AnatomyId, Laterality } from '../export/segmentTypes';
import { pixelToWorld, type PixelPoint } from '../geometry/imagePlane';
import { isBackground, type SliceImage } from '../image/sliceImage';
import { cropMask, type RegionMask } from '../mask/regionMask';
import { grow } from './organOverlap';

/** Where a finding lies, as far as its position tells. */
export interface PositionSite {
  readonly structure?: AnatomyId;
  readonly side?: Laterality;
}

/** Body and air apart, HU. */
const BODY_HU = -300;
/** Without calibration: the share of the brightest values that is taken for body. */
const BODY_SHARE = 0.1;
/** Nearer to the middle of the body neither side is claimed, mm. */
const MIDDLE_MM = 5;
/** Aerated lung, HU; no other organ is as thin. */
const LUNG_HU: readonly [number, number] = [-980, -550];
/** Pixels from a finding's border that count as around it. */
const AROUND: readonly [number, number] = [2, 6];
/** Share of what is around a finding that has to be lung. */
const LUNG_SHARE = 0.35;

/**
 * The side of the body that a finding lies on, and the lung where that is around it. The middle of
 * the body is the centre of what is no air on the slice. Nothing is claimed on images without a
 * place in the patient, and no side on slices that the body's sides are not in.
 *
 * @param mask of the finding on the slice
 */
export function siteByPosition(slice: SliceImage, mask: RegionMask): PositionSite {
  if (slice.channels !== 1 || slice.plane.placeKnown === false) return {};
  const [side, isLung] = [sideOf(slice, mask), isInLung(slice, mask)];
  return { ...(isLung ? { structure: 'lung' as const } : {}), ...(side ? { side } : {}) };
}

function sideOf(slice: SliceImage, mask: RegionMask): Laterality | undefined {
  const { rowDirection, columnDirection } = slice.plane;
  const isAcross = Math.max(Math.abs(rowDirection[0]), Math.abs(columnDirection[0])) > 0.7;
  const middle = isAcross ? bodyCentre(slice) : null;
  if (!middle) return undefined;
  // World space is LPS: x grows towards the patient's left.
  const away = pixelToWorld(slice.plane, centreOf(mask))[0] - pixelToWorld(slice.plane, middle)[0];
  if (Math.abs(away) < MIDDLE_MM) return undefined;
  return away > 0 ? 'left' : 'right';
}

function bodyCentre({ values, plane, units, padding }: SliceImage): PixelPoint | null {
  const least = units === 'HU' ? BODY_HU : BODY_SHARE * brightest(values, padding);
  let [count, sumI, sumJ] = [0, 0, 0];
  for (let j = 0, n = 0; j < plane.rows; j++) {
    for (let i = 0; i < plane.columns; i++, n++) {
      if (!(values[n] > least) || isBackground(values[n], padding)) continue;
      count++;
      sumI += i;
      sumJ += j;
    }
  }
  return count ? [sumI / count, sumJ / count] : null;
}

function brightest(values: Float32Array, padding: SliceImage['padding']): number {
  let most = 0;
  for (const value of values) if (value > most && !isBackground(value, padding)) most = value;
  return most;
}

function centreOf({ x, y, width, height, data }: RegionMask): PixelPoint {
  let [count, sumI, sumJ] = [0, 0, 0];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (!data[n]) continue;
      count++;
      sumI += u;
      sumJ += v;
    }
  }
  return [x + sumI / count, y + sumJ / count];
}

function isInLung({ values, plane, units }: SliceImage, mask: RegionMask): boolean {
  if (units !== 'HU') return false;
  const [from, to] = AROUND;
  const outer = grow(mask, to);
  const inner = cropMask(grow(mask, from), outer).data;
  let [around, lung] = [0, 0];
  for (let v = 0, n = 0; v < outer.height; v++) {
    for (let u = 0; u < outer.width; u++, n++) {
      const [i, j] = [outer.x + u, outer.y + v];
      const isOn = i >= 0 && j >= 0 && i < plane.columns && j < plane.rows;
      if (!outer.data[n] || inner[n] || !isOn) continue;
      around++;
      const value = values[j * plane.columns + i];
      if (value >= LUNG_HU[0] && value <= LUNG_HU[1]) lung++;
    }
  }
  return around > 0 && lung / around >= LUNG_SHARE;
}
