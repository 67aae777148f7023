import { keyImagesExporter } from './capture/exporter';
import { type Exporter } from './exporter';
import { type FindingJob } from './findingJob';
import { jsonExporter } from './json/exporter';
import { niftiExporter } from './nifti/exporter';
import { reportExporter } from './report/exporter';
import { rtStructExporter } from './rtstruct/exporter';
import { segExporter } from './seg/exporter';
import { srExporter } from './sr/exporter';

/** What writes the formats of formats.ts. */
export const EXPORTERS: readonly Exporter<FindingJob>[] = [
  segExporter,
  rtStructExporter,
  srExporter,
  keyImagesExporter,
  reportExporter,
  jsonExporter,
  niftiExporter,
] as readonly Exporter<FindingJob>[];
