import type { Message } from '../message';

/** Work that is kept in the browser: offer, section, notices. */
export const DRAFT_MESSAGES = {
  'drafts.title': { en: 'Kept in this browser', zh: '保存在此浏览器中' },
  'drafts.offer.title': { en: 'Earlier work', zh: '先前的工作' },
  'drafts.offer': {
    en: 'Work on this study was not finished. It comes back beside what is open now.',
    zh: '此检查有未完成的工作。恢复后将与当前内容并存。',
  },
  'drafts.offer.archived': {
    en: 'All of this work was saved to the archive at {time}.',
    zh: '此工作已于 {time} 全部存入归档。',
  },
  'drafts.restore': { en: 'Restore work from {time}', zh: '恢复 {time} 的工作' },
  'drafts.restore.tooltip': {
    en: 'Bring back segments, findings and prompts as they were then',
    zh: '恢复当时的分段、发现和提示',
  },
  'drafts.discard': { en: 'Discard', zh: '放弃' },
  'drafts.discard.tooltip': {
    en: 'Remove this work from the browser; what the archive has stays',
    zh: '从浏览器中删除此工作；归档中的内容不受影响',
  },
  'drafts.restoring': { en: 'Restoring… {percent} %', zh: '正在恢复… {percent} %' },
  'drafts.cancel': { en: 'Cancel', zh: '取消' },
  'drafts.cancel.tooltip': {
    en: 'Take away what is back so far; the kept work stays and is offered again',
    zh: '撤去已恢复的部分；保存的工作仍在，可再次恢复',
  },
  'disabled.restoring': { en: 'Work is being restored', zh: '正在恢复工作' },
  'drafts.none': {
    en: 'Segments, findings and prompts are kept here as soon as there are any.',
    zh: '有分段、发现或提示后，将自动保存在此。',
  },
  'drafts.kept': {
    en: 'Kept at {time}. A reload, a crash or a closed tab loses nothing; not in the archive yet.',
    zh: '已于 {time} 保存。刷新、崩溃或关闭标签页均不会丢失；尚未存入归档。',
  },
  'drafts.archived': {
    en: 'Saved to the archive at {time}; kept here as well.',
    zh: '已于 {time} 存入归档；此处同时保留。',
  },
  'drafts.off': {
    en: 'The site has switched this off: save to the archive before you leave.',
    zh: '本机构已关闭此功能：离开前请存入归档。',
  },
  'drafts.remove': { en: 'Remove kept work of all studies', zh: '删除所有检查的保存内容' },
  'drafts.remove.tooltip': {
    en: 'Remove what this browser keeps; what is open now stays and is kept again once it changes',
    zh: '删除此浏览器中的保存内容；当前内容不受影响，更改后会再次保存',
  },
  'drafts.leave': {
    en: 'There is work that is not in the archive. It is kept in this browser. Leave?',
    zh: '有尚未存入归档的工作，已保存在此浏览器中。是否离开？',
  },
  'drafts.leaveUnkept': {
    en: 'There is work that is not in the archive, and it would be lost. Leave?',
    zh: '有尚未存入归档的工作，离开将会丢失。是否离开？',
  },
  'notice.draftRestored': {
    en: '{count} segments are back, with their findings and prompts.',
    zh: '已恢复 {count} 个分段及其发现和提示。',
  },
  'notice.draftRestored.one': {
    en: '1 segment is back, with its finding and prompts.',
    zh: '已恢复 1 个分段及其发现和提示。',
  },
  'notice.draftPartly': {
    en: 'The work is back but for {count} parts whose images are not shown. They stay kept and are offered when the study is opened again.',
    zh: '已恢复，但有 {count} 部分的图像未显示。这些部分仍保留，再次打开检查时可恢复。',
  },
  'notice.draftPartly.one': {
    en: 'The work is back but for 1 part whose images are not shown. It stays kept and is offered when the study is opened again.',
    zh: '已恢复，但有 1 部分的图像未显示。该部分仍保留，再次打开检查时可恢复。',
  },
  'notice.draftCancelled': {
    en: 'Restoring was cancelled. The kept work is still there: restore it whenever you like.',
    zh: '已取消恢复。保存的工作仍在，可随时恢复。',
  },
  'notice.draftFailed': {
    en: 'The work could not be brought back wholly. What is back stays, and the kept work is still there: try again, or open the study anew.',
    zh: '未能完全恢复工作。已恢复的内容保留，保存的工作仍在：请重试或重新打开检查。',
  },
  'notice.draftsRemoved': {
    en: 'The kept work of all studies was removed from this browser. What is open stays.',
    zh: '已从此浏览器删除所有检查的保存内容。当前内容不受影响。',
  },
  'notice.draftsNotRemoved': {
    en: 'The kept work could not be removed: all of it is still in this browser, and what is open is unchanged. Try again, or clear this site’s data in the browser’s settings.',
    zh: '未能删除保存的内容：全部内容仍在此浏览器中，当前内容不受影响。请重试，或在浏览器设置中清除本网站的数据。',
  },
  'notice.draftsFull': {
    en: 'The browser has no room left, so work is not kept for a reload any more. What is open is unchanged: save it to the archive, or make room by removing kept work.',
    zh: '浏览器存储空间已满，无法继续保存以备刷新。当前内容不受影响：请存入归档，或删除保存的内容以腾出空间。',
  },
  'notice.draftsUnavailable': {
    en: 'This browser keeps nothing (a private window, or a setting), so a reload would lose the work. What is open is unchanged: save it to the archive.',
    zh: '此浏览器不保存数据（隐私窗口或设置所致），刷新将丢失工作。当前内容不受影响：请存入归档。',
  },
} as const satisfies Record<string, Message>;
