import type { Message } from '../message';

/** Notices that the session gives; `Notice.text` is one of these keys or an `error.…` key. */
export const NOTICE_MESSAGES = {
  'notice.accepted': {
    en: 'The masks of {count} slices were written to the segment.',
    zh: '{count} 个层面的掩膜已写入分段。',
  },
  'notice.accepted.one': {
    en: 'The mask was written to the segment.',
    zh: '掩膜已写入分段。',
  },
  'notice.otherSegmentsKept': {
    en: 'Written to the segment. {count} pixels that belong to other segments were left unchanged.',
    zh: '已写入分段。属于其他分段的 {count} 个像素未作更改。',
  },
  'notice.otherSegmentsKept.one': {
    en: 'Written to the segment. 1 pixel that belongs to another segment was left unchanged.',
    zh: '已写入分段。属于其他分段的 1 个像素未作更改。',
  },
  'notice.lockedKept': {
    en: 'The mask was written. {count} pixels of locked segments were left unchanged.',
    zh: '掩膜已写入。锁定分段的 {count} 个像素未作更改。',
  },
  'notice.lockedKept.one': {
    en: 'The mask was written. 1 pixel of a locked segment was left unchanged.',
    zh: '掩膜已写入。锁定分段的 1 个像素未作更改。',
  },
  'notice.emptyMask': {
    en: 'The chosen mask is empty, so nothing was written. Choose another mask or add a prompt.',
    zh: '所选掩膜为空，未写入任何内容。请选择其他掩膜或添加提示。',
  },
  'notice.includeFirst': {
    en: 'Exclude points take away from a mask. Add an include point or a box to make one.',
    zh: '排除点用于从掩膜中去除部分区域。请先添加包含点或方框以生成掩膜。',
  },
  'notice.contoursKept': {
    en: 'Contours take no masks, so a segmentation is made beside them. The contours are unchanged.',
    zh: '轮廓无法写入掩膜，因此另建一个分割。轮廓未受影响。',
  },
  'notice.contoursLeft': {
    en: 'Contours take no masks, so the segmentation beside them is used. The contours are unchanged.',
    zh: '轮廓无法写入掩膜，因此使用旁边的分割。轮廓未受影响。',
  },
  'notice.noMeasurement': {
    en: 'There is no measurement on this slice. Draw a length, bidirectional, ellipse, rectangle or freehand measurement on it first.',
    zh: '当前层面没有测量。请先绘制长度、双径、椭圆、矩形或自由手绘测量。',
  },
  'notice.nothingToRefine': {
    en: 'The active segment has nothing on this slice. Go to a slice where it is, or prompt a new mask.',
    zh: '当前分段在此层面没有内容。请转到含有该分段的层面，或用提示生成新掩膜。',
  },
  'notice.hoverTooSlow': {
    en: 'The hover preview is off: on this machine it would lag behind the mouse. Clicks work as before. It can be switched on again in the panel.',
    zh: '悬停预览已关闭：在此设备上会滞后于鼠标。单击不受影响，可在面板中重新开启。',
  },
  'notice.opening': { en: 'Opening the file…', zh: '正在打开文件…' },
  'notice.imported': {
    en: '{count} findings were opened as segments.',
    zh: '已将 {count} 个发现打开为分段。',
  },
  'notice.imported.one': {
    en: '1 finding was opened as a segment.',
    zh: '已将 1 个发现打开为分段。',
  },
  'notice.refining': {
    en: 'Add include or exclude prompts to correct “{label}” on this slice. Accept replaces its mask here, Clear leaves it as it was.',
    zh: '添加包含或排除提示以修正“{label}”在此层面的掩膜。接受将替换该掩膜，清除则保持原样。',
  },
  'notice.promptsElsewhere': {
    en: 'There are no prompts on this slice; those of other slices were kept. Hold Shift to clear all of them.',
    zh: '当前层面没有提示，其他层面的提示已保留。按住 Shift 可全部清除。',
  },
  'notice.refinesOther': {
    en: 'Prompts that correct “{label}” are not accepted yet and were kept. Accept or clear them first.',
    zh: '用于修正“{label}”的提示尚未接受，已予保留。请先接受或清除。',
  },
  'notice.otherSeriesKept': {
    en: 'The masks were written. The prompts on {count} slices of another series were kept: make a pane with that series active to accept them.',
    zh: '掩膜已写入。另一序列 {count} 个层面上的提示已保留：请激活该序列所在窗格后再接受。',
  },
  'notice.otherSeriesKept.one': {
    en: 'The masks were written. The prompts on 1 slice of another series were kept: make a pane with that series active to accept them.',
    zh: '掩膜已写入。另一序列 1 个层面上的提示已保留：请激活该序列所在窗格后再接受。',
  },
  'notice.recovered': {
    en: 'The model was restarted after a failure. Prompts and segments were kept.',
    zh: '模型在故障后已重新启动。提示和分段均已保留。',
  },
  'notice.deviceLost': {
    en: 'The graphics adapter was lost; the model now runs on the processor. Prompts and segments were kept.',
    zh: '图形适配器连接中断，模型已改在处理器上运行。提示和分段均已保留。',
  },
  'notice.unknown': {
    en: 'The viewer reported a message without text. Your segments are unchanged.',
    zh: '阅片系统返回了一条无文字说明的消息。现有分段未受影响。',
  },
} as const satisfies Record<string, Message>;
