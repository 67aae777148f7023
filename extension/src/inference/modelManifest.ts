import * as z from 'zod/mini';
import { SamError } from '../core/errors';

const modelFile = z.object({
  /** Name of a file in the model's own folder. */
  path: z.string().check(z.regex(/^[A-Za-z0-9][\w.-]*$/)),
  size: z.int().check(z.positive()),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
const perChannel = z.tuple([z.number(), z.number(), z.number()]);

const modelManifest = z.object({
  /** Name of the model's folder beside the list. */
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]*$/)),
  name: z.string(),
  version: z.string(),
  /** The layout of the graphs; one adapter each. */
  family: z.enum(['sam-onnx', 'sam-export', 'transformers-js', 'sam2']),
  licence: z.string(),
  files: z.object({ encoder: modelFile, decoder: modelFile }),
  /**
   * Square input in pixels; mean and std of each channel in grey levels from 0 to 255. The image
   * embedding has a sixteenth of its side and the low-resolution masks a quarter, in every family.
   */
  input: z.object({
    size: z.int().check(z.positive(), z.multipleOf(16)),
    mean: perChannel,
    std: perChannel,
  }),
  /** Names of the encoder's tensors, which differ from export to export, and how it takes images. */
  encoder: z.object({
    input: z.string(),
    output: z.string(),
    /** Planes of the colours, or colours together, with or without a batch axis. */
    layout: z.optional(z.enum(['nchw', 'nhwc', 'hwc'])),
    /** The graph normalises by itself: it is fed grey levels from 0 to 255. */
    normalises: z.optional(z.boolean()),
  }),
  /** Other tensors that the graphs have other names for: by the name that the family has. */
  tensors: z.optional(z.record(z.string(), z.string())),
  prompts: z.array(z.enum(['point', 'box', 'mask'])),
  /**
   * Sets of prompts on one image that the decoder answers in one run; 1 when left out. A decoder
   * that quantises what it multiplies has to be given one at a time: with several, all share a
   * scale, and each answer would depend on the others.
   */
  promptsPerRun: z.optional(z.int().check(z.positive())),
  /** Size of the largest tensor of either graph: what a GPU must be able to bind. */
  largestTensorBytes: z.int().check(z.positive()),
  /** The weakest machine that the model is meant for. */
  tier: z.enum(['workstation-gpu', 'laptop-gpu', 'no-gpu']),
  /** What a tab with the model loaded takes at its peak. */
  memoryBytes: z.int().check(z.positive()),
  /** Features of WebGPU that the graphs cannot do without; with any the model is none for WASM. */
  requires: z.optional(z.array(z.enum(['shader-f16']))),
  /**
   * What the graphs answer to the inputs of selfCheck.ts. Without it a backend only has to give
   * answers that are plausible.
   */
  selfCheck: z.optional(z.object({ encoder: z.array(z.number()), decoder: z.array(z.number()) })),
});

export type ModelFile = z.infer<typeof modelFile>;
export type ModelManifest = z.infer<typeof modelManifest>;

const modelList = z.object({ models: z.array(modelManifest).check(z.minLength(1)) });

/** Reads the text of a list of models. Throws a SamError `model-corrupt` that names the field. */
export function parseModelList(text: string): readonly ModelManifest[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SamError('model-corrupt', 'The list of models is not JSON.', { cause });
  }
  const result = z.safeParse(modelList, json);
  if (result.success) return result.data.models;
  const { path, message } = result.error.issues[0];
  const entry = (json as { models?: { id?: unknown }[] } | null)?.models?.[Number(path[1])]?.id;
  const which = typeof entry === 'string' ? ` (${entry})` : '';
  throw new SamError('model-corrupt', `The list of models${which}: ${path.join('.')}: ${message}`);
}
