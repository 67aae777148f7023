import type { Message } from '../message';

/** The list of findings: rows, what can be done with them, RECIST, keys. */
export const FINDINGS_LIST_MESSAGES = {
  'list.title': { en: 'Findings', zh: '病灶列表' },
  'list.titleCount': { en: 'Findings ({count})', zh: '病灶列表（{count}）' },
  'list.none': {
    en: 'No finding has voxels yet. Segments that are organs are not listed.',
    zh: '尚无含体素的病灶。器官分段不在此列出。',
  },
  'list.organs': {
    en: '{count} organ segments tell where findings lie.',
    zh: '{count} 个器官分段用于确定病灶部位。',
  },
  'list.organs.one': {
    en: '1 organ segment tells where findings lie.',
    zh: '1 个器官分段用于确定病灶部位。',
  },
  'list.sort': { en: 'Sort by', zh: '排序' },
  'list.sort.number': { en: 'Number', zh: '编号' },
  'list.sort.site': { en: 'Site', zh: '部位' },
  'list.sort.type': { en: 'Type', zh: '类型' },
  'list.sort.volume': { en: 'Volume', zh: '体积' },
  'list.sort.longAxis': { en: 'Long axis', zh: '长径' },
  'list.sort.mean': { en: 'Mean', zh: '均值' },
  'list.sort.status': { en: 'Status', zh: '状态' },
  'list.ascending': { en: 'Smallest or first on top', zh: '升序' },
  'list.descending': { en: 'Largest or last on top', zh: '降序' },
  'list.row.tooltip': {
    en: 'Click: show the slice of its long axis. Ctrl and click: pick several.',
    zh: '单击：显示其长径所在层面。Ctrl 加单击：选取多个。',
  },
  'list.previous': { en: 'Show the previous finding', zh: '显示上一个病灶' },
  'list.next': { en: 'Show the next finding', zh: '显示下一个病灶' },
  'list.measuring': { en: 'Measuring…', zh: '正在测量…' },
  'list.failed': { en: 'Could not be measured', zh: '无法测量' },
  'list.noSite': { en: 'site not known', zh: '部位未知' },
  'list.side.left': { en: 'left side', zh: '左侧' },
  'list.side.right': { en: 'right side', zh: '右侧' },
  'list.siteSide.left': { en: '{site}, left', zh: '左{site}' },
  'list.siteSide.right': { en: '{site}, right', zh: '右{site}' },
  'list.from.reader': { en: 'Site chosen by the reader.', zh: '部位由医生选定。' },
  'list.from.file': { en: 'Site as the loaded file says.', zh: '部位来自载入的文件。' },
  'list.from.label': { en: 'Site as the segment’s name says.', zh: '部位来自分段名称。' },
  'list.from.organ': {
    en: 'Site suggested: the organ segment around it. Choose another one to change it.',
    zh: '建议部位：来自其周围的器官分段。可另行选择。',
  },
  'list.from.position': {
    en: 'Site suggested by its position in the body. Choose another one to change it.',
    zh: '建议部位：根据其在体内的位置。可另行选择。',
  },
  'list.from.none': {
    en: 'Nothing tells the site. Choose it, or segment the organ and name it.',
    zh: '无法确定部位。请选择，或分割并命名所在器官。',
  },
  'list.picture': {
    en: 'The finding on the slice of its long axis',
    zh: '长径所在层面上的病灶',
  },
  'list.name': { en: 'Name', zh: '名称' },
  'list.readerAxes': { en: '* Axes placed by the reader.', zh: '* 径线由医生放置。' },
  'list.measureAgain': { en: 'Measure again', zh: '重新测量' },
  'list.measureAgain.tooltip': {
    en: 'Take the axes that the mask has',
    zh: '改用由掩膜测得的径线',
  },
  'list.drawAxes': { en: 'Draw axes', zh: '绘制径线' },
  'list.drawAxes.tooltip': {
    en: 'Draw the axes of the active finding and of targets as measurements. An end that you move makes them yours.',
    zh: '将当前病灶和靶病灶的径线绘制为测量。移动端点后，径线即视为由医生放置。',
  },
  'list.status': { en: 'Status', zh: '状态' },
  'list.status.candidate': { en: 'Candidate', zh: '候选' },
  'list.status.accepted': { en: 'Accepted', zh: '已接受' },
  'list.status.reviewed': { en: 'Reviewed', zh: '已审阅' },
  'list.role': { en: 'RECIST', zh: 'RECIST 随访' },
  'list.role.none': { en: 'Not followed', zh: '不随访' },
  'list.role.target': { en: 'Target', zh: '靶病灶' },
  'list.role.non-target': { en: 'Non-target', zh: '非靶病灶' },
  'list.role.targetShort': { en: 'T', zh: '靶' },
  'list.role.nonTargetShort': { en: 'NT', zh: '非靶' },
  'list.merge': { en: 'Merge', zh: '合并' },
  'list.merge.tooltip': {
    en: 'Make one finding of those that are picked: the first keeps its name. One undo step.',
    zh: '将选取的病灶合并为一个，保留第一个的名称；可一步撤销。',
  },
  'list.split': {
    en: '{label} was split into {count} findings. Undo joins them in one step.',
    zh: '“{label}”已拆分为 {count} 个病灶，可一步撤销。',
  },
  'list.splitButton': { en: 'Split', zh: '拆分' },
  'list.split.tooltip': {
    en: 'Make a finding of each part that does not hang together. One undo step.',
    zh: '将互不相连的各部分拆分为单独的病灶；可一步撤销。',
  },
  'list.delete': { en: 'Delete', zh: '删除' },
  'list.delete.tooltip': {
    en: 'Delete the picked findings with their voxels. One undo step.',
    zh: '删除选取的病灶及其体素；可一步撤销。',
  },
  'list.reviewButton': { en: 'Reviewed', zh: '审阅完成' },
  'list.review.tooltip': {
    en: 'Mark this finding as reviewed and show the next one',
    zh: '将该病灶标为已审阅并显示下一个',
  },
  'list.working': { en: 'Changing voxels…', zh: '正在更改体素…' },
  'list.pickTwo': {
    en: 'Pick two or more findings to merge: Ctrl and click on their rows.',
    zh: '请先选取两个或以上病灶：按住 Ctrl 单击其所在行。',
  },
  'list.noneActive': {
    en: 'No finding is chosen. Click one in the list first.',
    zh: '尚未选择病灶。请先在列表中单击一个。',
  },
  'list.empty': { en: 'There is no finding yet.', zh: '尚无病灶。' },
  'list.notShown': {
    en: 'No pane shows the series of this finding. Open the series and choose the finding again.',
    zh: '没有窗格显示该病灶所在的序列。请打开该序列后重新选择。',
  },
  'list.merged': {
    en: '{count} findings are now {label}. Undo takes it back in one step.',
    zh: '{count} 个病灶已合并为“{label}”，可一步撤销。',
  },
  'list.deleted': {
    en: '{count} findings were deleted. Undo brings them back in one step.',
    zh: '已删除 {count} 个病灶，可一步撤销。',
  },
  'list.deleted.one': {
    en: '{label} was deleted. Undo brings it back in one step.',
    zh: '已删除“{label}”，可一步撤销。',
  },
  'list.splitOne': {
    en: '{label} is in one part: there is nothing to split.',
    zh: '“{label}”为单一连通区域，无需拆分。',
  },
  'list.splitTooMany': {
    en: 'The finding is in more than {most} parts, so it was left as it is. Clean it up first: keep the largest part, or smooth it.',
    zh: '该病灶有超过 {most} 个不相连的部分，未作更改。请先进行三维清理。',
  },
  'list.splitNoStack': {
    en: 'The slices of the finding can’t be put in order, so it was left as it is.',
    zh: '无法确定该病灶各层面的顺序，未作更改。',
  },
  'list.burden': { en: 'Total burden', zh: '总体积' },
  'list.burden.value': { en: '{volume}, {count} findings', zh: '{volume}，{count} 个病灶' },
  'list.burden.value.one': { en: '{volume}, 1 finding', zh: '{volume}，1 个病灶' },
  'list.sum': { en: 'Sum of target diameters', zh: '靶病灶径线总和' },
  'list.problem.too-small': {
    en: '{label}: {diameter} mm is less than the {least} mm that RECIST 1.1 asks of a target.',
    zh: '{label}：{diameter} mm，小于 RECIST 1.1 对靶病灶要求的 {least} mm。',
  },
  'list.problem.nodeTooSmall': {
    en: '{label}: a short axis of {diameter} mm is less than the {least} mm that RECIST 1.1 asks of a lymph node.',
    zh: '{label}：短径 {diameter} mm，小于 RECIST 1.1 对淋巴结要求的 {least} mm。',
  },
  'list.problem.not-in-millimetres': {
    en: '{label} is not measured in millimetres, so it can’t be a target.',
    zh: '{label} 未以毫米测量，不能作为靶病灶。',
  },
  'list.problem.no-organ': {
    en: '{label}: choose the site, so that targets can be counted by organ.',
    zh: '{label}：请选择部位，以便按器官统计靶病灶。',
  },
  'list.problem.too-many': {
    en: '{count} targets: RECIST 1.1 allows {most} in all.',
    zh: '共 {count} 个靶病灶，RECIST 1.1 最多允许 {most} 个。',
  },
  'list.problem.too-many-in-organ': {
    en: '{count} targets in one organ ({organ}): RECIST 1.1 allows {most}.',
    zh: '同一器官（{organ}）有 {count} 个靶病灶，RECIST 1.1 最多允许 {most} 个。',
  },
  'command.nextFinding': { en: 'Next finding', zh: '下一个病灶' },
  'command.previousFinding': { en: 'Previous finding', zh: '上一个病灶' },
  'command.reviewFinding': {
    en: 'Finding reviewed, on to the next',
    zh: '病灶审阅完成并转到下一个',
  },
} as const satisfies Record<string, Message>;
