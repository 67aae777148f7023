import type { SamErrorCode } from '../../core/errors';
import type { Message } from '../message';

/** What happened, what was kept, what to do: one entry per code of the closed set. */
export const ERROR_MESSAGES = {
  'error.model-not-found': {
    en: 'The segmentation model was not found on this server. Your segments are unchanged. Ask your administrator to install the model files, then try again.',
    zh: '服务器上未找到分割模型。现有分段未受影响。请联系管理员安装模型文件后重试。',
  },
  'error.model-corrupt': {
    en: 'The model file does not match its checksum and was not used. Your segments are unchanged. Try again; if it recurs, ask your administrator to reinstall the model files.',
    zh: '模型文件校验不符，未予使用。现有分段未受影响。请重试；若仍出现，请联系管理员重新安装模型文件。',
  },
  'error.model-list': {
    en: 'This site’s list of models cannot be read; the technical detail says where. Your segments are unchanged. Ask your administrator to correct the list, then try again.',
    zh: '无法读取本站点的模型列表，技术细节说明了出错位置。现有分段未受影响。请联系管理员更正列表后重试。',
  },
  'error.model-download': {
    en: 'The model could not be downloaded after several tries. Your segments are unchanged. Check the network connection, then try again.',
    zh: '多次尝试后模型仍下载失败。现有分段未受影响。请检查网络连接后重试。',
  },
  'error.runtime-missing': {
    en: 'The program files that run the model could not be loaded from this server. Your segments are unchanged. Ask your administrator to check the installation, then try again.',
    zh: '无法从服务器加载模型运行组件。现有分段未受影响。请联系管理员检查安装后重试。',
  },
  'error.runtime-failed': {
    en: 'The model could not run in this browser. Prompts and segments were kept. Try again; if it recurs, update the browser or use another one.',
    zh: '模型无法在此浏览器中运行。提示和分段均已保留。请重试；若仍出现，请更新或更换浏览器。',
  },
  'error.self-check-failed': {
    en: 'The model does not give its reference answers in this browser and is not used. Prompts and segments were kept. Choose another model, or use another browser.',
    zh: '模型在此浏览器中未得出参考结果，未予使用。提示和分段均已保留。请选择其他模型或更换浏览器。',
  },
  'error.out-of-memory': {
    en: 'The browser ran out of memory. Prompts and segments were kept. Close other tabs or studies and try again, or choose a smaller model where there is one.',
    zh: '浏览器内存不足。提示和分段均已保留。请关闭其他标签页或检查后重试，或选择较小的模型（如有）。',
  },
  'error.device-lost': {
    en: 'The graphics adapter stopped answering, several times in a row. Prompts and segments were kept. Try again, or run the model on the processor.',
    zh: '图形适配器多次停止响应。提示和分段均已保留。请重试，或改用处理器运行模型。',
  },
  'error.worker-lost': {
    en: 'The background process that runs the model has stopped. Prompts and segments were kept. Try again to restart it.',
    zh: '运行模型的后台进程已停止。提示和分段均已保留。请重试以重新启动。',
  },
  'error.pixels-unavailable': {
    en: 'The pixels of this slice are not available yet. Nothing was changed. Wait until the image is shown, then prompt again.',
    zh: '当前层面的像素数据尚不可用。未作任何更改。请待图像显示后重新添加提示。',
  },
  'error.plane-not-supported': {
    en: 'This view cannot be segmented: it is a 3D rendering or a plane oblique to the voxels. Nothing was changed. Use the original slices or an orthogonal plane.',
    zh: '此视图无法分割：它是三维渲染或与体素斜交的平面。未作任何更改。请使用原始层面或正交平面。',
  },
  'error.image-too-small': {
    en: 'This image is too small to be segmented. Nothing was changed. Choose a series with a larger image.',
    zh: '此图像尺寸过小，无法分割。未作任何更改。请选择图像更大的序列。',
  },
  'error.no-segmentation': {
    en: 'There is no segmentation to work on in this viewport. Prompts were kept. Add a segment, then try again.',
    zh: '当前视口中没有可用的分割。提示已保留。请先添加分段再重试。',
  },
  'error.segment-locked': {
    en: 'The active segment is locked, so nothing was written. Prompts were kept. Unlock it or choose another segment.',
    zh: '当前分段已锁定，未写入任何内容。提示已保留。请解锁或选择其他分段。',
  },
  'error.label-limit': {
    en: 'The segment’s number is higher than the voxels of this segmentation can hold (255 where a voxel has 8 bits). Nothing was changed. Delete segments that are not needed, or put the others into another segmentation.',
    zh: '该分段的编号超出此分割的体素所能容纳的范围（每体素 8 位时最大为 255）。未作任何更改。请删除不需要的分段，或将其余分段放入另一个分割。',
  },
  'error.segmentation-failed': {
    en: 'The mask could not be written to the segmentation. Prompts and existing segments were kept. Check that the segmentation belongs to this series, then accept again.',
    zh: '掩膜未能写入分割。提示和现有分段均已保留。请确认该分割属于当前序列后再次接受。',
  },
  'error.export-failed': {
    en: 'The findings could not be written in this browser, so nothing was sent to the archive. Everything is kept in this viewer. Try again; if it recurs, tell your administrator what the technical detail says.',
    zh: '发现未能在此浏览器中写入，未向归档系统发送任何内容。所有内容仍保留在当前阅片界面中。请重试；若仍出现，请将技术细节告知管理员。',
  },
  'error.save-failed': {
    en: 'The segmentation was not stored. It is kept in this viewer. Check the connection to the archive, then save again.',
    zh: '分割未能存储，仍保留在当前阅片界面中。请检查与影像归档系统的连接后再次保存。',
  },
  'error.save-unsupported': {
    en: 'Nothing was written: no chosen format can hold these findings; the reasons stand below. Everything is kept in this viewer. Choose another format and save again.',
    zh: '未写入任何内容：所选格式均无法容纳这些发现，原因见下。所有内容仍保留在当前阅片界面中。请选择其他格式后再次保存。',
  },
  'error.save-refused': {
    en: 'The archive refused the object. Everything is kept in this viewer. Save it as files, and tell your administrator what the technical detail says.',
    zh: '归档系统拒绝了该对象。所有内容仍保留在当前阅片界面中。请存为文件，并将技术细节告知管理员。',
  },
  'error.save-too-large': {
    en: 'The object is larger than the archive accepts. Everything is kept in this viewer. Save it as files, and ask your administrator to raise the limit.',
    zh: '该对象超出归档系统允许的大小。所有内容仍保留在当前阅片界面中。请存为文件，并请管理员提高上限。',
  },
  'error.save-no-answer': {
    en: 'The archive did not answer. Whether it has the object is not known, so it does not count as saved. Everything is kept in this viewer. Check the connection, then save again.',
    zh: '归档系统没有响应，无法确定对象是否已存储，因此不视为已保存。所有内容仍保留在当前阅片界面中。请检查连接后再次保存。',
  },
  'error.save-not-verified': {
    en: 'The archive’s copy could not be confirmed as identical, so do not rely on it. The segmentation is kept in this viewer. Save again; if it recurs, tell your administrator.',
    zh: '无法确认归档副本与原分割一致，请勿依赖该副本。分割仍保留在当前阅片界面中。请再次保存；若仍出现，请告知管理员。',
  },
  'error.copy-refused': {
    en: 'The browser did not let the report be copied. Everything is kept in this viewer. Allow the clipboard for this page, or save the report as a file.',
    zh: '浏览器不允许复制报告。所有内容仍保留在当前阅片界面中。请允许此页面使用剪贴板，或将报告存为文件。',
  },
  'error.import-unreadable': {
    en: 'The file holds no findings that can be read. Nothing was changed. Open a JSON file that this panel has saved, or an uncompressed NIfTI label map.',
    zh: '文件中没有可读取的发现。未作任何更改。请打开由本面板保存的 JSON 文件或未压缩的 NIfTI 标签图。',
  },
  'error.import-other-images': {
    en: 'The file belongs to other images than those shown. Nothing was changed. Open the series that it was made from, then open the file again.',
    zh: '文件属于其他图像，而非当前显示的图像。未作任何更改。请打开生成该文件的序列，然后重新打开文件。',
  },
  'error.prior-unavailable': {
    en: 'The archive did not give what was asked of earlier studies. Nothing was changed; what was compared before is still there. Try again, or choose another report.',
    zh: '归档系统未能提供既往检查的内容。未作任何更改，之前的对比仍然保留。请重试，或选择其他报告。',
  },
  'error.prior-unreadable': {
    en: 'This report or segmentation can’t be read: it is damaged, or of a kind that is not known here. Nothing was changed. Choose another one.',
    zh: '无法读取该报告或分割：文件已损坏，或属于不支持的类型。未作任何更改。请选择其他项。',
  },
  'error.not-signed-in': {
    en: 'The archive refused access; the sign-in may have expired. The segmentation is kept as long as this tab stays open. Sign in again in another tab, then save again.',
    zh: '归档系统拒绝访问，登录可能已过期。只要不关闭此标签页，分割就会保留。请在另一标签页重新登录后再次保存。',
  },
  'error.aborted': {
    en: 'Stopped before it was finished. Nothing was changed.',
    zh: '操作已中止，未作任何更改。',
  },
} as const satisfies Record<`error.${SamErrorCode}`, Message>;
