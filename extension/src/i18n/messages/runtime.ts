import type {
  BackendReason,
  ProviderFailure,
  ExecutionProvider,
  StorageTrouble,
  Tier,
  TierReason,
} from '../../inference/api';
import type { Message } from '../message';

/** Why the runtime does not use something faster; one entry per reason. */
export const REASON_MESSAGES = {
  'reason.chosen': {
    en: 'Chosen in this panel.',
    zh: '由此面板指定。',
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
    en: 'WebGPU could not be started and is not used.',
    zh: 'WebGPU 无法启动，未予使用。',
  },
  'reason.not-cross-origin-isolated': {
    en: 'Not cross-origin isolated: one thread. Ask your administrator for COOP and COEP headers.',
    zh: '页面未跨源隔离，仅能使用单线程。请联系管理员配置 COOP 和 COEP 响应头。',
  },
} as const satisfies Record<`reason.${BackendReason}`, Message>;

/** The ways to run a model, as they are named in sentences. */
const PROVIDER_MESSAGES = {
  'provider.webgpu-fp16': { en: 'WebGPU, 16-bit', zh: 'WebGPU（16 位）' },
  'provider.webgpu-fp32': { en: 'WebGPU', zh: 'WebGPU' },
  'provider.wasm-threads': { en: 'WASM with several threads', zh: '多线程 WASM' },
  'provider.wasm-single': { en: 'WASM with one thread', zh: '单线程 WASM' },
} as const satisfies Record<`provider.${ExecutionProvider}`, Message>;

/** Why a way to run the model was given up: one sentence each. */
const FAILURE_MESSAGES = {
  'providerFailed.mismatch': {
    en: '{provider}: did not give the model’s reference answers, not used.',
    zh: '{provider}：未得出模型的参考结果，未予使用。',
  },
  'providerFailed.device-lost': {
    en: '{provider}: the graphics adapter stopped answering, not used.',
    zh: '{provider}：图形适配器停止响应，未予使用。',
  },
  'providerFailed.crashed': {
    en: '{provider}: stopped unexpectedly, not used.',
    zh: '{provider}：意外停止，未予使用。',
  },
  'providerFailed.out-of-memory': {
    en: '{provider}: ran out of memory, not used.',
    zh: '{provider}：内存不足，未予使用。',
  },
  'providerFailed.failed': {
    en: '{provider}: could not run the model, not used.',
    zh: '{provider}：无法运行模型，未予使用。',
  },
} as const satisfies Record<`providerFailed.${ProviderFailure}`, Message>;

const TIER_MESSAGES = {
  'tier.workstation-gpu': { en: 'Workstation GPU', zh: '工作站 GPU' },
  'tier.laptop-gpu': { en: 'Laptop GPU', zh: '笔记本 GPU' },
  'tier.no-gpu': { en: 'No GPU', zh: '无 GPU' },
} as const satisfies Record<`tier.${Tier}`, Message>;

const TIER_REASON_MESSAGES = {
  'tierReason.chosen': { en: 'Chosen in this panel.', zh: '由此面板指定。' },
  'tierReason.no-gpu': {
    en: 'The processor runs the model.',
    zh: '由处理器运行模型。',
  },
  'tierReason.gpu-failed': {
    en: 'The graphics adapter failed; the processor runs the model.',
    zh: '图形适配器出现故障，改由处理器运行模型。',
  },
  'tierReason.gpu-unmeasured': {
    en: 'The graphics adapter was measured for the first time. Should it be fast enough for a larger model, that is taken at the next load.',
    zh: '图形适配器刚完成首次测速。若其速度足以运行更大的模型，下次加载时将采用。',
  },
  'tierReason.gpu-rate': {
    en: 'The graphics adapter is fast enough for the largest models.',
    zh: '图形适配器的速度足以运行最大的模型。',
  },
  'tierReason.gpu-slow': {
    en: 'The graphics adapter is too slow for the largest models.',
    zh: '图形适配器的速度不足以运行最大的模型。',
  },
  'tierReason.little-memory': {
    en: 'The graphics adapter is fast enough for the largest models, but memory is short.',
    zh: '图形适配器的速度足以运行最大的模型，但内存不足。',
  },
} as const satisfies Record<`tierReason.${TierReason}`, Message>;

const STORAGE_MESSAGES = {
  'storage.quota': {
    en: 'The browser’s storage is full: the model works now, but is downloaded again next time. Remove stored models or free disk space.',
    zh: '浏览器存储空间已满：模型当前可用，但下次需重新下载。请移除已存储的模型或释放磁盘空间。',
  },
  'storage.unavailable': {
    en: 'This browser stores nothing for this page: the model is downloaded each time.',
    zh: '浏览器未为此页面提供存储：每次都需重新下载模型。',
  },
} as const satisfies Record<`storage.${StorageTrouble}`, Message>;

/** State of model and slice, in words. */
export const RUNTIME_MESSAGES = {
  ...PROVIDER_MESSAGES,
  ...FAILURE_MESSAGES,
  ...TIER_MESSAGES,
  ...TIER_REASON_MESSAGES,
  ...STORAGE_MESSAGES,
  'runtime.idle': { en: 'The model is not loaded yet.', zh: '模型尚未加载。' },
  'runtime.downloading': { en: 'Loading the model…', zh: '正在加载模型…' },
  'runtime.downloaded': { en: '{loaded} of {total} MB', zh: '{loaded} / {total} MB' },
  'runtime.compiling': { en: 'Preparing the model…', zh: '正在准备模型…' },
  'runtime.checking': {
    en: 'Checking the model…',
    zh: '正在校验模型…',
  },
  'runtime.failed': { en: 'The model is not available', zh: '模型不可用' },
  'runtime.retrying': {
    en: 'The connection broke; the rest is asked for again.',
    zh: '连接中断，正在重新请求剩余部分。',
  },
  'runtime.wasm': { en: 'WASM, {count} threads', zh: 'WASM，{count} 线程' },
  'runtime.wasm.one': { en: 'WASM, 1 thread', zh: 'WASM，单线程' },
  'runtime.choice': { en: 'Model', zh: '模型' },
  'runtime.choice.tooltip': {
    en: 'Which model runs where, what was measured, and what is stored',
    zh: '模型及其运行方式、测量结果与已存储的文件',
  },
  'runtime.automatic': { en: 'Automatic', zh: '自动' },
  'runtime.provenTier': { en: 'This machine', zh: '本机' },
  'runtime.tier': { en: 'Tier', zh: '档位' },
  'runtime.model': { en: 'Model', zh: '模型' },
  'runtime.modelOption': { en: '{name} ({size} MB)', zh: '{name}（{size} MB）' },
  'runtime.backend': { en: 'Run on', zh: '运行于' },
  'runtime.backend.webgpu': { en: 'Graphics adapter (WebGPU)', zh: '图形适配器（WebGPU）' },
  'runtime.backend.wasm': { en: 'Processor (WASM)', zh: '处理器（WASM）' },
  'runtime.checkedEncoder': { en: 'Self-check, encoder', zh: '自检：编码器' },
  'runtime.checkedDecoder': { en: 'Self-check, decoder', zh: '自检：解码器' },
  'runtime.checked.tooltip': {
    en: 'The reference image and prompt, passed on {date}. Repeated when the browser, the adapter, the model or the program changes.',
    zh: '参考图像与提示，于 {date} 通过。浏览器、适配器、模型或程序变更后将重新进行。',
  },
  'runtime.embeddings': { en: '{count} encoded views', zh: '{count} 个已编码视图' },
  'runtime.embeddings.one': { en: '1 encoded view', zh: '1 个已编码视图' },
  'runtime.embeddings.tooltip': {
    en: 'What the encoder made of slices, kept in memory up to this limit; the least recently used go first',
    zh: '编码器对层面的结果，在此上限内保存于内存，最久未用者先清除',
  },
  'runtime.foreign': { en: 'Requests to other servers', zh: '向其他服务器的请求' },
  'runtime.foreign.tooltip': {
    en: 'Requests to any other server than the viewer’s own by the process that runs the model, since it was started: list, weights, program files. The viewer’s own requests are not counted.',
    zh: '运行模型的进程自启动以来，向阅片服务器以外的任何服务器发出的请求（列表、权重、程序文件）。阅片界面自身的请求不计入。',
  },
  'runtime.stored': { en: 'Stored in this browser:', zh: '已存储于此浏览器：' },
  'runtime.storedNone': {
    en: 'Nothing is stored in this browser.',
    zh: '此浏览器中没有存储任何模型。',
  },
  'runtime.remove': {
    en: 'Remove {name} from this browser; it is downloaded again when it is needed',
    zh: '从此浏览器移除 {name}，需要时将重新下载',
  },
  'unit.megabytes': { en: '{value} MB', zh: '{value} MB' },
  'runtime.retry': { en: 'Try again', zh: '重试' },
  'slice.none': { en: 'Show an image to begin', zh: '请先显示图像' },
  'slice.preparing': { en: 'Preparing this slice…', zh: '正在准备当前层面…' },
  'slice.ready': { en: 'Ready', zh: '就绪' },
  'slice.working': { en: 'Segmenting…', zh: '正在分割…' },
  'slice.unsupported': { en: 'This view cannot be segmented', zh: '此视图无法分割' },
} as const satisfies Record<string, Message>;
