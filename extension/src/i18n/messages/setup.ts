import type { Message } from '../message';

/** What a site sets: what is wrong in it, and why a study is none that the mode is meant for. */
export const SETUP_MESSAGES = {
  'setup.title': { en: 'Site settings', zh: '机构设置' },
  'setup.wrong': {
    en: 'In the viewer’s configuration, {path} is left out: {problem}. The rest holds; tell your administrator.',
    zh: '阅片系统配置中的 {path} 已忽略：{problem}。其余设置有效；请告知管理员。',
  },
  'setup.problem.type': { en: '{expected} is expected', zh: '应为 {expected}' },
  'setup.problem.unknown': {
    en: 'there is no such setting; there are {known}',
    zh: '没有此设置；可用设置为 {known}',
  },
  'setup.problem.small': { en: 'it must be greater than 0', zh: '必须大于 0' },
  'setup.problem.empty': { en: 'it must not be empty', zh: '不能为空' },
  'setup.problem.form': { en: 'it must be of the form {pattern}', zh: '须符合格式 {pattern}' },
  'setup.problem.twice': { en: 'there is a “{id}” before it', zh: '前面已有“{id}”' },
  'setup.unsuited': {
    en: 'This study is none that the site has set up for this workflow. Everything works; results may be poor.',
    zh: '此检查不属于本机构为此流程设定的检查类型。功能可正常使用，但结果可能欠佳。',
  },
  'setup.reason': { en: 'Not {type}: {reason}.', zh: '不属于{type}：{reason}。' },
  'setup.reason.modalities': {
    en: 'it needs {wanted}, and the study has {found}',
    zh: '需要 {wanted}，而检查为 {found}',
  },
  'setup.reason.bodyParts': {
    en: 'it needs the body part {wanted}, and the series state {found}',
    zh: '需要部位 {wanted}，而序列标明为 {found}',
  },
  'setup.reason.studyDescriptions': {
    en: 'the study must be called {wanted}, and is called {found}',
    zh: '检查描述须为 {wanted}，而实际为 {found}',
  },
  'setup.reason.seriesDescriptions': {
    en: 'a series must be called {wanted}, and there are {found}',
    zh: '序列描述须为 {wanted}，而实际有 {found}',
  },
  'setup.reason.procedureCodes': {
    en: 'it needs the procedure code {wanted}, and the study has {found}',
    zh: '需要检查项目代码 {wanted}，而实际为 {found}',
  },
  'setup.reason.minimumSlices': {
    en: 'it needs a series of {wanted} slices or more, and the largest has {found}',
    zh: '需要至少 {wanted} 层的序列，而最多的仅有 {found} 层',
  },
  'setup.nothing': { en: 'nothing', zh: '无' },
  'setup.noImages': { en: 'The study has no images to segment.', zh: '此检查没有可分割的图像。' },
} as const satisfies Record<string, Message>;
