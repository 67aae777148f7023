/** The only door of the feature: organs that are found without a click. */
export { ORGAN_KEYS, organCommands } from './commands';
export { createOrgans, type Organs } from './createOrgans';
export { OrganSection } from './OrganSection';
