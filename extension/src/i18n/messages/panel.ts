import type { Message } from '../message';

/** The panel's own words. */
export const PANEL_MESSAGES = {
  'panel.title': { en: 'SAM', zh: 'SAM' },
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
  'prompts.elsewhere': { en: '{count} on other slices', zh: '其他层面 {count} 个' },

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
  'unit.mm2': { en: '{value} mm²', zh: '{value} mm²' },
  'unit.cm3': { en: '{value} cm³', zh: '{value} cm³' },
  'measurement.title': { en: 'Measurements', zh: '测量' },
  'measurement.none': {
    en: 'The active segment is measured here once it has voxels.',
    zh: '当前分段有体素后，将在此显示测量值。',
  },
  'measurement.measuring': { en: 'Measuring…', zh: '正在测量…' },
  'measurement.failed': {
    en: 'The segment could not be measured: an image of it could not be read. The segment is unchanged; it is measured again when it changes.',
    zh: '无法测量该分段：其图像无法读取。分段未受影响，更改后将重新测量。',
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
  'measurement.axes': { en: 'Long × short axis', zh: '长径 × 短径' },
  'measurement.axesValue': { en: '{long} × {short} mm', zh: '{long} × {short} mm' },
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

  'disabled.noFormat': { en: 'Choose what to write first.', zh: '请先选择要写入的格式。' },
  'disabled.noDicomFormat': {
    en: 'The archive takes DICOM only: choose SEG, RTSTRUCT, SR or images.',
    zh: '归档系统仅接受 DICOM：请选择 SEG、RTSTRUCT、SR 或图像。',
  },
  'save.title': { en: 'Save', zh: '保存' },
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
  'save.seg.tooltip': { en: 'DICOM Segmentation: the voxels', zh: 'DICOM 分割：体素' },
  'save.rtstruct.tooltip': {
    en: 'DICOM RT Structure Set: contours for planning systems',
    zh: 'DICOM RT 结构集：供计划系统使用的轮廓',
  },
  'save.sr.tooltip': {
    en: 'DICOM Structured Report: measurements; comes with its SEG',
    zh: 'DICOM 结构化报告：测量值；随附其 SEG',
  },
  'save.keyImages.tooltip': {
    en: 'Key images (secondary capture): each finding with outline and numbers, for systems that show nothing else',
    zh: '关键图像（二次采集）：含轮廓与数值的各发现图像，供仅能显示图像的系统使用',
  },
  'save.json.tooltip': {
    en: 'Findings with masks, prompts and measurements, without what identifies the patient',
    zh: '含掩膜、提示与测量值的发现，不含患者身份信息',
  },
  'save.nifti.tooltip': { en: 'Label map for research tools', zh: '供研究工具使用的标签图' },
  'save.files': { en: '{count} files written and checked', zh: '已写入并核对 {count} 个文件' },
  'save.files.one': { en: '1 file written and checked', zh: '已写入并核对 1 个文件' },
  'save.refused': {
    en: 'Not written: {formats}. {reason}',
    zh: '未写入：{formats}。{reason}',
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
