/** The only door of the feature: findings on their way to an archive or into files, and back. */
export {
  findingFiles,
  findingReport,
  measureFinding,
  openFindings,
  storeFindings,
} from './exportFindings';
export { Saving, type FindingOutlets } from './saving';
export { SaveSection } from './SaveSection';
export type { Exporting, ExportState, SaveRequest, SaveState } from './types';
