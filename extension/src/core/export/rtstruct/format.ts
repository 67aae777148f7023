import { type FormatDescription } from '../exporter';

export const RTSTRUCT_FORMAT = {
  id: 'rtstruct',
  isDicom: true,
  texts: {
    name: { en: 'RTSTRUCT', zh: 'RTSTRUCT' },
    hint: {
      en: 'DICOM RT Structure Set: contours for planning systems',
      zh: 'DICOM RT 结构集：供计划系统使用的轮廓',
    },
  },
} as const satisfies FormatDescription;
