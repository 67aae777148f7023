/** What findings can be written as. */
export const EXPORT_FORMATS = [
  'seg',
  'rtstruct',
  'sr',
  'keyImages',
  'report',
  'json',
  'nifti',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Those that are DICOM objects, or come as one: an archive takes them. */
export const DICOM_FORMATS: readonly ExportFormat[] = [
  'seg',
  'rtstruct',
  'sr',
  'keyImages',
  'report',
];
