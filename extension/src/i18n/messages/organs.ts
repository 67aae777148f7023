import type { Message } from '../message';

/** Organs that are found without a click. The presets bring their own names. */
export const ORGAN_MESSAGES = {
  'organs.title': { en: 'Organ presets', zh: '器官预设' },
  'organs.preset': { en: 'Organ', zh: '器官' },
  'organs.preset.tooltip': {
    en: 'Found by anatomy, without a click; look at every slice before you accept',
    zh: '依据解剖结构自动查找，无需点击；接受前请逐层查看',
  },
  'organs.run': { en: 'Find organ', zh: '查找器官' },
  'organs.run.tooltip': {
    en: 'Find the organ in this series and put its masks on the slices, to be accepted as a segment of its own; nothing is written before',
    zh: '在当前序列中查找器官，并将掩膜置于各层面，接受后成为单独的分割段；此前不写入任何内容',
  },
  'organs.cancel': { en: 'Cancel', zh: '取消' },
  'organs.cancel.tooltip': {
    en: 'End the run; masks that are there stay, not accepted',
    zh: '结束运行；已有掩膜保留，尚未接受',
  },
  'organs.noSeries': {
    en: 'No series is shown that can be segmented.',
    zh: '当前没有可分割的序列。',
  },
  'organs.objectInWork': {
    en: 'Accept or clear what is prompted first: the organ becomes a segment of its own.',
    zh: '请先接受或清除当前提示：器官将成为单独的分割段。',
  },
  'organs.reading': { en: 'Reading slice {done} of {total}', zh: '正在读取第 {done} / {total} 层' },
  'organs.searching': { en: 'Looking for the organ…', zh: '正在查找器官…' },
  'organs.drawing': { en: 'Masks on {done} of {total} slices', zh: '已完成 {done} / {total} 层' },
  'organs.done': {
    en: 'Masks on {count} slices. Look through them, correct, and accept: they become a segment of their own.',
    zh: '{count} 层已有掩膜。请查看、修正后接受：将成为单独的分割段。',
  },
  'organs.done.one': {
    en: 'A mask on 1 slice. Look at it, correct, and accept.',
    zh: '1 层已有掩膜。请查看、修正后接受。',
  },
  'organs.unsure': {
    en: 'Unsure: what was found fits the organ only in part. Masks on {count} slices; look at each before you accept.',
    zh: '不确定：所找到的结构仅部分符合该器官。{count} 层已有掩膜，接受前请逐层查看。',
  },
  'organs.unsure.one': {
    en: 'Unsure: what was found fits the organ only in part. A mask on 1 slice; look at it before you accept.',
    zh: '不确定：所找到的结构仅部分符合该器官。1 层已有掩膜，接受前请查看。',
  },
  'organs.cancelled': {
    en: 'Cancelled. Masks on {count} slices stay, not accepted.',
    zh: '已取消。{count} 层的掩膜保留，尚未接受。',
  },
  'organs.cancelled.one': {
    en: 'Cancelled. The mask on 1 slice stays, not accepted.',
    zh: '已取消。1 层的掩膜保留，尚未接受。',
  },
  'organs.absent.not-in-view': {
    en: 'Not found: the organ is not in this series, or not as the preset expects it. Nothing was changed; prompt it by a click or a box.',
    zh: '未找到：该器官不在此序列中，或与预设不符。未作任何更改；请用点或方框提示。',
  },
  'organs.absent.no-place': {
    en: 'The images state no position, orientation or spacing, so sides and sizes are unknown. Nothing was changed; prompt the organ by a click or a box.',
    zh: '图像未说明位置、方向或间距，无法判断左右与大小。未作任何更改；请用点或方框提示。',
  },
  'organs.absent.no-body': {
    en: 'No body is seen in this series. Nothing was changed.',
    zh: '此序列中未见人体。未作任何更改。',
  },
  'organs.absent.modality': {
    en: 'This preset knows the values of another modality. Nothing was changed; prompt the organ by a click or a box.',
    zh: '此预设适用于其他成像方式。未作任何更改；请用点或方框提示。',
  },
  'organs.failed': {
    en: 'The run has failed. Masks on {count} slices stay, not accepted; try again.',
    zh: '运行失败。{count} 层的掩膜保留，尚未接受；请重试。',
  },
  'organs.failed.one': {
    en: 'The run has failed. The mask on 1 slice stays, not accepted; try again.',
    zh: '运行失败。1 层的掩膜保留，尚未接受；请重试。',
  },
  'command.organPreset': { en: 'Find the chosen organ', zh: '查找所选器官' },
} as const satisfies Record<string, Message>;
