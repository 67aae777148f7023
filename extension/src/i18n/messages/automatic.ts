import type { Message } from '../message';

/** Masks of all that a slice shows: section, commands, notices. The presets bring their own names. */
export const AUTOMATIC_MESSAGES = {
  'automatic.title': { en: 'Automatic masks', zh: '自动掩膜' },
  'automatic.preset': { en: 'Look for', zh: '查找' },
  'automatic.preset.tooltip': {
    en: 'A set of parameters, not a statement about the image',
    zh: '仅为一组参数，并非对图像的判断',
  },
  'automatic.area': { en: 'On', zh: '范围' },
  'automatic.area.slice': { en: 'The whole slice', zh: '整个层面' },
  'automatic.area.drawn': { en: 'The box or lasso drawn on it', zh: '层面上绘制的方框或套索' },
  'automatic.area.segment': { en: 'The active segment', zh: '当前分段' },
  'automatic.find': { en: 'Find masks', zh: '查找掩膜' },
  'automatic.find.tooltip': {
    en: 'Ask the model about a grid of points; takes a while. Prompts are answered meanwhile, and go first',
    zh: '在网格点上逐一询问模型，需要一些时间。期间提示优先得到响应',
  },
  'automatic.cancel': { en: 'Cancel', zh: '取消' },
  'automatic.cancel.tooltip': {
    en: 'End the search; nothing was changed',
    zh: '结束查找，未作任何更改',
  },
  'automatic.noSlice': {
    en: 'No slice is shown that can be segmented.',
    zh: '当前没有可分割的层面。',
  },
  'automatic.starting': { en: 'Starting…', zh: '正在开始…' },
  'automatic.progress': {
    en: '{done} of {total} points, about {seconds} s to go',
    zh: '已完成 {done} / {total} 个点，约剩 {seconds} 秒',
  },
  'automatic.iou': { en: 'Predicted IoU', zh: '预测 IoU' },
  'automatic.iou.tooltip': {
    en: 'Shows masks that the model takes to be better than this',
    zh: '仅显示模型评分高于此值的掩膜',
  },
  'automatic.stability': { en: 'Stability', zh: '稳定性' },
  'automatic.stability.tooltip': {
    en: 'Shows masks whose outline hardly depends on the cut-off',
    zh: '仅显示轮廓受阈值影响较小的掩膜',
  },
  'automatic.minArea': { en: 'Smallest part', zh: '最小区域' },
  'automatic.minArea.tooltip': {
    en: 'Islands and holes of a mask that are smaller are removed',
    zh: '去除掩膜中小于此值的孤立区域和孔洞',
  },
  'automatic.unit': { en: 'Unit', zh: '单位' },
  'automatic.unit.px': { en: 'px', zh: '像素' },
  'automatic.unit.mm2': { en: 'mm²', zh: 'mm²' },
  'automatic.noSpacing': {
    en: 'The image states no pixel spacing, so areas are known in pixels only.',
    zh: '图像未说明像素间距，面积只能以像素计。',
  },
  'automatic.found': {
    en: '{count} masks, {picked} picked',
    zh: '{count} 个掩膜，已选 {picked} 个',
  },
  'automatic.found.one': { en: '1 mask, {picked} picked', zh: '1 个掩膜，已选 {picked} 个' },
  'automatic.failed': {
    en: 'The search has failed; nothing was changed.',
    zh: '查找失败，未作任何更改。',
  },
  'automatic.how': {
    en: 'Click outlines on the slice to pick them. Esc drops them.',
    zh: '点击层面上的轮廓进行选择，按 Esc 放弃。',
  },
  'automatic.elsewhere': {
    en: 'The masks are of another slice.',
    zh: '这些掩膜属于另一层面。',
  },
  'automatic.destination': { en: 'As', zh: '写入' },
  'automatic.destination.new': { en: 'New segments, one each', zh: '各建一个新分段' },
  'automatic.destination.active': { en: 'The active segment', zh: '当前分段' },
  'automatic.accept': { en: 'Accept {count}', zh: '接受 {count} 个' },
  'automatic.accept.tooltip': {
    en: 'Write the picked masks, as one undo step; other segments stay as they are',
    zh: '写入所选掩膜（一步撤销），其他分段保持不变',
  },
  'automatic.drop': { en: 'Drop', zh: '放弃' },
  'automatic.drop.tooltip': {
    en: 'Take the outlines away; nothing is written',
    zh: '移除轮廓，不写入任何内容',
  },
  'automatic.nonePicked': { en: 'Pick a mask first.', zh: '请先选择掩膜。' },
  'command.findMasks': { en: 'Find masks on this slice', zh: '查找当前层面的掩膜' },
  'command.nextMask': { en: 'Next found mask', zh: '下一个找到的掩膜' },
  'command.previousMask': { en: 'Previous found mask', zh: '上一个找到的掩膜' },
  'command.pickMask': {
    en: 'Pick the marked mask, or put it back',
    zh: '选择或取消选择标记的掩膜',
  },
  'command.acceptMasks': { en: 'Accept the picked masks', zh: '接受所选掩膜' },
  'notice.noMasks': {
    en: 'Nothing was found here. Choose another preset or another part of the slice and look again.',
    zh: '此处没有找到掩膜。请选择其他预设或其他区域后重新查找。',
  },
  'notice.thresholdsLowered': {
    en: 'No mask of this model reached the thresholds: they were lowered, and {count} are shown. Move them to see more or fewer.',
    zh: '该模型没有掩膜达到阈值：阈值已降低，现显示 {count} 个。可调整阈值以显示更多或更少。',
  },
  'notice.noneMaskPicked': {
    en: 'No mask is picked, so nothing was written. Click the outlines to pick some.',
    zh: '未选择掩膜，未写入任何内容。请点击轮廓进行选择。',
  },
  'notice.masksAccepted': {
    en: '{count} masks were written.',
    zh: '已写入 {count} 个掩膜。',
  },
  'notice.masksAccepted.one': { en: '1 mask was written.', zh: '已写入 1 个掩膜。' },
  'notice.noDrawnArea': {
    en: 'There is no box or lasso on this slice. Draw one around what is to be searched, or search the whole slice.',
    zh: '当前层面没有方框或套索。请先绘制查找范围，或查找整个层面。',
  },
  'notice.noSegmentArea': {
    en: 'The active segment has nothing on this slice. Go to a slice where it is, or search the whole slice.',
    zh: '当前分段在此层面没有内容。请转到含有该分段的层面，或查找整个层面。',
  },
} as const satisfies Record<string, Message>;
