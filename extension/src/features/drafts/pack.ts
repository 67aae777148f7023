import { labelRuns, maskOfLabel } from '../../core/mask/labelRuns';
import type { RegionMask } from '../../core/mask/regionMask';

/** Turns what a session knows things by into names that hold in any, and back. */
export interface Naming {
  /** Name of an image or a segmentation; undefined for any other text. */
  nameOf(id: string): Named | undefined;
}

export type Named = { readonly keptImage: string } | { readonly keptSegmentation: string };

interface KeptMask {
  readonly keptMask: readonly [x: number, y: number, width: number, height: number];
  readonly runs: Uint32Array;
}

/**
 * Plain data as it can be kept: ids of images and segmentations are named, masks are packed into
 * runs, functions and floating-point arrays (logits, which can be had again) are left out.
 */
export function pack(value: unknown, naming: Naming): unknown {
  if (typeof value === 'string') return naming.nameOf(value) ?? value;
  if (value instanceof Float32Array) return new Float32Array(0);
  if (Array.isArray(value)) return value.map(each => pack(each, naming));
  if (!isPlain(value)) return typeof value === 'function' ? undefined : value;
  if (isMask(value)) {
    const { x, y, width, height, data } = value;
    return { keptMask: [x, y, width, height], runs: labelRuns(data) } satisfies KeptMask;
  }
  return mapped(value, each => pack(each, naming));
}

/** The data that was packed. @param idOf an id in this session; undefined for what is not here */
export function unpack(value: unknown, idOf: (named: Named) => string | undefined): unknown {
  if (Array.isArray(value)) return value.map(each => unpack(each, idOf));
  if (!isPlain(value)) return value;
  if ('keptImage' in value || 'keptSegmentation' in value) return idOf(value as Named) ?? '';
  if ('keptMask' in value) {
    const { keptMask, runs } = value as unknown as KeptMask;
    const [x, y, width, height] = keptMask;
    const { x: left, y: top, ...tight } = maskOfLabel(runs, 1, width, height);
    return { ...tight, x: x + left, y: y + top } satisfies RegionMask;
  }
  return mapped(value, each => unpack(each, idOf));
}

type Plain = Readonly<Record<string, unknown>>;

/** An object of no class: its prototype is the last one. */
function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const isMask = (value: Plain | RegionMask): value is RegionMask =>
  value.data instanceof Uint8Array && typeof value.width === 'number';

const mapped = (value: Plain, change: (each: unknown) => unknown): Plain =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each)]));
