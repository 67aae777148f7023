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
  'command.accept': { en: 'Accept', zh: '接受' },
  'command.accept.tooltip': {
    en: 'Write the shown mask into the active segment',
    zh: '将所示掩膜写入当前分段',
  },
  'command.clear': { en: 'Clear', zh: '清除' },
  'command.clear.tooltip': {
    en: 'Remove the prompts and the preview of this slice; segments stay as they are',
    zh: '移除当前层面的提示和预览，分段保持不变',
  },
  'command.previousCandidate': { en: 'Previous mask', zh: '上一个掩膜' },
  'command.nextCandidate': { en: 'Next mask', zh: '下一个掩膜' },
  'command.undo': { en: 'Undo', zh: '撤销' },
  'command.redo': { en: 'Redo', zh: '重做' },
  'command.deletePrompt': { en: 'Delete the selected prompt', zh: '删除所选提示' },
  'command.addSegment': { en: 'Add segment', zh: '添加分段' },
  'command.save': { en: 'Save segmentation', zh: '保存分割' },
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
