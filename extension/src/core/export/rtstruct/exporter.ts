import {
  dicomFile,
  numbered,
  objectInput,
  type FindingExporter,
  type FindingJob,
} from '../findingJob';
import { encodeRtStructs, type EncodedRtStruct, type RtStructInput } from './encodeRtStruct';
import { RTSTRUCT_FORMAT } from './format';
import { verifyRtStruct } from './verifyRtStruct';

const SERIES_NUMBER = 901;

const inputOf = (job: FindingJob): RtStructInput => ({
  ...objectInput(job, SERIES_NUMBER),
  label: 'SAM',
});

/** Contours of what is marked on images with a place in the patient. */
export const rtStructExporter: FindingExporter<EncodedRtStruct> = {
  ...RTSTRUCT_FORMAT,
  write: job => {
    const isPartial = job.sources.some(
      ({ geometry }, index) => !geometry && job.findings.some(({ maskOf }) => maskOf(index)),
    );
    return encodeRtStructs(inputOf(job)).map((encoded, n) => ({
      ...dicomFile(job, numbered('sam-structures', 'dcm', n), encoded),
      ...(isPartial && { leftOut: 'no-place' as const }),
    }));
  },
  verify: ({ state }, bytes, job) =>
    state ? verifyRtStruct(inputOf(job), state, bytes).differences : [],
};
