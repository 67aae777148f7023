import { type FormatDescription } from '../exporter';

export const NIFTI_FORMAT = {
  id: 'nifti',
  isDicom: false,
  texts: {
    name: { en: 'NIfTI', zh: 'NIfTI' },
    hint: { en: 'Label map for research tools', zh: '供研究工具使用的标签图' },
  },
} as const satisfies FormatDescription;
