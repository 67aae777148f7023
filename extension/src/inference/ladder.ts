import type { SamErrorCode, SamErrorData } from '../core/errors';
import type { Drop, DropCause, Rung } from './api';

/** Which failures of a way to run the model another way may not have. */
const CAUSES: Readonly<Partial<Record<SamErrorCode, DropCause>>> = {
  'self-check-failed': 'mismatch',
  'device-lost': 'device-lost',
  'worker-lost': 'crashed',
  'out-of-memory': 'out-of-memory',
  'runtime-failed': 'failed',
};

/** Why a rung is given up after this failure; undefined when another rung would fail as well. */
export function dropCause(rung: Rung, { code }: SamErrorData): DropCause | undefined {
  // WebGPU has runtime files of its own, and both WebAssembly rungs have the same.
  if (code === 'runtime-missing' && rung.startsWith('webgpu')) return 'failed';
  return CAUSES[code];
}

/** The rungs that have failed, with one more; undefined when there is none below. */
export function stepDown(
  drops: readonly Drop[],
  rung: Rung | undefined,
  error: SamErrorData,
): readonly Drop[] | undefined {
  const cause = rung && dropCause(rung, error);
  if (!cause || rung === 'wasm-single' || isDropped(drops, rung)) return undefined;
  return [...drops, { rung, cause }];
}

export const isDropped = (drops: readonly Drop[], rung: Rung): boolean =>
  drops.some(drop => drop.rung === rung);
