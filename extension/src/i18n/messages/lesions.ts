import type { Message } from '../message';

/** Lesions in 3D from measurements: section, key, notices. */
export const LESIONS_MESSAGES = {
  'lesions.title': { en: 'Lesions from measurements', zh: '由测量生成病灶' },
  'lesions.label': { en: 'Lesion {number}', zh: '病灶 {number}' },
  'lesions.selected': { en: 'Selected', zh: '所选测量' },
  'lesions.selected.tooltip': {
    en: 'Make a finding in 3D of each selected measurement; of all when none is selected',
    zh: '将所选的每个测量生成三维病灶；未选择时处理全部',
  },
  'lesions.all': { en: 'All', zh: '全部测量' },
  'lesions.all.tooltip': {
    en: 'Make a finding in 3D of each length, diameter pair, ellipse and outline',
    zh: '将每个长度、双径、椭圆和轮廓测量生成三维病灶',
  },
  'lesions.cancel': { en: 'Cancel', zh: '取消' },
  'lesions.cancel.tooltip': {
    en: 'End here: findings that are made stay, the one under way is dropped',
    zh: '就此结束：已生成的病灶保留，正在处理的放弃',
  },
  'lesions.busy': { en: 'Lesions are being made.', zh: '正在生成病灶。' },
  'lesions.hint': {
    en: 'Each measurement, drawn here or loaded from an SR, becomes a finding of its own: a candidate until you say otherwise, one undo step each.',
    zh: '每个测量（在此绘制或由 SR 载入）生成一个单独的候选病灶，各为一步可撤销操作。',
  },
  'lesions.running': {
    en: 'Measurement {number} of {total}: {slices} slices so far…',
    zh: '第 {number} 个测量，共 {total} 个：已处理 {slices} 个层面…',
  },
  'lesions.done': { en: '{count} findings were made.', zh: '已生成 {count} 个病灶。' },
  'lesions.done.one': { en: '1 finding was made.', zh: '已生成 1 个病灶。' },
  'lesions.cancelled': {
    en: 'Cancelled. {count} findings were made and stay.',
    zh: '已取消。已生成的 {count} 个病灶保留。',
  },
  'lesions.cancelled.one': {
    en: 'Cancelled. 1 finding was made and stays.',
    zh: '已取消。已生成的 1 个病灶保留。',
  },
  'lesions.failed': {
    en: 'It stopped after {count} findings, which stay. {why}',
    zh: '生成 {count} 个病灶后停止，已生成的保留。{why}',
  },
  'lesions.skipped.not-shown': {
    en: '{count} left out: no pane shows the images they were made on. Open that series and start again.',
    zh: '{count} 个未处理：没有窗格显示其所在图像。请打开该序列后重试。',
  },
  'lesions.skipped.other-series': {
    en: '{count} left out: the segmentation of that pane is of another series. Choose one of this series and start again.',
    zh: '{count} 个未处理：该窗格的分割属于其他序列。请选择本序列的分割后重试。',
  },
  'lesions.skipped.no-prompt': {
    en: '{count} left out: too few points.',
    zh: '{count} 个未处理：测量点过少。',
  },
  'lesions.skipped.nothing-found': {
    en: '{count} left out: the model found nothing there. Prompt them by hand.',
    zh: '{count} 个未处理：模型未找到目标。请手动添加提示。',
  },
  'lesions.skipped.taken': {
    en: '{count} left out: what they mark belongs to other segments already.',
    zh: '{count} 个未处理：其标记的区域已属于其他分段。',
  },
  'lesions.none': {
    en: 'There is no measurement to make a lesion of. Draw a length, two diameters or an ellipse, or load an SR.',
    zh: '没有可用于生成病灶的测量。请绘制长度、双径或椭圆，或载入 SR。',
  },
  'lesions.noneSelected': {
    en: 'No measurement is selected. Click one in the image or in the viewer’s list, or choose All.',
    zh: '尚未选择测量。请在图像或列表中单击一个，或选择“全部测量”。',
  },
  'command.makeLesions': { en: 'Lesions from measurements, in 3D', zh: '由测量生成三维病灶' },
} as const satisfies Record<string, Message>;
