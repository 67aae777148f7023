import { SamError } from '../errors';
import { createImageTransform } from '../geometry/imageTransform';
import { longestSideMm, wholeImage, type Region } from '../geometry/region';
import { promptGeometry, toModelPrompts, type PromptGeometry } from '../prompt/modelPrompts';
import { rankCandidates, sameTissueTolerance } from './candidates';
import { closestReady, defaultSpec, promptedSpec, promptedTissue } from './plan';
import type { EncodeSpec, ImageEmbedding, SegmentRequest, SegmentResult, Segmenter } from './types';

export { defaultSpec };

/**
 * The mask for the prompts on a slice.
 *
 * Throws a RangeError when no prompt says what to segment (an include point, a scribble, a box or
 * a lasso), a SamError `aborted` when the signal is aborted before the next model run.
 */
export async function segment(
  segmenter: Segmenter,
  request: SegmentRequest,
  signal?: AbortSignal,
): Promise<SegmentResult> {
  const { slice } = request;
  const prompts = promptGeometry(request.prompts);
  if (!prompts.include.length && !prompts.box) {
    throw new RangeError('There is no prompt that says what to include.');
  }
  const wanted = wantedSpec(request, prompts);
  const { embedding, encodes } = await embeddingFor(segmenter, request, prompts, wanted, signal);
  checkAborted(signal);

  const { spec } = embedding;
  const transform = createImageTransform(slice.plane, spec.region, segmenter.inputSize);
  const previous =
    request.previous && sameRegion(request.previous.spec.region, spec.region)
      ? request.previous.logits
      : undefined;
  const modelPrompts = toModelPrompts(prompts, transform, previous);
  const output = await segmenter.decode(embedding, modelPrompts);
  const tissue = promptedTissue(slice, prompts);
  const tolerance = sameTissueTolerance(spec.window.upper - spec.window.lower);
  return {
    candidates: rankCandidates(slice, prompts, transform, tissue, tolerance, output),
    spec,
    zoom:
      longestSideMm(slice.plane, wholeImage(slice.plane)) / longestSideMm(slice.plane, spec.region),
    final: sameSpec(spec, wanted),
    encodes,
    decodes: 1,
  };
}

function wantedSpec({ slice, window, wholeSlice }: SegmentRequest, prompts: PromptGeometry) {
  const suited = wholeSlice ? defaultSpec(slice) : promptedSpec(slice, prompts);
  return window ? { ...suited, window } : suited;
}

async function embeddingFor(
  segmenter: Segmenter,
  { slice, quality }: SegmentRequest,
  prompts: PromptGeometry,
  wanted: EncodeSpec,
  signal?: AbortSignal,
): Promise<{ embedding: ImageEmbedding; encodes: number }> {
  const ready = segmenter.ready(slice.key);
  const exact = ready.find(embedding => sameSpec(embedding.spec, wanted));
  if (exact) return { embedding: exact, encodes: 0 };
  if (quality === 'quick') {
    const closest = closestReady(slice, prompts, ready);
    if (closest) return { embedding: closest, encodes: 0 };
  }
  checkAborted(signal);
  return { embedding: await segmenter.encode(slice, wanted, signal), encodes: 1 };
}

function checkAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new SamError('aborted', 'A newer request took its place.');
}

const sameRegion = (a: Region, b: Region) =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

const sameSpec = (a: EncodeSpec, b: EncodeSpec) =>
  sameRegion(a.region, b.region) &&
  a.window.lower === b.window.lower &&
  a.window.upper === b.window.upper;
