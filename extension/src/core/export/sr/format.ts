import { type FormatDescription } from '../exporter';

export const SR_FORMAT = {
  id: 'sr',
  isDicom: true,
  texts: {
    name: { en: 'SR', zh: 'SR' },
    hint: {
      en: 'DICOM Structured Report: measurements; comes with its SEG',
      zh: 'DICOM 结构化报告：测量值；随附其 SEG',
    },
  },
} as const satisfies FormatDescription;
