import type { Message } from '../message';

/** The panel's own words. */
export const PANEL_MESSAGES = {
  'panel.title': { en: 'SAM', zh: 'SAM' },
  'panel.sectionFailed': {
    en: 'This part of the panel failed and is not shown. Prompts and segments were kept. Save your work, then reload the page.',
    zh: '面板的此部分出现故障，暂不显示。提示和分段均已保留。请先保存，再重新加载页面。',
  },
  'panel.detail': { en: 'Technical detail', zh: '技术细节' },
  'panel.dismiss': { en: 'Dismiss', zh: '关闭' },
  'panel.key': { en: '{action} ({key})', zh: '{action}（{key}）' },

  'target.title': { en: 'Segment', zh: '分段' },
  'target.add.tooltip': {
    en: 'Add a segment and write the next masks into it',
    zh: '添加一个分段，后续掩膜写入其中',
  },
  'target.none': {
    en: 'No segmentation yet. The button makes the first one; so does Accept.',
    zh: '尚无分割。点击按钮或接受掩膜即可新建。',
  },
  'target.otherKind': {
    en: 'The active segmentation holds contours, which take no masks. Accept and the button make a segmentation beside it; the contours stay as they are.',
    zh: '当前分割为轮廓，无法写入掩膜。接受掩膜或点击按钮会另建一个分割，轮廓保持不变。',
  },
  'target.writes': {
    en: 'Accepted masks are written to this segment.',
    zh: '接受的掩膜将写入此分段。',
  },
  'target.refines': {
    en: 'Its mask on this slice is being refined.',
    zh: '正在修正其在此层面的掩膜。',
  },
  'target.locked': { en: 'Locked', zh: '已锁定' },
  'target.lockedHint': {
    en: 'Unlock it or add another segment.',
    zh: '请解锁，或添加其他分段。',
  },

  'coding.abnormality': { en: 'Finding', zh: '发现' },
  'coding.structure': { en: 'Site', zh: '部位' },
  'coding.unspecified': { en: 'Not stated', zh: '未说明' },
  'coding.loaded': {
    en: 'As loaded: {codes}. Kept unless you choose another here.',
    zh: '载入时为：{codes}。除非在此另选，否则保持不变。',
  },
  'coding.side': { en: 'Side', zh: '侧别' },
  'coding.left': { en: 'Left', zh: '左' },
  'coding.right': { en: 'Right', zh: '右' },

  'tools.title': { en: 'Prompt tools', zh: '提示工具' },
  'tools.modifier': {
    en: 'Hold {key} and click to exclude',
    zh: '按住 {key} 单击可添加排除点',
  },
  'tools.none': {
    en: 'Choose a tool, then mark the structure',
    zh: '请选择工具，然后标记目标结构',
  },

  'prompts.title': { en: 'Prompts on this slice', zh: '当前层面的提示' },
  'prompts.empty': {
    en: 'Click the structure in the image, or draw a box around it.',
    zh: '在图像中单击目标结构，或用框将其框住。',
  },
  'prompts.include': { en: 'Include point', zh: '包含点' },
  'prompts.exclude': { en: 'Exclude point', zh: '排除点' },
  'prompts.box': { en: 'Box', zh: '框' },
  'prompts.scribble': { en: 'Scribble', zh: '涂画' },
  'prompts.lasso': { en: 'Lasso', zh: '套索' },
  'prompts.item': { en: '{kind} {number}', zh: '{kind} {number}' },
  'prompts.delete': { en: 'Delete {prompt}', zh: '删除{prompt}' },
  'prompts.elsewhere': {
    en: '{count} prompts of this object are on other slices',
    zh: '该对象的 {count} 个提示位于其他层面',
  },
  'prompts.elsewhere.one': {
    en: '1 prompt of this object is on another slice',
    zh: '该对象的 1 个提示位于其他层面',
  },
  'prompts.object': { en: '{count} slices', zh: '共 {count} 层' },
  'prompts.object.one': { en: '1 slice', zh: '共 1 层' },

  'candidates.title': { en: 'Candidate masks', zh: '候选掩膜' },
  'candidates.empty': {
    en: 'The masks to choose from appear here.',
    zh: '可选掩膜将显示在此处。',
  },
  'candidates.position': { en: '{index} of {count}', zh: '{index}/{count}' },
  'candidates.summary': { en: 'Predicted IoU {iou}', zh: '预测 IoU {iou}' },
  'candidates.summary.tooltip': {
    en: 'The model’s own estimate of how well this mask overlaps the structure. It is not a measurement.',
    zh: '模型自身对该掩膜与目标结构重叠程度的估计，并非测量结果。',
  },
  'candidates.why.score': {
    en: 'Scores best of {masks} masks on {views}.',
    zh: '在{views}的 {masks} 个掩膜中评分最高。',
  },
  'candidates.why.corrected': {
    en: 'The mask before, corrected around the last prompt.',
    zh: '在上一掩膜基础上按最后一个提示局部修正。',
  },
  'candidates.why.lung': {
    en: 'The lung around the click, read from its HU. The other masks are the model’s.',
    zh: '点击处的肺，由 HU 值读出。其余掩膜来自模型。',
  },
  'candidates.why.nothing-found': {
    en: 'The model found nothing at these prompts.',
    zh: '模型在这些提示处未找到任何结构。',
  },
  'candidates.views': { en: '{count} views', zh: '{count} 个视野' },
  'candidates.views.one': { en: '1 view', zh: '1 个视野' },
  'candidates.card': {
    en: 'Mask {index}: predicted IoU {value}, {area}',
    zh: '掩膜 {index}：预测 IoU {value}，{area}',
  },
  'candidates.first': { en: 'first', zh: '初次' },
  'candidates.first.tooltip': {
    en: 'The quick answer that a better one replaced',
    zh: '已被更优结果替换的快速结果',
  },
  'candidates.emptyMask': { en: 'empty', zh: '空' },
  'candidates.refining': { en: 'Improving…', zh: '正在优化…' },
  'candidates.wholeSlice': { en: 'Whole slice', zh: '整个层面' },
  'candidates.zoomed': { en: 'Zoomed {zoom}×', zh: '放大 {zoom} 倍' },
  'candidates.window': {
    en: 'window {lower} to {upper} {units}',
    zh: '窗口 {lower} 至 {upper} {units}',
  },
  'candidates.windowUnitless': { en: 'window {lower} to {upper}', zh: '窗口 {lower} 至 {upper}' },
  'candidates.shown': { en: '{part}, {range}', zh: '{part}，{range}' },
  'candidates.shown.tooltip': {
    en: 'What the model was shown: the part of the slice and the value window.',
    zh: '提供给模型的内容：层面范围和窗口。',
  },
  'candidates.time': { en: '{ms} ms', zh: '{ms} 毫秒' },
  'view.title': { en: 'What the model sees', zh: '模型所见' },
  'view.picture': {
    en: 'The part of the slice that the model was shown',
    zh: '提供给模型的层面部分',
  },
  'view.window': { en: 'Window', zh: '窗口' },
  'view.window.auto': { en: 'By prompt', zh: '按提示自动' },
  'view.window.display': { en: 'As displayed', zh: '同当前显示' },
  'view.window.full': { en: 'Full range', zh: '全范围' },
  'view.window.softTissue': { en: 'Soft tissue', zh: '软组织' },
  'view.window.lung': { en: 'Lung', zh: '肺' },
  'view.window.liver': { en: 'Liver', zh: '肝' },
  'view.window.brain': { en: 'Brain', zh: '脑' },
  'view.window.bone': { en: 'Bone', zh: '骨' },
  'view.wholeSlice': { en: 'Whole slice', zh: '整个层面' },
  'view.wholeSlice.tooltip': {
    en: 'Show the model the whole slice instead of a zoomed part; for very large structures',
    zh: '向模型提供整个层面而非放大部分，适用于很大的结构',
  },
  'view.hover': { en: 'Hover preview', zh: '悬停预览' },
  'view.hover.tooltip': {
    en: 'Outline what a click would segment while the mouse rests',
    zh: '鼠标停留时勾画单击将分割的范围',
  },
  'unit.pixels': { en: '{value} pixels', zh: '{value} 像素' },
  'unit.mm2': { en: '{value} mm²', zh: '{value} mm²' },
  'unit.px2': { en: '{value} pixels', zh: '{value} 像素' },
  'unit.cm3': { en: '{value} cm³', zh: '{value} cm³' },
  'measurement.title': { en: 'Measurements', zh: '测量' },
  'measurement.none': {
    en: 'The active segment is measured here once it has voxels.',
    zh: '当前分段有体素后，将在此显示测量值。',
  },
  'measurement.measuring': { en: 'Measuring…', zh: '正在测量…' },
  'measurement.failed': {
    en: 'The segment could not be measured. The segment is unchanged; it is measured again when it changes. Reload the page if it recurs.',
    zh: '无法测量该分段。分段未受影响，更改后将重新测量。若仍出现，请重新加载页面。',
  },
  'measurement.volume': { en: 'Volume', zh: '体积' },
  'measurement.volume.tooltip': {
    en: 'Area times slice distance along the normal of the slices',
    zh: '各层面积乘以沿法线方向的层间距',
  },
  'measurement.irregular': {
    en: 'Slices are missing or unevenly spaced: the volume is an estimate',
    zh: '层面缺失或间距不均：体积为估计值',
  },
  'measurement.area': { en: 'Area', zh: '面积' },
  'measurement.area.tooltip': {
    en: 'Of the segment on each image by itself',
    zh: '分段在各图像上的面积',
  },
  'measurement.millimetres': { en: 'Millimetres', zh: '毫米值' },
  'measurement.unknown': { en: '{names} not known: {reason}', zh: '{names}无法得知：{reason}' },
  'measurement.axes': { en: 'Long × short axis', zh: '长径 × 短径' },
  'measurement.axes.tooltip': {
    en: 'Largest diameter on a slice and the largest across it, edge to edge (RECIST 1.1)',
    zh: '层面内最大径及与其垂直的最大径，边缘至边缘（RECIST 1.1）',
  },
  'measurement.mean': { en: 'Mean ± SD', zh: '均值 ± 标准差' },
  'measurement.mean.tooltip': {
    en: 'Of all voxels of the segment',
    zh: '分段全部体素',
  },
  'measurement.range': { en: 'Range', zh: '范围' },
  'measurement.rangeValue': { en: '{minimum} to {maximum}', zh: '{minimum} 至 {maximum}' },
  'measurement.range.tooltip': { en: 'Lowest and highest value', zh: '最低值与最高值' },
  'measurement.texture': { en: 'Distribution and texture', zh: '分布与纹理' },
  'measurement.median': { en: 'Median', zh: '中位数' },
  'measurement.percentiles': { en: '10th to 90th percentile', zh: '第 10 至 90 百分位' },
  'measurement.skewness': { en: 'Skewness', zh: '偏度' },
  'measurement.kurtosis': { en: 'Excess kurtosis', zh: '超额峰度' },
  'measurement.firstOrder.tooltip': {
    en: 'IBSI first-order statistics of all voxels of the segment',
    zh: '分段全部体素的 IBSI 一阶统计',
  },
  'unit.cm2': { en: '{value} cm²', zh: '{value} cm²' },

  'disabled.noPrompts': { en: 'No prompts on this slice yet.', zh: '当前层面尚无提示。' },
  'disabled.noPreview': { en: 'No mask to accept yet.', zh: '尚无可接受的掩膜。' },
  'disabled.working': { en: 'The mask is being computed.', zh: '正在计算掩膜。' },
  'disabled.emptyMask': { en: 'The chosen mask is empty.', zh: '所选掩膜为空。' },
  'disabled.locked': { en: 'The active segment is locked.', zh: '当前分段已锁定。' },
  'disabled.oneCandidate': { en: 'There is no other mask.', zh: '没有其他掩膜。' },
  'disabled.modelFailed': { en: 'The model is not available.', zh: '模型不可用。' },
  'disabled.noSegment': { en: 'There is no segment to refine yet.', zh: '尚无可修正的分段。' },
  'disabled.noSegmentation': {
    en: 'There is no segmentation to save yet.',
    zh: '尚无可保存的分割。',
  },
  'disabled.saving': { en: 'Saving is in progress.', zh: '正在保存。' },

  'disabled.noFinding': { en: 'Choose a finding first.', zh: '请先选择发现。' },
  'disabled.noFormat': { en: 'Choose what to write first.', zh: '请先选择要写入的格式。' },
  'disabled.noDicomFormat': {
    en: 'The archive takes DICOM only: choose SEG, RTSTRUCT, SR, images or report.',
    zh: '归档系统仅接受 DICOM：请选择 SEG、RTSTRUCT、SR、图像或报告。',
  },
  'save.title': { en: 'Save', zh: '保存' },
  'save.findings': { en: 'Findings: {count} of {all}', zh: '发现：{count} / {all}' },
  'save.patient': { en: 'Patient’s name in report', zh: '报告中显示患者信息' },
  'save.patient.tooltip': {
    en: 'Name, dates and your own labels go into the report; without this it holds nothing that identifies the patient. Not kept for the next session.',
    zh: '报告将包含姓名、日期和自定义标签；未勾选时不含任何患者身份信息。下次会话不保留此选项。',
  },
  'save.copy': { en: 'Copy report', zh: '复制报告' },
  'save.copy.tooltip': {
    en: 'Puts the report on the clipboard as text',
    zh: '将报告以文本形式复制到剪贴板',
  },
  'save.copied': { en: 'The report is on the clipboard', zh: '报告已复制到剪贴板' },
  'save.formats': { en: 'What to write', zh: '写入格式' },
  'save.open': { en: 'Open file', zh: '打开文件' },
  'save.open.tooltip': {
    en: 'Open findings saved as JSON or NIfTI as new segments on these images',
    zh: '将保存为 JSON 或 NIfTI 的发现作为新分段打开',
  },
  'save.archive': { en: 'Save to archive', zh: '存入归档' },
  'save.archive.tooltip': {
    en: 'Stores the chosen DICOM objects in the archive, reads them back and compares',
    zh: '将所选 DICOM 对象存入归档系统，读回并核对',
  },
  'save.asFiles': { en: 'Save as files', zh: '存为文件' },
  'save.asFiles.tooltip': {
    en: 'Writes the chosen formats to files on this computer; DICOM files hold the patient’s data',
    zh: '将所选格式写入本机文件；DICOM 文件包含患者数据',
  },
  'save.files': { en: '{count} files written and checked', zh: '已写入并核对 {count} 个文件' },
  'save.files.one': { en: '1 file written and checked', zh: '已写入并核对 1 个文件' },
  'save.refused': {
    en: '{formats} not written: {reason}',
    zh: '{formats}未写入：{reason}',
  },
  'save.part': {
    en: '{formats} written in part: {reason}',
    zh: '{formats}仅部分写入：{reason}',
  },
  'save.storedBefore': {
    en: 'Stored and verified before: {formats}. The rest can be saved again or as files.',
    zh: '此前已存储并核对：{formats}。其余可再次保存或存为文件。',
  },
  'save.idle': {
    en: 'What is stored is read back and compared.',
    zh: '存储后将读回并核对。',
  },
  'save.encoding': { en: 'Writing…', zh: '正在写入…' },
  'save.sending': { en: 'Sending to the archive…', zh: '正在发送至归档系统…' },
  'save.verifying': { en: 'Checking the stored copy…', zh: '正在核对已存储的副本…' },
  'save.saved': { en: 'Saved · {count} segments, verified', zh: '已保存 · {count} 个分段，已核对' },
  'save.saved.one': { en: 'Saved · 1 segment, verified', zh: '已保存 · 1 个分段，已核对' },
  'save.failed': { en: 'Not saved', zh: '未保存' },
} as const satisfies Record<string, Message>;
