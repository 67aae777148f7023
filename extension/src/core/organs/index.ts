export { SeriesAnatomy, type FoundOrgan, type OrganFinding } from './find';
export { patientVolume, type OrganStack } from './patientVolume';
export type { OrganPreset } from './preset';
export { ORGAN_PRESETS } from './presets';
export { organSlices } from './run';
