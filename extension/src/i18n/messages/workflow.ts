import type { Message } from '../message';

/** The steps from the open study to the stored findings. */
export const WORKFLOW_MESSAGES = {
  'workflow.title': { en: 'Workflow', zh: '流程' },
  'workflow.organ': { en: 'Organ', zh: '器官' },
  'workflow.organ.guidance': {
    en: 'Segment the organ: a preset, or a box on one slice and Whole volume. Accept it.',
    zh: '分割器官：使用预设，或在一个层面画方框后扩展至整个容积，然后接受。',
  },
  'workflow.lesions': { en: 'Lesions', zh: '病灶' },
  'workflow.lesions.guidance': {
    en: 'Search the organ for lesions, or click each and follow it through its slices; accept.',
    zh: '在器官内搜索病灶，或逐个点击并沿层面追踪；然后接受。',
  },
  'workflow.measure': { en: 'Review', zh: '复核' },
  'workflow.measure.guidance': {
    en: 'Go through the findings: check outlines, measurements and codes, correct what is wrong.',
    zh: '逐项检查：轮廓、测量值和编码，有误则修正。',
  },
  'workflow.report': { en: 'Report', zh: '报告' },
  'workflow.report.guidance': {
    en: 'Choose what to write and save it to the archive; it is read back and compared.',
    zh: '选择写入格式并存入归档；系统会读回并核对。',
  },
  'workflow.free': {
    en: 'Choose a step to be led through the study, or work with everything open.',
    zh: '选择一个步骤以按流程进行，或在全部展开的状态下自由操作。',
  },
  'workflow.enter.tooltip': { en: 'Go to this step', zh: '进入此步骤' },
  'workflow.leave.tooltip': {
    en: 'Leave the steps: everything is open',
    zh: '退出流程：全部展开',
  },
  'command.nextStep': { en: 'Next step of the workflow', zh: '流程下一步' },
  'command.previousStep': { en: 'Previous step of the workflow', zh: '流程上一步' },
} as const satisfies Record<string, Message>;
