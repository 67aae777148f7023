import type { DecoderOutput, ModelPrompts } from '../../core/engine/types';
import { SamError } from '../../core/errors';
import type { Embedding } from '../embedding';
import type { ModelManifest } from '../modelManifest';
import type { EncoderSession, FeedMap, FeedTensor, ModelTensor } from '../modelRuntime';

/** What an entry's graphs call a tensor that the family knows by `name`. */
export const nameIn = ({ tensors }: ModelManifest, name: string): string => tensors?.[name] ?? name;

/** Side of the decoder's square masks: SAM's are a quarter of the input. */
export const maskSideOf = ({ input }: ModelManifest): number => input.size / 4;

/**
 * The image as the encoder of the entry takes it: planes of normalised values, or, where the graph
 * normalises by itself, grey levels from 0 to 255; planes first or colours together.
 *
 * @param pixels 3 × size × size, normalised.
 */
export function imageFeeds(model: ModelManifest, pixels: Float32Array): FeedMap {
  const { size, mean, std } = model.input;
  const { input, layout = 'nchw', normalises = false } = model.encoder;
  const area = size * size;
  if (layout === 'nchw' && !normalises) {
    return { [input]: { data: pixels, dims: [1, 3, size, size] } };
  }
  const data = new Float32Array(pixels.length);
  for (let c = 0; c < 3; c++) {
    const [factor, offset] = normalises ? [std[c], mean[c]] : [1, 0];
    for (let n = 0; n < area; n++) {
      data[layout === 'nchw' ? c * area + n : 3 * n + c] = pixels[c * area + n] * factor + offset;
    }
  }
  const dims = {
    nchw: [1, 3, size, size],
    nhwc: [1, size, size, 3],
    hwc: [size, size, 3],
  }[layout];
  return { [input]: { data, dims } };
}

/** Points, boxes and earlier masks of sets of one shape, as SAM's own decoders take them. */
export function promptFeeds(model: ModelManifest, prompts: readonly ModelPrompts[]): FeedMap {
  const sets = prompts.length;
  const points = prompts[0].labels.length;
  const side = maskSideOf(model);
  const masks = prompts.flatMap(({ maskInput }) => (maskInput ? [maskInput] : []));
  const feeds: Record<string, FeedTensor> = {
    point_coords: { data: joined(prompts.map(({ coords }) => coords)), dims: [sets, points, 2] },
    point_labels: { data: joined(prompts.map(({ labels }) => labels)), dims: [sets, points] },
    mask_input: masks.length
      ? { data: joined(masks), dims: [masks.length, 1, side, side] }
      : { data: new Float32Array(side * side), dims: [1, 1, side, side] },
    has_mask_input: { data: Float32Array.of(masks.length ? 1 : 0), dims: [1] },
  };
  return renamed(model, feeds);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0];
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const PROMPT_INPUTS = ['point_coords', 'point_labels', 'mask_input', 'has_mask_input'];

/** Tensors by the names that the entry's graphs have for them. */
export const renamed = <T>(model: ModelManifest, tensors: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [nameIn(model, name), t]));

/**
 * The decoder's masks for each of `sets` sets of prompts. One or four masks a set begin with the
 * single-mask token; three are the multi-mask tokens alone. Throws SamError `model-corrupt` for
 * masks of another size or number.
 */
export function masksOf(
  model: ModelManifest,
  masks: ModelTensor,
  scores: ModelTensor,
  sets: number,
): readonly DecoderOutput[] {
  const side = maskSideOf(model);
  const [rows, columns] = masks.dims.slice(-2);
  const all = scores.data.length;
  const isOfSize = rows === side && columns === side && masks.data.length === all * side * side;
  if (!isOfSize || all === 0 || all % sets !== 0) {
    const detail = `The decoder gives masks of ${masks.dims.join(' × ')} for ${all} scores; ${all} × ${side} × ${side} are expected, for ${sets} sets of prompts.`;
    throw new SamError('model-corrupt', detail);
  }
  const count = all / sets;
  const firstToken = count === 3 ? 1 : 0;
  if (sets === 1) return [{ logits: masks.data, predictedIoU: scores.data, firstToken }];
  return Array.from({ length: sets }, (_, n) => ({
    logits: masks.data.slice(n * count * side * side, (n + 1) * count * side * side),
    predictedIoU: scores.data.slice(n * count, (n + 1) * count),
    firstToken,
  }));
}

/** Side of the square image embedding: SAM's encoders give a position for 16 pixels. */
export const embeddingSideOf = ({ input }: ModelManifest): number => input.size / 16;

/** Values that no image gives, the same on every machine: exact integers before the division. */
export function synthetic(dims: readonly number[]): ModelTensor {
  const data = new Float32Array(dims.reduce((a, b) => a * b));
  for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 2003) / 1001.5 - 1;
  return { data, dims };
}

/** What an encoder gives, by the names that the family has for it. */
export async function encodeTo(
  names: readonly string[],
  session: EncoderSession,
  model: ModelManifest,
  pixels: Float32Array,
): Promise<Embedding> {
  const outputs = await session.run(imageFeeds(model, pixels));
  return Object.fromEntries(names.map(name => [name, outputs[nameIn(model, name)]]));
}
