import { KEY_IMAGES_FORMAT } from './capture/format';
import { type FormatDescription } from './exporter';
import { JSON_FORMAT } from './json/format';
import { NIFTI_FORMAT } from './nifti/format';
import { REPORT_FORMAT } from './report/format';
import { RTSTRUCT_FORMAT } from './rtstruct/format';
import { SEG_FORMAT } from './seg/format';
import { SR_FORMAT } from './sr/format';

/**
 * What this project writes findings as, in the order of the panel. Descriptions only: what writes
 * them (exporters.ts) runs in a worker and is no part of the page.
 */
export const FORMATS: readonly FormatDescription[] = [
  SEG_FORMAT,
  RTSTRUCT_FORMAT,
  SR_FORMAT,
  KEY_IMAGES_FORMAT,
  REPORT_FORMAT,
  JSON_FORMAT,
  NIFTI_FORMAT,
];

/** The id of a format: of this project's, or of an exporter registered from outside. */
export type ExportFormat = string;

export const EXPORT_FORMATS: readonly ExportFormat[] = FORMATS.map(({ id }) => id);
