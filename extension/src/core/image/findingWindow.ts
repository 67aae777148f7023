import type { Diameter } from '../measure';
import { CT_LUNG, CT_SOFT_TISSUE, percentileWindow } from './window';
import type { SliceImage, ValueWindow } from './sliceImage';

/** Lung and gas, no tissue. */
const AIR_HU = -500;

/** The window that shows a finding: of CT the lung's where what is around its axis is mostly air. */
export function findingWindow(
  { units, values, plane }: Pick<SliceImage, 'units' | 'plane'> & { readonly values: Float32Array },
  { from, to }: Pick<Diameter, 'from' | 'to'>,
): ValueWindow {
  if (units !== 'HU') return percentileWindow(values);
  const [ci, cj] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const reach = 0.75 * Math.hypot(to[0] - from[0], to[1] - from[1]) + 3;
  let [air, all] = [0, 0];
  for (let j = Math.ceil(cj - reach); j <= cj + reach; j++) {
    for (let i = Math.ceil(ci - reach); i <= ci + reach; i++) {
      if (i < 0 || j < 0 || i >= plane.columns || j >= plane.rows) continue;
      all++;
      if (values[j * plane.columns + i] < AIR_HU) air++;
    }
  }
  return air > all / 4 ? CT_LUNG : CT_SOFT_TISSUE;
}
