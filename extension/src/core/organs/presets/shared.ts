import type { Adjustable } from '../preset';

/** Numbers that several presets let the reader change. */
export const TOLERANCE: Adjustable = {
  key: 'tolerance',
  texts: { name: { en: 'Tolerance', zh: '容差' } },
  unit: 'HU',
  least: 8,
  most: 40,
  step: 1,
};

export const LUNG_BORDER: Adjustable = {
  key: 'borderHu',
  texts: { name: { en: 'Border', zh: '边界' } },
  unit: 'HU',
  least: -600,
  most: -200,
  step: 10,
};

export const LARGEST_RADIUS: Adjustable = {
  key: 'mostRadius',
  texts: { name: { en: 'Largest radius', zh: '最大半径' } },
  unit: 'mm',
  least: 12,
  most: 40,
  step: 1,
};

export const SULCI: Adjustable = {
  key: 'sulciMm',
  texts: { name: { en: 'Fill sulci up to', zh: '填充脑沟至' } },
  unit: 'mm',
  least: 1,
  most: 10,
  step: 1,
};
