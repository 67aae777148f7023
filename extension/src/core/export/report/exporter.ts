import { keyImageRequest } from '../capture/keyImage';
import { type WrittenFile } from '../exporter';
import { dicomFile, objectInput, type FindingExporter, type FindingJob } from '../findingJob';
import { type FindingSet } from '../findingSet';
import { encodePdf, type EncodedPdf, type PdfInput } from '../pdf/encodePdf';
import { verifyPdf } from '../pdf/verifyPdf';
import { ExportRefusal } from '../reasons';
import { REPORT_FORMAT } from './format';
import { reportContent, type ReportContent, type ReportInput } from './reportContent';
import { reportHtml } from './reportHtml';

const SERIES_NUMBER = 904;

interface EncapsulatedReport extends EncodedPdf {
  readonly input: PdfInput;
}

/** One document as PDF, as HTML, and the PDF as a DICOM object. */
export const reportExporter: FindingExporter<EncapsulatedReport> = {
  ...REPORT_FORMAT,
  write: async job => {
    const { toPdf, showsPatient } = reportSetup(job);
    const content = contentOf(job, await picturesOf(job));
    const pdf = await toPdf(content);
    const { sources, equipment, now, makeUid, series } = objectInput(job, SERIES_NUMBER);
    const input = {
      ...{ pdf, title: content.title, showsPatientData: showsPatient },
      ...{ sources, equipment, now, makeUid, series },
    };
    const page = (
      name: string,
      mediaType: string,
      bytes: Uint8Array<ArrayBuffer>,
    ): WrittenFile<EncapsulatedReport> => ({ name, mediaType, bytes: bytes.buffer });
    const html = new TextEncoder().encode(reportHtml(content));
    return [
      page('sam-report.pdf', 'application/pdf', Uint8Array.from(pdf)),
      page('sam-report.html', 'text/html', html),
      dicomFile(job, 'sam-report.dcm', { ...encodePdf(input), input }),
    ];
  },
  verify: ({ state, bytes: written }, bytes) => {
    if (state) return verifyPdf(state.input, state, bytes).differences;
    return isSame(written, bytes) ? [] : ['The report differs.'];
  },
};

/** The report without pictures, to be set as text. */
export const contentOf = (job: FindingJob, pictures: ReportInput['pictures']): ReportContent =>
  reportContent({ ...job, ...reportSetup(job), pictures });

function reportSetup({ set }: FindingJob): NonNullable<FindingSet['report']> {
  if (!set.report) throw new ExportRefusal('not-available', 'Reports can not be written here.');
  return set.report;
}

async function picturesOf(job: FindingJob): Promise<ReportInput['pictures']> {
  const { drawKeyImage } = job.set;
  const pictures: ReportInput['pictures'][number][] = [];
  for (const n of job.findings.keys()) {
    const request = drawKeyImage ? await keyImageRequest(job, n, 'close') : null;
    if (!request || !drawKeyImage) {
      pictures.push(null);
      continue;
    }
    const { lengthUnit } = request.measurements;
    const width = request.region.width * request.plane.columnSpacing;
    pictures.push({ picture: drawKeyImage(request), widthMm: lengthUnit === 'mm' ? width : null });
  }
  return pictures;
}

/** True when two buffers hold the same bytes. */
export function isSame(a: ArrayBuffer, b: ArrayBuffer): boolean {
  const [x, y] = [new Uint8Array(a), new Uint8Array(b)];
  return x.length === y.length && x.every((value, n) => value === y[n]);
}
