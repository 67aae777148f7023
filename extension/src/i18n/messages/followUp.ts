import type { Message } from '../message';

/** Follow-up: prior reports, matches, changes, the response by RECIST 1.1. */
export const FOLLOW_UP_MESSAGES = {
  'followUp.title': { en: 'Follow-up', zh: '随访对比' },
  'followUp.hint': {
    en: 'Compares the findings with a measurement report (SR) or segmentation (SEG) of an earlier study of this patient.',
    zh: '将病灶与该患者既往检查的测量报告（SR）或分割（SEG）进行对比。',
  },
  'followUp.find': { en: 'Find prior reports', zh: '查找既往报告' },
  'followUp.find.tooltip': {
    en: 'Ask the archive for measurement reports and segmentations of this patient’s earlier studies',
    zh: '向归档系统查询该患者既往检查的测量报告和分割',
  },
  'followUp.searching': { en: 'Asking the archive…', zh: '正在查询归档系统…' },
  'followUp.reading': { en: 'Reading the report…', zh: '正在读取报告…' },
  'followUp.aligning': { en: 'Aligning the images…', zh: '正在配准图像…' },
  'followUp.cancel': { en: 'Cancel', zh: '取消' },
  'followUp.cancel.tooltip': {
    en: 'End here; what was compared before stays',
    zh: '就此结束；之前的对比保留',
  },
  'followUp.noReports': {
    en: 'The archive has neither report nor segmentation of an earlier study of this patient.',
    zh: '归档系统中没有该患者既往检查的报告或分割。',
  },
  'followUp.cannotAsk': {
    en: 'Earlier studies can’t be looked for: this study names no patient ID, or the viewer’s data source has no search.',
    zh: '无法查找既往检查：本检查无患者编号，或查看器的数据源不支持查询。',
  },
  'followUp.report': { en: 'Report', zh: '报告' },
  'followUp.report.choose': { en: 'Choose…', zh: '请选择…' },
  'followUp.noDate': { en: 'no date', zh: '日期未知' },
  'followUp.noLesions': {
    en: 'It has no lesions that could be followed. Choose another one.',
    zh: '其中没有可随访的病灶。请选择其他项。',
  },
  'followUp.aligned': {
    en: 'Images aligned (correlation {correlation}). Matches by position are proposals: check them.',
    zh: '图像已配准（相关系数 {correlation}）。按位置的匹配仅为建议，请核对。',
  },
  'followUp.notAligned.no-images': {
    en: 'The prior images can’t be read, so nothing is matched by position. Choose each match by hand.',
    zh: '无法读取既往图像，因此未按位置匹配。请逐一手动选择。',
  },
  'followUp.notAligned.no-places': {
    en: 'The report does not say where its lesions are, so nothing is matched by position. Choose each match by hand.',
    zh: '报告未说明病灶位置，因此未按位置匹配。请逐一手动选择。',
  },
  'followUp.notAligned.other-modality': {
    en: 'The prior images are of another kind than these and were not aligned. Choose each match by hand.',
    zh: '既往图像与当前图像类型不同，未配准。请逐一手动选择匹配。',
  },
  'followUp.notAligned.no-stack': {
    en: 'The images are no even stack of slices (too few, uneven or of a tilted gantry) and were not aligned. Choose each match by hand.',
    zh: '图像不是均匀的层面序列（过少、不均匀或机架倾斜），未配准。请逐一手动选择匹配。',
  },
  'followUp.notAligned.no-fit': {
    en: 'The images of the two studies do not fit together and were not aligned. Choose each match by hand.',
    zh: '两次检查的图像无法吻合，未配准。请逐一手动选择匹配。',
  },
  'followUp.close': { en: 'Close', zh: '关闭' },
  'followUp.close.tooltip': {
    en: 'Compare with no prior study any more; findings keep their tracking',
    zh: '不再与既往检查对比；病灶保留其跟踪标识',
  },
  'followUp.match': { en: 'Now', zh: '现为' },
  'followUp.fate.open': { en: 'Not decided', zh: '未确定' },
  'followUp.fate.gone': { en: 'Gone', zh: '已消失' },
  'followUp.fate.proposed': { en: 'As proposed', zh: '按建议' },
  'followUp.by.reader': { en: 'your choice', zh: '由您选定' },
  'followUp.by.tracking': { en: 'same tracking', zh: '跟踪标识相同' },
  'followUp.by.position': { en: 'by position', zh: '按位置' },
  'followUp.kept.mark': { en: 'tracked', zh: '已沿用' },
  'followUp.show': { en: 'Show', zh: '显示' },
  'followUp.show.tooltip': {
    en: 'Show the finding, or the slice where the lesion is expected',
    zh: '显示该病灶，或其预期所在层面',
  },
  'followUp.carry': { en: 'Prompt', zh: '提示' },
  'followUp.carry.tooltip': {
    en: 'Carry the lesion over: a point where it is expected, as a new segment',
    zh: '沿用该病灶：在预期位置放置点提示，作为新分段',
  },
  'followUp.carry.notAligned': {
    en: 'Not aligned: nothing tells where it is now',
    zh: '未配准：无法得知其当前位置',
  },
  'followUp.keep': { en: 'Keep', zh: '沿用' },
  'followUp.keep.tooltip': {
    en: 'The same lesion: the finding takes over tracking and RECIST role',
    zh: '同一病灶：沿用跟踪标识和 RECIST 角色',
  },
  'followUp.keepAll': { en: 'Keep all matches', zh: '沿用全部匹配' },
  'followUp.keepAll.tooltip': {
    en: 'Matched findings take over tracking and RECIST role of the prior lesions; one undo step',
    zh: '匹配的病灶沿用既往病灶的跟踪标识和 RECIST 角色；可一步撤销',
  },
  'followUp.kept': {
    en: '{count} findings have the tracking of their prior lesions now.',
    zh: '{count} 个病灶已沿用既往病灶的跟踪标识。',
  },
  'followUp.kept.one': {
    en: '1 finding has the tracking of its prior lesion now.',
    zh: '1 个病灶已沿用既往病灶的跟踪标识。',
  },
  'followUp.nothingToKeep': {
    en: 'Every matched finding has the tracking of its prior lesion already, or none is matched.',
    zh: '所有匹配的病灶均已沿用跟踪标识，或尚无匹配。',
  },
  'followUp.placeNotShown': {
    en: 'The active pane does not show the place where this lesion is expected. Show the series, or align the studies first.',
    zh: '当前窗格未包含该病灶的预期位置。请显示相应序列，或先配准检查。',
  },
  'followUp.change.volume': { en: 'vol.\u00a0{value}\u00a0%', zh: '体积\u00a0{value}\u00a0%' },
  'followUp.others': { en: 'Not in the prior report', zh: '既往报告中没有' },
  'followUp.judge': { en: 'It is', zh: '判断' },
  'followUp.fate.new': { en: 'New', zh: '新发' },
  'followUp.fate.known': { en: 'There before', zh: '既往已有' },
  'followUp.nonTargetsProgress': {
    en: 'Non-target lesions progress unequivocally',
    zh: '非靶病灶明确进展',
  },
  'followUp.nonTargetsProgress.tooltip': {
    en: 'The reader’s judgement (RECIST 1.1, 4.3.3): nothing computes it',
    zh: '由医生判断（RECIST 1.1 第 4.3.3 节），不由程序计算',
  },
  'followUp.baseline': { en: 'Sum at baseline, mm', zh: '基线总和，mm' },
  'followUp.nadir': { en: 'Smallest sum so far, mm', zh: '至今最小总和，mm' },
  'followUp.sums.tooltip': {
    en: 'Where the prior study is not the baseline; empty: the sum of the prior study',
    zh: '既往检查不是基线时填写；留空则采用既往检查的总和',
  },
  'followUp.sum': { en: 'Sum of diameters', zh: '径线总和' },
  'followUp.sinceBaseline': { en: 'Since baseline', zh: '较基线' },
  'followUp.sinceNadir': { en: 'Since the smallest', zh: '较最小值' },
  'followUp.targets': { en: 'Targets', zh: '靶病灶' },
  'followUp.nonTargets': { en: 'Non-targets', zh: '非靶病灶' },
  'followUp.newLesions': { en: 'New lesions', zh: '新病灶' },
  'followUp.overall': { en: 'RECIST 1.1', zh: 'RECIST 1.1 总体' },
  'followUp.undecided': {
    en: 'Not decided yet: {names}. Until then what depends on them is not evaluable.',
    zh: '尚未确定：{names}。在此之前，与之相关的结果不可评价。',
  },
  'followUp.noTargets': {
    en: 'The prior report names no target lesions, so the response rests on the others alone.',
    zh: '既往报告未指定靶病灶，因此疗效仅依据其他病灶。',
  },
  'recist.CR': { en: 'CR, complete response', zh: 'CR，完全缓解' },
  'recist.PR': { en: 'PR, partial response', zh: 'PR，部分缓解' },
  'recist.SD': { en: 'SD, stable disease', zh: 'SD，疾病稳定' },
  'recist.PD': { en: 'PD, progressive disease', zh: 'PD，疾病进展' },
  'recist.NE': { en: 'NE, not evaluable', zh: 'NE，不可评价' },
  'recist.non-CR/non-PD': { en: 'Non-CR/non-PD', zh: '非 CR/非 PD' },
  'recist.none': { en: 'none', zh: '无' },
} as const satisfies Readonly<Record<string, Message>>;
