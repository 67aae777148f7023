import type { ExportReason } from '../../core/export/reasons';
import type { UnknownReason } from '../../core/measure';
import type { Message } from '../message';

/** Why a format, or a part of what it should hold, was not written. */
export const UNSAVED_MESSAGES = {
  'unsaved.no-voxels': { en: 'no segment holds a voxel', zh: '没有含体素的分段' },
  'unsaved.no-place': {
    en: 'the images don’t say where they lie in the patient',
    zh: '图像未说明其在患者体内的位置',
  },
  'unsaved.uneven-grid': {
    en: 'the images are no even grid: slices are missing or unevenly spaced',
    zh: '图像不构成均匀网格：层面缺失或间距不均',
  },
  'unsaved.no-segmentation': {
    en: 'it refers to the segmentation, which was not written',
    zh: '其引用的分割未能写入',
  },
  'unsaved.nothing-measured': {
    en: 'none of the findings could be measured',
    zh: '没有可测量的发现',
  },
  'unsaved.no-grey-values': {
    en: 'the grey values of the images are not at hand',
    zh: '无法取得图像的灰度值',
  },
  'unsaved.not-available': {
    en: 'this browser can’t make it',
    zh: '此浏览器无法生成该格式',
  },
  'unsaved.too-many-segments': {
    en: 'there are more segments than the format can number',
    zh: '分段数量超出该格式的上限',
  },
  'unsaved.reads-differently': {
    en: 'the file reads differently than it was written, and was discarded',
    zh: '文件读回内容与写入不一致，已丢弃',
  },
  'unsaved.unexpected': {
    en: 'an unexpected error; the browser’s console has the detail',
    zh: '发生意外错误；详情见浏览器控制台',
  },
} as const satisfies Record<`unsaved.${ExportReason}`, Message>;

/** Why a number can't be known. */
export const UNKNOWN_MESSAGES = {
  'unknown.no-place': {
    en: 'the images don’t say where they lie in the patient',
    zh: '图像未说明其在患者体内的位置',
  },
  'unknown.several-orientations': {
    en: 'images of several orientations are marked',
    zh: '标记了多个方向的图像',
  },
  'unknown.repeated-positions': {
    en: 'several images lie at one position',
    zh: '多幅图像位于同一位置',
  },
  'unknown.no-thickness': {
    en: 'a single image without a slice thickness',
    zh: '仅一幅图像，且无层厚信息',
  },
  'unknown.several-spacings': {
    en: 'the images have pixels of different sizes',
    zh: '各图像的像素尺寸不同',
  },
  'unknown.no-spacing': {
    en: 'the images don’t say how large their pixels are',
    zh: '图像未说明像素尺寸',
  },
  'unknown.no-values': {
    en: 'the images have no grey values',
    zh: '图像没有灰度值',
  },
} as const satisfies Record<`unknown.${UnknownReason}`, Message>;
