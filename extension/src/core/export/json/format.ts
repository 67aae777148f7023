import { type FormatDescription } from '../exporter';

export const JSON_FORMAT = {
  id: 'json',
  isDicom: false,
  texts: {
    name: { en: 'JSON', zh: 'JSON' },
    hint: {
      en: 'Findings with masks, prompts and measurements, without what identifies the patient',
      zh: '含掩膜、提示与测量值的发现，不含患者身份信息',
    },
  },
} as const satisfies FormatDescription;
