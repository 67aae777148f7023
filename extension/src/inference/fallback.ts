import type { SamErrorCode, SamErrorData } from '../core/errors';
import type { FailedProvider, ProviderFailure, ExecutionProvider } from './api';

/** Which failures of a way to run the model another way may not have. */
const CAUSES: Readonly<Partial<Record<SamErrorCode, ProviderFailure>>> = {
  'self-check-failed': 'mismatch',
  'device-lost': 'device-lost',
  'worker-lost': 'crashed',
  'out-of-memory': 'out-of-memory',
  'runtime-failed': 'failed',
};

/** Why a provider is given up after this failure; undefined when another would fail as well. */
export function failureOf(
  provider: ExecutionProvider,
  { code }: SamErrorData,
): ProviderFailure | undefined {
  // WebGPU has runtime files of its own, and both WebAssembly providers have the same.
  if (code === 'runtime-missing' && provider.startsWith('webgpu')) return 'failed';
  return CAUSES[code];
}

/** The execution providers that have failed, with one more; undefined when there is none below. */
export function fallBack(
  failedProviders: readonly FailedProvider[],
  provider: ExecutionProvider | undefined,
  error: SamErrorData,
): readonly FailedProvider[] | undefined {
  const cause = provider && failureOf(provider, error);
  if (!cause || provider === 'wasm-single' || hasFailed(failedProviders, provider))
    return undefined;
  return [...failedProviders, { provider, cause }];
}

export const hasFailed = (
  failedProviders: readonly FailedProvider[],
  provider: ExecutionProvider,
): boolean => failedProviders.some(failed => failed.provider === provider);
