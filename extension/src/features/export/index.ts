/** The only door of the feature: findings on their way to an archive or into files, and back. */
export { createExport, type ExportDeps } from './createExport';
export { checkFormat, type OutsideFormat } from './outsideFormat';
export { SaveSection } from './SaveSection';
export type { Exporting, ExportState, SaveRequest, SaveState } from './types';
