export {
  FindingsFileError,
  fromMaskRecord,
  readFindings,
  toMaskRecord,
  writeFindings,
  type FindingsFileProblem,
} from './findingsJson';
export { imageKey, pseudonymise } from './pseudonymise';
export {
  FINDINGS_FORMAT,
  FINDINGS_VERSION,
  findingsSchema,
  type FindingRecord,
  type FindingsDocument,
} from './schema';
