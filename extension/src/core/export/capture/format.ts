import { type FormatDescription } from '../exporter';

export const KEY_IMAGES_FORMAT = {
  id: 'keyImages',
  isDicom: true,
  texts: {
    name: { en: 'Images', zh: '图像' },
    hint: {
      en: 'Key images (secondary capture): each finding with outline and numbers, for systems that show nothing else',
      zh: '关键图像（二次采集）：含轮廓与数值的各发现图像，供仅能显示图像的系统使用',
    },
  },
} as const satisfies FormatDescription;
