import type { Message } from '../message';

/** Cleaning a segment in three dimensions: section, keys, notices. */
export const CLEANUP_MESSAGES = {
  'cleanup.title': { en: '3D clean-up', zh: '三维清理' },
  'cleanup.keep-largest': { en: 'Keep largest', zh: '保留最大区域' },
  'cleanup.keep-largest.tooltip': {
    en: 'Show what would be taken away if only the largest connected part of the segment stayed',
    zh: '预览：仅保留该分段最大的连通区域时将去除的部分',
  },
  'cleanup.fill-holes': { en: 'Fill holes', zh: '填充孔洞' },
  'cleanup.fill-holes.tooltip': {
    en: 'Show which enclosed holes of the segment would be filled',
    zh: '预览：将被填充的封闭孔洞',
  },
  'cleanup.smooth': { en: 'Smooth', zh: '层间平滑' },
  'cleanup.smooth.tooltip': {
    en: 'Show the segment with smoother borders from slice to slice; its volume stays the same',
    zh: '预览：使相邻层面之间的边界更平滑，体积保持不变',
  },
  'cleanup.fit-edges': { en: 'Fit edges', zh: '贴合边缘' },
  'cleanup.fit-edges.tooltip': {
    en: 'Show the segment with its borders where the values are half between inside and outside, in 3D',
    zh: '预览：将边界移至内外数值的中点处（三维）',
  },
  'cleanup.bySlice': { en: 'Holes of each slice, too', zh: '同时填充各层面的孔洞' },
  'cleanup.bySlice.tooltip': {
    en: 'Fill also what is enclosed on a slice only, such as a vessel that passes through',
    zh: '同时填充仅在单一层面上封闭的孔洞，例如贯穿的血管',
  },
  'cleanup.hint': {
    en: 'Each step is shown first and changes nothing until it is applied.',
    zh: '每一步均先预览，应用之前不作任何更改。',
  },
  'cleanup.drafts': {
    en: 'Masks on {count} slices are not accepted yet and are left out.',
    zh: '{count} 个层面的掩膜尚未接受，不参与清理。',
  },
  'cleanup.drafts.one': {
    en: 'The mask on 1 slice is not accepted yet and is left out.',
    zh: '1 个层面的掩膜尚未接受，不参与清理。',
  },
  'cleanup.noSegment': { en: 'There is no segment to clean yet.', zh: '尚无可清理的分段。' },
  'cleanup.working': { en: 'Looking at the segment…', zh: '正在分析分段…' },
  'cleanup.applying': { en: 'Changing the segment…', zh: '正在更改分段…' },
  'cleanup.removed': { en: 'Taken away', zh: '去除' },
  'cleanup.added': { en: 'Added', zh: '添加' },
  'cleanup.size': { en: '{voxels} voxels, {volume}', zh: '{voxels} 个体素，{volume}' },
  'cleanup.sizeUnknown': { en: '{voxels} voxels', zh: '{voxels} 个体素' },
  'cleanup.volume': { en: 'Volume', zh: '体积' },
  'cleanup.volumeChange': {
    en: '{before} → {after} ({percent} %)',
    zh: '{before} → {after}（{percent} %）',
  },
  'cleanup.parts': { en: 'Places that change, the largest first', zh: '发生变化的位置，由大到小' },
  'cleanup.part': { en: '{number}. {size}', zh: '第 {number} 处：{size}' },
  'cleanup.part.tooltip': { en: 'Show its slice', zh: '显示其所在层面' },
  'cleanup.apply': { en: 'Apply', zh: '应用' },
  'cleanup.apply.tooltip': {
    en: 'Change the segment as shown, as one undo step',
    zh: '按预览更改该分段，作为一步可撤销操作',
  },
  'cleanup.cancel': { en: 'Cancel', zh: '取消' },
  'cleanup.cancel.tooltip': { en: 'Leave the segment as it is', zh: '保持该分段不变' },
  'cleanup.nothing.empty': {
    en: 'The segment has no voxels yet.',
    zh: '该分段尚无体素。',
  },
  'cleanup.nothing.clean.keep-largest': {
    en: 'The segment is in one part: there is nothing to take away.',
    zh: '该分段为单一连通区域，无需去除。',
  },
  'cleanup.nothing.clean.fill-holes': {
    en: 'The segment has no enclosed holes.',
    zh: '该分段没有封闭孔洞。',
  },
  'cleanup.nothing.clean.fill-slice-holes': {
    en: 'The segment has no holes on any slice.',
    zh: '该分段在各层面均无孔洞。',
  },
  'cleanup.nothing.clean.smooth': {
    en: 'The segment is as smooth as it gets: nothing would change.',
    zh: '该分段已足够平滑，无需更改。',
  },
  'cleanup.nothing.clean.fit-edges': {
    en: 'The borders lie at the edges as far as these can be seen: nothing would change.',
    zh: '边界已位于可见的图像边缘，无需更改。',
  },
  'cleanup.nothing.slice-holes-only': {
    en: 'No hole is enclosed in 3D. Some are on single slices: choose “Holes of each slice, too” to fill them.',
    zh: '没有三维封闭的孔洞。部分层面有孔洞：勾选“同时填充各层面的孔洞”即可填充。',
  },
  'cleanup.nothing.one-slice': {
    en: 'The segment lies on one slice: there is nothing to smooth between slices.',
    zh: '该分段仅位于一个层面，无法进行层间平滑。',
  },
  'cleanup.nothing.changed': {
    en: 'The segment has changed meanwhile, so the preview was taken away. Preview again.',
    zh: '分段已发生变化，预览已移除。可重新预览。',
  },
  'cleanup.nothing.noStack': {
    en: 'The slices can’t be put in order, as {why}. The segment was left as it is.',
    zh: '无法确定各层面的顺序，因为{why}。该分段未作更改。',
  },
  'cleanup.applied': {
    en: 'The segment was cleaned: {removed} voxels taken away, {added} added. Undo takes it back in one step.',
    zh: '分段已清理：去除 {removed} 个体素，添加 {added} 个体素。可一步撤销。',
  },
  'cleanup.nothingToApply': {
    en: 'No clean-up is shown that could be applied. Choose one in the panel first.',
    zh: '当前没有可应用的清理预览。请先在面板中选择。',
  },
  'command.applyCleanup': { en: 'Apply the clean-up shown', zh: '应用所示清理' },
  'command.cancelCleanup': { en: 'Cancel the clean-up', zh: '取消清理' },
  'unit.mm3': { en: '{value} mm³', zh: '{value} mm³' },
} as const satisfies Record<string, Message>;
