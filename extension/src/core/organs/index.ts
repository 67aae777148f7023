export { SeriesAnatomy } from './find';
export { patientVolume } from './patientVolume';
export type { OrganPreset } from './preset';
export { ORGAN_PRESETS } from './presets';
