/** Texts about series: their names, and answers from two of them. */
export const SERIES_MESSAGES = {
  'series.unnamed': { en: '{modality} without a description', zh: '{modality}（无描述）' },
  'series.bValue': { en: '{series}, b {b}', zh: '{series}，b 值 {b}' },
  'series.direction': { en: '{series}, b {b}, direction {n}', zh: '{series}，b 值 {b}，方向 {n}' },
  'series.group': { en: '{series}, {n} of {count}', zh: '{series}，第 {n} 组，共 {count} 组' },
  'series.this': { en: 'This series', zh: '当前序列' },
  'series.other': { en: 'The other series', zh: '另一序列' },
  'series.alsoLookAt': { en: 'Also look at', zh: '同时参考' },
  'series.alsoLookAt.tooltip': {
    en: 'Prompts are answered on this series as well. The one that defines the structure better leads; the masks of both can be chosen. Each answer takes two runs of the model.',
    zh: '提示也会在该序列上求解。对结构界定更清楚的序列优先，两者的掩膜均可选择。每次回答需运行模型两次。',
  },
  'series.off': { en: 'Off', zh: '关' },
  'series.leads': {
    en: '{series} leads ({better} against {worse}).',
    zh: '{series} 优先（{better} 对 {worse}）。',
  },
  'series.noSlice': {
    en: 'No companion slice here: {series} has none in this plane.',
    zh: '此处无对应层面：{series} 在该平面无图像。',
  },
  'series.outside': {
    en: '{series} does not reach this place; answered from one.',
    zh: '{series} 未覆盖此处，仅由当前序列求解。',
  },
  'series.noAnswer': {
    en: '{series} could not be asked; answered from one.',
    zh: '无法在 {series} 上求解，仅由当前序列求解。',
  },
} as const;
