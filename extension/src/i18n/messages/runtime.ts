import type { BackendReason } from '../../inference/api';
import type { Message } from '../message';

/** Why the runtime does not use something faster; one entry per reason. */
export const REASON_MESSAGES = {
  'reason.chosen': {
    en: 'Chosen by this site’s configuration.',
    zh: '由本站点配置指定。',
  },
  'reason.webgpu-verified': {
    en: 'Graphics adapter passed the self-check.',
    zh: '图形适配器已通过自检。',
  },
  'reason.no-webgpu': {
    en: 'No WebGPU in this browser.',
    zh: '此浏览器不支持 WebGPU。',
  },
  'reason.no-adapter': {
    en: 'WebGPU found no graphics adapter.',
    zh: 'WebGPU 未找到图形适配器。',
  },
  'reason.software-adapter': {
    en: 'The graphics adapter is emulated in software; the processor is faster.',
    zh: '图形适配器为软件模拟，改用速度更快的处理器。',
  },
  'reason.adapter-limits': {
    en: 'The graphics adapter’s limits are too low for the model.',
    zh: '图形适配器规格低于模型要求。',
  },
  'reason.webgpu-failed': {
    en: 'WebGPU did not pass the self-check and is not used.',
    zh: 'WebGPU 未通过自检，未予使用。',
  },
  'reason.not-cross-origin-isolated': {
    en: 'Not cross-origin isolated: one thread. Ask your administrator for COOP and COEP headers.',
    zh: '页面未跨源隔离，仅能使用单线程。请联系管理员配置 COOP 和 COEP 响应头。',
  },
} as const satisfies Record<`reason.${BackendReason}`, Message>;

/** State of model and slice, in words. */
export const RUNTIME_MESSAGES = {
  'runtime.idle': { en: 'The model is not loaded yet.', zh: '模型尚未加载。' },
  'runtime.downloading': { en: 'Loading the model…', zh: '正在加载模型…' },
  'runtime.downloaded': { en: '{loaded} of {total} MB', zh: '{loaded} / {total} MB' },
  'runtime.compiling': { en: 'Preparing the model…', zh: '正在准备模型…' },
  'runtime.checking': {
    en: 'Checking the model…',
    zh: '正在校验模型…',
  },
  'runtime.failed': { en: 'The model is not available', zh: '模型不可用' },
  'runtime.webgpu': { en: 'WebGPU', zh: 'WebGPU' },
  'runtime.wasm': { en: 'WASM, {count} threads', zh: 'WASM，{count} 线程' },
  'runtime.wasm.one': { en: 'WASM, 1 thread', zh: 'WASM，单线程' },
  'runtime.retry': { en: 'Try again', zh: '重试' },
  'slice.none': { en: 'Show an image to begin', zh: '请先显示图像' },
  'slice.preparing': { en: 'Preparing this slice…', zh: '正在准备当前层面…' },
  'slice.ready': { en: 'Ready', zh: '就绪' },
  'slice.working': { en: 'Segmenting…', zh: '正在分割…' },
  'slice.unsupported': { en: 'This view cannot be segmented', zh: '此视图无法分割' },
} as const satisfies Record<string, Message>;
