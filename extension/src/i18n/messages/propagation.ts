import type { Message } from '../message';

/** From one slice into the volume: section, review, notices. */
export const PROPAGATION_MESSAGES = {
  'propagation.title': { en: 'Whole volume', zh: '整个体数据' },
  'propagation.both': { en: 'Propagate', zh: '逐层传播' },
  'propagation.both.tooltip': {
    en: 'Follow the object from the prompted slices into all others, until it ends; slices that you made stay as they are',
    zh: '从已有提示的层面向其他层面逐层追踪该对象，直至其末端；您完成的层面保持不变',
  },
  'propagation.up': { en: 'Up', zh: '向上' },
  'propagation.up.tooltip': {
    en: 'Follow the object towards the first slice',
    zh: '向第一个层面方向追踪该对象',
  },
  'propagation.down': { en: 'Down', zh: '向下' },
  'propagation.down.tooltip': {
    en: 'Follow the object towards the last slice',
    zh: '向最后一个层面方向追踪该对象',
  },
  'propagation.here': { en: 'To here', zh: '至此层' },
  'propagation.here.tooltip': {
    en: 'Follow the object from the prompted slices to the one shown',
    zh: '从已有提示的层面追踪该对象至当前层面',
  },
  'propagation.around': { en: 'Again from here', zh: '从此处重新传播' },
  'propagation.around.tooltip': {
    en: 'Follow the object anew from this corrected slice, up to the next slices that you made',
    zh: '从此修正后的层面重新追踪该对象，直至相邻的由您完成的层面',
  },
  'propagation.goOn': { en: 'Go on', zh: '继续' },
  'propagation.goOn.tooltip': {
    en: 'Keep what was found and go on from there',
    zh: '保留已有结果并继续追踪',
  },
  'propagation.pause': { en: 'Pause', zh: '暂停' },
  'propagation.resume': { en: 'Resume', zh: '恢复' },
  'propagation.cancel': { en: 'Cancel', zh: '取消' },
  'propagation.cancel.tooltip': {
    en: 'End here; what was found stays',
    zh: '到此结束，已有结果予以保留',
  },
  'propagation.nothing': {
    en: 'Prompt the object on a slice, or show a slice that the segment is on.',
    zh: '请先在某一层面提示该对象，或显示含有当前分段的层面。',
  },
  'propagation.working': { en: 'An answer is on its way.', zh: '正在计算。' },
  'propagation.progress': {
    en: '{done} slices done, at most {remaining} to go, about {seconds} s',
    zh: '已完成 {done} 层，至多还有 {remaining} 层，约 {seconds} 秒',
  },
  'propagation.starting': { en: 'Starting…', zh: '正在开始…' },
  'propagation.paused': {
    en: 'Paused after {done} slices. What was found stays.',
    zh: '已完成 {done} 层后暂停。已有结果予以保留。',
  },
  'propagation.hidden': {
    en: 'Waits until this page is visible; {done} slices are done.',
    zh: '页面不可见，暂停等待；已完成 {done} 层。',
  },
  'propagation.updating': {
    en: 'Updating the neighbours of slice {number}: {done} changed.',
    zh: '正在更新第 {number} 层的相邻层面：已更改 {done} 层。',
  },
  'propagation.updated': {
    en: 'Slice {number} corrected: {done} neighbours were made anew.',
    zh: '第 {number} 层已修正：已重新生成 {done} 个相邻层面。',
  },
  'propagation.corrections': { en: 'Follow corrections', zh: '跟随修正' },
  'propagation.corrections.tooltip': {
    en: 'After a correction on a propagated slice, make its propagated neighbours anew, as far as they change; slices that you made stay as they are',
    zh: '修正传播所得的层面后，重新生成其相邻的传播层面，直至不再变化；您完成的层面保持不变',
  },
  'propagation.done': { en: 'Done: {done} slices.', zh: '完成：{done} 层。' },
  'propagation.cancelled': {
    en: 'Ended early. {done} slices were kept: accept them, or go on.',
    zh: '已提前结束。{done} 层结果已保留：可接受或继续。',
  },
  'propagation.failed': {
    en: 'Failed after {done} slices, which were kept: accept them, or go on.',
    zh: '完成 {done} 层后出错，结果已保留：可接受或继续。',
  },
  'propagation.stopped': {
    en: 'Ended at slice {number}: {reason}.',
    zh: '在第 {number} 层结束：{reason}。',
  },
  'propagation.reason.nothing-found': { en: 'nothing found', zh: '未找到目标' },
  'propagation.reason.overlap': { en: 'the mask jumped elsewhere', zh: '掩膜跳至他处' },
  'propagation.reason.growth': { en: 'the area changed too much', zh: '面积变化过大' },
  'propagation.reason.values': { en: 'another tissue', zh: '组织不同' },
  'propagation.reason.model': { en: 'the model was not sure', zh: '模型不确定' },
  'propagation.review': {
    en: '{count} slices to look at',
    zh: '{count} 个层面待查看',
  },
  'propagation.review.one': { en: '1 slice to look at', zh: '1 个层面待查看' },
  'propagation.nothingDoubtful': { en: 'No slice to look at', zh: '没有待查看的层面' },
  'propagation.strip': { en: 'Slices and how sure they are', zh: '各层面及其可信度' },
  'propagation.slice.none': { en: 'Slice {number}: no mask', zh: '第 {number} 层：无掩膜' },
  'propagation.slice.ready': { en: 'ready for a prompt', zh: '已就绪' },
  'propagation.slice.written': {
    en: 'Slice {number}: in the segment',
    zh: '第 {number} 层：已在分段中',
  },
  'propagation.slice.firm': { en: 'Slice {number}: yours', zh: '第 {number} 层：由您完成' },
  'propagation.slice.sure': {
    en: 'Slice {number}: confidence {percent} %',
    zh: '第 {number} 层：可信度 {percent} %',
  },
  'propagation.slice.doubtful': {
    en: 'Slice {number}: look at it (confidence {percent} %)',
    zh: '第 {number} 层：请查看（可信度 {percent} %）',
  },
  'command.propagate': { en: 'Propagate', zh: '逐层传播' },
  'command.nextDoubtful': { en: 'Next slice to look at', zh: '下一个待查看层面' },
  'command.previousDoubtful': { en: 'Previous slice to look at', zh: '上一个待查看层面' },
  'command.checkSlice': { en: 'Looks right', zh: '确认无误' },
  'command.checkSlice.tooltip': {
    en: 'Leave this slice as it is and show the next one to look at',
    zh: '保持当前层面不变，并显示下一个待查看层面',
  },
  'notice.nothingToPropagate': {
    en: 'There is no mask to follow. Prompt the object on a slice, or show a slice that the active segment is on.',
    zh: '没有可追踪的掩膜。请在某一层面上提示该对象，或显示含有当前分段的层面。',
  },
  'notice.nothingDoubtful': {
    en: 'No propagated slice is left to look at.',
    zh: '没有待查看的传播层面。',
  },
  'notice.stackNotShown': {
    en: 'No pane shows the slices that the object was propagated in. Show their series in this orientation, then try again.',
    zh: '当前没有窗格显示传播所在的层面。请以该方位显示相应序列后重试。',
  },
} as const satisfies Record<string, Message>;
