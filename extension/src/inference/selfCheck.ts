import { adapters } from './adapters';
import { onHost } from './embedding';
import type { ModelManifest } from './modelManifest';
import type { EncoderSession, ModelSession } from './modelRuntime';

/** What backends may differ by: an absolute part and a share of the reference. */
const ABSOLUTE_TOLERANCE = 0.02;
const RELATIVE_TOLERANCE = 0.01;
const SAMPLES = 64;

/**
 * The encoder's answer to a bright disc on a dark ground, thinned out to 64 values. The image is
 * made by exact arithmetic: it is the same on every machine.
 */
export async function checkEncoder(
  session: EncoderSession,
  model: ModelManifest,
): Promise<readonly number[]> {
  const { size } = model.input;
  const pixels = new Float32Array(3 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inside = (x - size / 2) ** 2 + (y - size / 2) ** 2 < (size / 5) ** 2;
      const value = inside ? 1 + x / size : -1 + y / size;
      for (let c = 0; c < 3; c++) pixels[(c * size + y) * size + x] = value;
    }
  }
  const embedding = await adapters[model.family].encode(session, model, pixels);
  const tensors = await Promise.all(Object.values(embedding).map(onHost));
  return tensors.flatMap(({ data }) => thinOut(data));
}

/** The decoder's answer to a box on a made-up embedding: the predicted IoUs, then 64 logits. */
export async function checkDecoder(
  session: ModelSession,
  model: ModelManifest,
): Promise<readonly number[]> {
  const { size } = model.input;
  const adapter = adapters[model.family];
  const box = {
    coords: Float32Array.of(0.25 * size, 0.25 * size, 0.75 * size, 0.625 * size),
    labels: Float32Array.of(2, 3),
  };
  const embedding = adapter.syntheticEmbedding(model);
  const [output] = await adapter.decode(session, model, embedding, [box]);
  return [...output.predictedIoU, ...thinOut(output.logits)];
}

/** True when every value agrees with the reference that the manifest holds. */
export function agrees(values: readonly number[], reference: readonly number[]): boolean {
  const close = (value: number, expected: number) =>
    // NaN is close to nothing.
    Math.abs(value - expected) <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(expected);
  return values.length === reference.length && values.every((v, i) => close(v, reference[i]));
}

/** True for answers that a working graph can give: finite, and not all the same. */
export function plausible(values: readonly number[]): boolean {
  return values.every(Number.isFinite) && values.some(value => value !== values[0]);
}

/** 64 values at even distances. */
function thinOut(data: Float32Array): number[] {
  const step = Math.floor(data.length / SAMPLES);
  return Array.from({ length: SAMPLES }, (_, i) => data[i * step + (step >> 1)]);
}
