import { dicomFile, objectInput, type FindingExporter } from '../findingJob';
import { type WrittenFile } from '../exporter';
import { ExportRefusal } from '../reasons';
import { encodeCapture, type CaptureInput, type EncodedCapture } from './encodeCapture';
import { KEY_IMAGES_FORMAT } from './format';
import { keyImageRequest } from './keyImage';
import { verifyCapture } from './verifyCapture';

const SERIES_NUMBER = 903;

interface Capture extends EncodedCapture {
  readonly input: CaptureInput;
}

/** One picture per finding that can be drawn, in a series of their own. */
export const keyImagesExporter: FindingExporter<Capture> = {
  ...KEY_IMAGES_FORMAT,
  write: async job => {
    const { drawKeyImage } = job.set;
    if (!drawKeyImage) throw new ExportRefusal('not-available', 'Pictures can not be drawn here.');
    const seriesInstanceUID = job.makeUid();
    const files: WrittenFile<Capture>[] = [];
    const { sources, equipment, now, makeUid, series } = objectInput(job, SERIES_NUMBER);
    for (const [n, finding] of job.findings.entries()) {
      const request = await keyImageRequest(job, n, 'slice');
      if (!request) continue;
      const input: CaptureInput = {
        ...{ equipment, now, makeUid, series, seriesInstanceUID, instanceNumber: n + 1 },
        ...drawKeyImage(request),
        sources: [sources[request.measurements.axes.slice]],
        showsPatientData: false,
        region: finding.property.region,
      };
      const encoded = { ...encodeCapture(input), input };
      files.push(dicomFile(job, `sam-key-image-${n + 1}.dcm`, encoded));
    }
    if (files.length === 0) {
      throw new ExportRefusal(
        'no-grey-values',
        'Key images need measured findings on grey images.',
      );
    }
    const isPartial = files.length < job.measurements.filter(Boolean).length;
    return isPartial ? files.map(file => ({ ...file, leftOut: 'no-grey-values' })) : files;
  },
  verify: ({ state }, bytes) => (state ? verifyCapture(state.input, state, bytes).differences : []),
};
