import { type FormatDescription } from '../exporter';

export const SEG_FORMAT = {
  id: 'seg',
  isDicom: true,
  texts: {
    name: { en: 'SEG', zh: 'SEG' },
    hint: { en: 'DICOM Segmentation: the voxels', zh: 'DICOM 分割：体素' },
  },
} as const satisfies FormatDescription;
