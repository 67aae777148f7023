import type { Message } from '../message';

/** Lesions looked for in an organ: section, worklist, commands, notices. */
export const LESION_SEARCH_MESSAGES = {
  'lesionSearch.title': { en: 'Lesions in an organ', zh: '器官内病灶' },
  'lesionSearch.organ': { en: 'In', zh: '器官' },
  'lesionSearch.organ.tooltip': {
    en: 'The segment of the organ that is searched, on all slices of the active pane',
    zh: '要查找的器官分段（当前窗格的所有层面）',
  },
  'lesionSearch.organ.active': { en: 'The active segment', zh: '当前分段' },
  'lesionSearch.sensitivity': { en: 'Set', zh: '参数组' },
  'lesionSearch.sensitivity.tooltip': {
    en: 'Predicted IoU 0.85, 0.78, 0.75, stability 0.92, 0.88, 0.85 and 1, 2, 3 crop layers, in the scale of SAM’s own weights; the later sets list more',
    zh: '预测 IoU 0.85、0.78、0.75，稳定性 0.92、0.88、0.85，裁剪层数 1、2、3（以 SAM 原始权重为准）；越靠后列出越多',
  },
  'lesionSearch.sensitivity.benign': { en: 'Benign', zh: '良性' },
  'lesionSearch.sensitivity.malignant': { en: 'Malignant', zh: '恶性' },
  'lesionSearch.sensitivity.metastasis': { en: 'Metastasis', zh: '转移' },
  'lesionSearch.contrast': { en: 'That are', zh: '表现' },
  'lesionSearch.contrast.usual': { en: 'As is usual', zh: '按常规' },
  'lesionSearch.contrast.either': { en: 'Brighter or darker', zh: '偏亮或偏暗' },
  'lesionSearch.contrast.brighter': { en: 'Brighter', zh: '偏亮' },
  'lesionSearch.contrast.darker': { en: 'Darker', zh: '偏暗' },
  'lesionSearch.contrast.tooltip': {
    en: 'Usual: in lung, MR and PET brighter than the organ, in other CT either',
    zh: '常规：肺、MR 和 PET 中比器官亮，其他 CT 中亮或暗均可',
  },
  'lesionSearch.sets': {
    en: 'The sets are parameters that you choose, never a prediction of what a lesion is.',
    zh: '参数组由您选择，绝不代表对病灶性质的预测。',
  },
  'lesionSearch.search': { en: 'Search', zh: '查找' },
  'lesionSearch.search.tooltip': {
    en: 'Look for what differs from the organ; takes a while. Prompts go first, nothing is written',
    zh: '查找与器官不同之处，需要一些时间。提示优先，不写入任何内容',
  },
  'lesionSearch.cancel': { en: 'Cancel', zh: '取消' },
  'lesionSearch.cancel.tooltip': {
    en: 'End the search; nothing was changed',
    zh: '结束查找，未作任何更改',
  },
  'lesionSearch.phase.reading': {
    en: 'Reading slice {done} of {total}',
    zh: '读取层面 {done} / {total}',
  },
  'lesionSearch.phase.comparing': { en: 'Comparing with the organ', zh: '与器官比较' },
  'lesionSearch.phase.grid': {
    en: 'Asking on a grid, slice {done} of {total}',
    zh: '网格询问，层面 {done} / {total}',
  },
  'lesionSearch.phase.asking': {
    en: 'Asking about place {done} of {total}',
    zh: '询问位置 {done} / {total}',
  },
  'lesionSearch.phase.outlining': {
    en: 'Drawing mask {done} of {total}',
    zh: '绘制掩膜 {done} / {total}',
  },
  'lesionSearch.starting': { en: 'Starting…', zh: '正在开始…' },
  'lesionSearch.failed': {
    en: 'The search has failed; nothing was changed.',
    zh: '查找失败，未作任何更改。',
  },
  'lesionSearch.found': {
    en: '{count} candidates in {organ}, {open} open',
    zh: '{organ} 内有 {count} 个候选，{open} 个待处理',
  },
  'lesionSearch.found.one': {
    en: '1 candidate in {organ}, {open} open',
    zh: '{organ} 内有 1 个候选，{open} 个待处理',
  },
  'lesionSearch.list': { en: 'Candidates, most worth a look first', zh: '候选，最值得查看的在前' },
  'lesionSearch.show': { en: 'Show candidate {id}', zh: '显示候选 {id}' },
  'lesionSearch.pick': { en: 'Pick candidate {id}', zh: '选择候选 {id}' },
  'lesionSearch.size': { en: '{mm} mm', zh: '{mm} mm' },
  'lesionSearch.sizeUnknown': { en: 'size unknown', zh: '大小未知' },
  'lesionSearch.brighter': { en: 'brighter', zh: '偏亮' },
  'lesionSearch.darker': { en: 'darker', zh: '偏暗' },
  'lesionSearch.evidence': {
    en: '{spreads} spreads from the organ, predicted IoU {iou}, stability {stability}, {slices} slices',
    zh: '与器官相差 {spreads} 个离散度，预测 IoU {iou}，稳定性 {stability}，{slices} 个层面',
  },
  'lesionSearch.status.open': { en: 'open', zh: '待处理' },
  'lesionSearch.status.accepted': { en: 'accepted', zh: '已接受' },
  'lesionSearch.status.rejected': { en: 'rejected', zh: '已拒绝' },
  'lesionSearch.status.refining': { en: 'being refined', zh: '修正中' },
  'lesionSearch.accept': { en: 'Accept', zh: '接受' },
  'lesionSearch.accept.tooltip': {
    en: 'Write the candidate, as one undo step',
    zh: '写入该候选（一步撤销）',
  },
  'lesionSearch.reject': { en: 'Reject', zh: '拒绝' },
  'lesionSearch.reject.tooltip': {
    en: 'Mark it as rejected, or open it again; nothing is written',
    zh: '标记为拒绝，或重新打开；不写入任何内容',
  },
  'lesionSearch.refine': { en: 'Refine', zh: '修正' },
  'lesionSearch.refine.tooltip': {
    en: 'Make it the object that is being prompted: clicks correct it, Accept writes it',
    zh: '使其成为正在提示的对象：点击进行修正，接受后写入',
  },
  'lesionSearch.acceptPicked': { en: 'Accept {count} picked', zh: '接受所选 {count} 个' },
  'lesionSearch.acceptPicked.tooltip': {
    en: 'Write all that are picked, as one undo step',
    zh: '写入所有选中的候选（一步撤销）',
  },
  'lesionSearch.drop': { en: 'Drop', zh: '放弃' },
  'lesionSearch.drop.tooltip': {
    en: 'Take the list away; what was accepted stays',
    zh: '移除列表，已接受的保留',
  },
  'lesionSearch.destination': { en: 'As', zh: '写入' },
  'lesionSearch.destination.new': { en: 'New segments, one each', zh: '各建一个新分段' },
  'lesionSearch.destination.active': { en: 'The active segment', zh: '当前分段' },
  'lesionSearch.takesFromOrgan': {
    en: 'Take their voxels from the organ’s segment',
    zh: '从器官分段中取出其体素',
  },
  'lesionSearch.takesFromOrgan.tooltip': {
    en: 'A voxel belongs to one segment; turned off, what lies in the organ’s stays there',
    zh: '一个体素只属于一个分段；关闭后，器官分段内的体素保持不变',
  },
  'lesionSearch.noneOpen': { en: 'Choose an open candidate first.', zh: '请先选择待处理的候选。' },
  'lesionSearch.nonePicked': { en: 'Pick a candidate first.', zh: '请先选择候选。' },
  'lesionSearch.burden': { en: 'Accepted in {organ}', zh: '{organ} 内已接受' },
  'lesionSearch.burden.count': { en: 'Number', zh: '数量' },
  'lesionSearch.burden.volume': { en: 'Volume', zh: '体积' },
  'lesionSearch.burden.share': { en: 'Of the organ', zh: '占器官' },
  'lesionSearch.burden.ml': { en: '{ml} ml', zh: '{ml} ml' },
  'lesionSearch.burden.percent': { en: '{percent} %', zh: '{percent}%' },
  'lesionSearch.burden.unknown': { en: 'unknown', zh: '未知' },
  'lesionSearch.noSlices': {
    en: 'The active pane shows no slices that can be searched. Choose one that shows the series.',
    zh: '当前窗格没有可查找的层面。请选择显示该序列的窗格。',
  },
  'lesionSearch.noOrgan': {
    en: 'There is no segment to search in. Segment the organ first, or load its segmentation.',
    zh: '没有可查找的分段。请先分割器官，或加载其分割。',
  },
  'lesionSearch.emptyOrgan': {
    en: 'The organ’s segment has nothing on this series, so nothing was searched. Choose another segment, or segment the organ.',
    zh: '器官分段在此序列上没有内容，未进行查找。请选择其他分段，或先分割器官。',
  },
  'command.nextLesion': { en: 'Next lesion candidate', zh: '下一个病灶候选' },
  'command.previousLesion': { en: 'Previous lesion candidate', zh: '上一个病灶候选' },
  'command.acceptLesion': { en: 'Accept the lesion candidate', zh: '接受病灶候选' },
  'command.rejectLesion': { en: 'Reject the lesion candidate', zh: '拒绝病灶候选' },
  'command.refineLesion': { en: 'Refine the lesion candidate', zh: '修正病灶候选' },
  'command.pickLesion': {
    en: 'Pick the lesion candidate, or put it back',
    zh: '选择或取消选择病灶候选',
  },
  'notice.noLesions': {
    en: 'Nothing in the organ stands out enough to be listed. Choose another set, or look for what is brighter or darker.',
    zh: '器官内没有足够突出的候选。请选择其他参数组，或指定偏亮或偏暗。',
  },
  'notice.noLesionChosen': {
    en: 'No candidate is chosen. Search an organ first, then go to one with N.',
    zh: '未选择候选。请先查找器官，再按 N 转到候选。',
  },
  'notice.noLesionOpen': { en: 'No candidate is open.', zh: '没有待处理的候选。' },
  'notice.noneLesionPicked': {
    en: 'No candidate is picked, so nothing was written. Pick some in the list.',
    zh: '未选择候选，未写入任何内容。请在列表中选择。',
  },
  'notice.lesionsAccepted': {
    en: '{count} candidates were written.',
    zh: '已写入 {count} 个候选。',
  },
  'notice.lesionsAccepted.one': { en: '1 candidate was written.', zh: '已写入 1 个候选。' },
  'notice.finishObjectFirst': {
    en: 'An object is being prompted; it would be mixed with the candidate. Accept it (Y) or clear it first.',
    zh: '当前有正在提示的对象，会与候选混合。请先接受 (Y) 或清除。',
  },
} as const satisfies Record<string, Message>;
