export {
  FindingsFileError,
  fromMaskRecord,
  readFindings,
  toMaskRecord,
  writeFindings,
} from './findingsJson';
export { imageKey, pseudonymise } from './pseudonymise';
export {
  findingsSchema,
  type FindingRecord,
  type FindingsDocument,
  type FollowUpRecord,
} from './schema';
