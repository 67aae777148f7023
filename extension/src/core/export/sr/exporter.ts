import { dicomFile, objectInput, type FindingExporter, type FindingJob } from '../findingJob';
import { ExportRefusal } from '../reasons';
import { type EncodedSeg } from '../seg';
import { SEG_FORMAT } from '../seg/format';
import { encodeSr, type EncodedSr } from './encodeSr';
import { SR_FORMAT } from './format';
import { type SrFinding, type SrInput } from './srInput';
import { verifySr } from './verifySr';

const SERIES_NUMBER = 902;

/** Measurements of the findings, with references to their segments in the SEG of the same save. */
export const srExporter: FindingExporter<EncodedSr> = {
  ...SR_FORMAT,
  needs: [SEG_FORMAT.id],
  write: job => {
    const encoded = encodeSr(inputOf(job));
    return [dicomFile(job, 'sam-measurements.dcm', encoded)];
  },
  verify: ({ state }, bytes, job) =>
    state ? verifySr(inputOf(job), state, bytes).differences : [],
};

function inputOf(job: FindingJob): SrInput {
  const segmentations = job
    .filesOf(SEG_FORMAT.id)
    .flatMap(({ state }) => (state ? [state as EncodedSeg] : []));
  if (segmentations.length === 0) {
    const detail = 'A report refers to its segmentation, which was refused.';
    throw new ExportRefusal('no-segmentation', detail);
  }
  const findings = job.findings.flatMap((_, index) => srFinding(job, segmentations, index) ?? []);
  const { segments: _, ...common } = objectInput(job, SERIES_NUMBER);
  const { units, followUp } = job;
  return { ...common, findings, units, ...(followUp ? { followUp } : {}) };
}

/** Null for a finding that was not measured, or is in none of the segmentations. */
function srFinding(
  { findings, measurements, layout }: FindingJob,
  segmentations: readonly EncodedSeg[],
  index: number,
): SrFinding | null {
  const measured = measurements[index];
  if (!measured) return null;
  const group = layout.groupOf[measured.axes.slice];
  const seg = segmentations.find(one => one.group === group);
  const position = seg?.written.indexOf(index) ?? -1;
  if (!seg || position < 0) return null;
  const { sopInstanceUID, seriesInstanceUID } = seg;
  return {
    ...findings[index],
    segment: { sopInstanceUID, seriesInstanceUID, number: position + 1 },
    measurements: measured,
  };
}
