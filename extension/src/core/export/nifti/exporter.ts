import { numbered, type FindingExporter, type FindingJob } from '../findingJob';
import { encodeNiftis, paint, type EncodedNifti } from './encodeNifti';
import { NIFTI_FORMAT } from './format';
import { readNifti } from './readNifti';

/** Label maps: one for each stack of images that is marked, and more where segments overlap. */
export const niftiExporter: FindingExporter<EncodedNifti> = {
  ...NIFTI_FORMAT,
  write: job => {
    const { encoded, leftOut } = encodeNiftis(job.sources, job.layout, job.findings);
    return encoded.map((state, n) => ({
      name: numbered('sam-labelmap', 'nii', n),
      mediaType: 'application/octet-stream',
      bytes: state.bytes,
      state,
      ...(leftOut && { leftOut }),
    }));
  },
  verify: ({ state }, bytes, job) => {
    const wrong = state ? wrongLabels(job, state, readNifti(bytes).labels) : 0;
    return wrong ? [`${wrong} voxels differ.`] : [];
  },
};

/** Voxels of a label map, slice by slice, that are not what they should be. */
function wrongLabels(
  { sources, findings }: FindingJob,
  { indices, written }: EncodedNifti,
  labels: ArrayLike<number>,
): number {
  const { columns, rows } = sources[indices[0]];
  const area = columns * rows;
  if (labels.length !== area * indices.length) return Math.max(labels.length, area);
  let wrong = 0;
  indices.forEach((index, k) => {
    const expected = new Uint16Array(area);
    for (const n of written) paint(expected, columns, findings[n].maskOf(index), n + 1);
    for (let at = 0; at < area; at++) if (labels[k * area + at] !== expected[at]) wrong++;
  });
  return wrong;
}
