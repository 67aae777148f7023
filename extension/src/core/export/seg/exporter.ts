import {
  dicomFile,
  numbered,
  objectInput,
  type FindingExporter,
  type FindingJob,
} from '../findingJob';
import { encodeSegs, type EncodedSeg } from './encodeSeg';
import { SEG_FORMAT } from './format';
import { type SegInput } from './segInput';
import { verifySeg } from './verifySeg';

const SERIES_NUMBER = 900;

const inputOf = (job: FindingJob): SegInput => ({
  ...objectInput(job, SERIES_NUMBER),
  contentLabel: 'SEGMENTATION',
});

/** One segmentation for each grid of images that is marked. */
export const segExporter: FindingExporter<EncodedSeg> = {
  ...SEG_FORMAT,
  write: job =>
    encodeSegs(inputOf(job)).map((encoded, n) =>
      dicomFile(job, numbered('sam-segmentation', 'dcm', n), encoded),
    ),
  verify: ({ state }, bytes, job) =>
    state ? verifySeg(inputOf(job), state, bytes).differences : [],
};
