/** Texts about segments that are carried over to another series. */
export const CARRY_OVER_MESSAGES = {
  'carry.title': { en: 'Carry to another series', zh: '转移至其他序列' },
  'carry.series': { en: 'Series', zh: '序列' },
  'carry.series.tooltip': {
    en: 'Series of the same frame of reference with parallel slices',
    zh: '同一参考坐标系且层面平行的序列',
  },
  'carry.none': { en: 'Choose a series', zh: '选择序列' },
  'carry.run': { en: 'Carry over', zh: '转移' },
  'carry.run.tooltip': {
    en: 'Writes the active segment’s mask into a segment of the same name on that series, as one undo step. Voxels of other segments stay.',
    zh: '将当前分段的掩膜写入该序列的同名分段，可一步撤销；其他分段的体素保持不变。',
  },
  'carry.cancel': { en: 'Cancel', zh: '取消' },
  'carry.cancel.tooltip': {
    en: 'Ends this; nothing is written.',
    zh: '结束操作，不写入任何内容。',
  },
  'carry.noSegment': { en: 'Choose a segment first.', zh: '请先选择分段。' },
  'carry.noSeries': { en: 'Choose a series first.', zh: '请先选择序列。' },
  'carry.correct': {
    en: 'Correct the displacement of {mm} mm along {axis}',
    zh: '校正沿 {axis} 方向 {mm} mm 的位移',
  },
  'carry.correct.tooltip': {
    en: 'Diffusion images are displaced along the phase-encoding axis. The shift was estimated from the images of both series; check the result.',
    zh: '弥散图像沿相位编码方向存在位移。该位移由两个序列的图像估计，请核对结果。',
  },
  'carry.unclear': {
    en: 'No clear displacement was found: the mask is carried over as it lies.',
    zh: '未发现明确位移：掩膜按原位置转移。',
  },
  'carry.notStated': {
    en: 'The diffusion images don’t state their phase-encoding direction: a displacement can’t be estimated.',
    zh: '弥散图像未注明相位编码方向，无法估计位移。',
  },
  'carry.estimating': {
    en: 'Estimating the displacement: slice {done} of {total}',
    zh: '正在估计位移：第 {done} 层，共 {total} 层',
  },
  'carry.carrying': { en: 'Carrying over…', zh: '正在转移…' },
  'carry.nothing': {
    en: 'Nothing was written: the other series has no slice where the segment lies.',
    zh: '未写入任何内容：另一序列在该分段位置无层面。',
  },
  'carry.done': { en: 'Written on {count} slices.', zh: '已写入 {count} 个层面。' },
  'carry.done.one': { en: 'Written on 1 slice.', zh: '已写入 1 个层面。' },
  'carry.doneKeptOther': {
    en: 'Written on {count} slices; voxels of other segments were left as they are.',
    zh: '已写入 {count} 个层面；其他分段的体素保持不变。',
  },
  'carry.cancelled': { en: 'Cancelled; nothing was written.', zh: '已取消，未写入任何内容。' },
  'carry.failed': {
    en: 'Not carried over; nothing was written.',
    zh: '未能转移，未写入任何内容。',
  },
} as const;
