import type { Message } from '../message';

/** Labels and tooltips of tools and commands: toolbar, panel, hotkey preferences and mode. */
export const COMMAND_MESSAGES = {
  'tool.include': { en: 'Include point', zh: '包含点' },
  'tool.include.short': { en: 'Include', zh: '包含' },
  'tool.include.tooltip': {
    en: 'Click inside the structure to segment it',
    zh: '单击目标结构内部进行分割',
  },
  'tool.exclude': { en: 'Exclude point', zh: '排除点' },
  'tool.exclude.short': { en: 'Exclude', zh: '排除' },
  'tool.exclude.tooltip': {
    en: 'Click what does not belong to the structure',
    zh: '单击不属于目标结构的部位',
  },
  'tool.box': { en: 'Box', zh: '框选' },
  'tool.box.short': { en: 'Box', zh: '框选' },
  'tool.box.tooltip': {
    en: 'Drag a box tightly around the structure',
    zh: '拖动鼠标，紧贴目标结构画框',
  },
  'tool.scribble': { en: 'Scribble', zh: '涂画' },
  'tool.scribble.short': { en: 'Scribble', zh: '涂画' },
  'tool.scribble.tooltip': {
    en: 'Draw a line inside the structure; with Shift, through what does not belong to it',
    zh: '在目标结构内画线；按住 Shift 则画过不属于目标的部位',
  },
  'tool.lasso': { en: 'Lasso', zh: '套索' },
  'tool.lasso.short': { en: 'Lasso', zh: '套索' },
  'tool.lasso.tooltip': {
    en: 'Draw roughly around the structure; the mask stays inside',
    zh: '在目标结构周围粗略画圈，掩膜不会超出该范围',
  },
  'command.useMeasurement': { en: 'Measurement', zh: '用测量' },
  'command.useMeasurement.tooltip': {
    en: 'Segment what a measurement on this slice marks: the selected one, else the newest',
    zh: '分割当前层面上测量所标记的结构：优先所选测量，否则为最新测量',
  },
  'command.refine': { en: 'Refine', zh: '修正分段' },
  'command.refine.tooltip': {
    en: 'Correct the active segment on this slice with prompts; Accept replaces its mask here',
    zh: '用提示修正当前分段在此层面的掩膜；接受后将替换该掩膜',
  },
  'measure.Length': { en: 'Length', zh: '长度' },
  'measure.Bidirectional': { en: 'Bidirectional', zh: '双径' },
  'measure.EllipticalROI': { en: 'Ellipse', zh: '椭圆' },
  'measure.RectangleROI': { en: 'Rectangle', zh: '矩形' },
  'measure.CircleROI': { en: 'Circle', zh: '圆形' },
  'measure.PlanarFreehandROI': { en: 'Freehand', zh: '自由手绘' },
  'command.accept': { en: 'Accept', zh: '接受' },
  'command.acceptSlices': { en: 'Accept ({count} slices)', zh: '接受（{count} 个层面）' },
  'command.acceptSlices.one': { en: 'Accept (1 slice)', zh: '接受（1 个层面）' },
  'command.accept.tooltip': {
    en: 'Write the object’s masks, on all its slices, into the active segment as one undo step',
    zh: '将该对象所有层面的掩膜写入当前分段，作为一步可撤销操作',
  },
  'command.clear': { en: 'Clear', zh: '清除' },
  'command.clear.tooltip': {
    en: 'Remove the prompts and the preview of this slice, with Shift those of all slices; segments stay as they are',
    zh: '移除当前层面的提示和预览，按住 Shift 则移除所有层面的；分段保持不变',
  },
  'command.clearAll': { en: 'Clear all slices', zh: '清除所有层面' },
  'command.previousCandidate': { en: 'Previous mask', zh: '上一个掩膜' },
  'command.nextCandidate': { en: 'Next mask', zh: '下一个掩膜' },
  'command.undo': { en: 'Undo', zh: '撤销' },
  'command.redo': { en: 'Redo', zh: '重做' },
  'command.deletePrompt': { en: 'Delete the selected prompt', zh: '删除所选提示' },
  'command.addSegment': { en: 'Add segment', zh: '添加分段' },
  'segmentation.newLabel': { en: 'SAM segmentation', zh: 'SAM 分割' },
  'segment.newLabel': { en: 'Segment {number}', zh: '分段 {number}' },
  'mode.name': { en: 'SAM lesion workflow', zh: 'SAM 病灶流程' },
  'mode.noImages': {
    en: 'The study has no images that can be segmented.',
    zh: '该检查没有可分割的图像。',
  },
  'mode.extensionFailed': {
    en: 'The SAM panel could not be loaded. The viewer works without it; nothing was changed. Ask your administrator to check the installation.',
    zh: 'SAM 面板加载失败。阅片系统仍可正常使用，未作任何更改。请联系管理员检查安装。',
  },
} as const satisfies Record<string, Message>;
