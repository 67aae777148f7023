import { type FormatDescription } from '../exporter';

export const REPORT_FORMAT = {
  id: 'report',
  isDicom: true,
  texts: {
    name: { en: 'Report', zh: '报告' },
    hint: {
      en: 'Report with findings, measurements and key images: PDF and HTML files; in the archive as Encapsulated PDF',
      zh: '含发现、测量值与关键图像的报告：PDF 与 HTML 文件；在归档系统中为封装 PDF',
    },
  },
} as const satisfies FormatDescription;
