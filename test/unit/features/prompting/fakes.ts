import type { SegmentResult } from '../../../../extension/src/core/engine/types';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import type { Vec3 } from '../../../../extension/src/core/geometry/vec3';
import { Answering } from '../../../../extension/src/features/prompting/answering';
import { createPromptingStore } from '../../../../extension/src/features/prompting/store';
import type { DraftPrompt } from '../../../../extension/src/features/prompting/types';
import type { AnswerUpdate, ModelRunner } from '../../../../extension/src/features/runtime';
import type { ShownSlice } from '../../../../extension/src/host/slices';
import { createNotices } from '../../../../extension/src/ui/notices';
import { axialPlane } from '../../core/slices';

export const slice = (key: string): ShownSlice => ({
  ...{ key, imageId: `image-${key}`, units: 'HU', plane: axialPlane(20, 20) },
  addressOf: (i, j) => ({ imageId: `image-${key}`, offset: j * 20 + i }),
  read: () => {
    throw new Error('not read here');
  },
});

/** A mask of one pixel, by which answers are told apart. */
export const maskAt = (x: number): RegionMask => ({
  ...{ x, y: 0, width: 1, height: 1 },
  data: Uint8Array.of(1),
});

const answerAt = (x: number): SegmentResult =>
  ({
    candidates: [{ mask: maskAt(x), logits: new Float32Array(1), token: 0, predictedIoU: 0.9 }],
    spec: { region: { x: 0, y: 0, width: 20, height: 20 }, window: { lower: 0, upper: 1 } },
    zoom: 1,
    trace: { reason: 'score', views: [], hypotheses: [] },
  }) as unknown as SegmentResult;

export const quick = (x: number): AnswerUpdate => ({
  ...{ answer: answerAt(x), milliseconds: 1, refining: true },
});
export const final = (x: number): AnswerUpdate =>
  ({ ...quick(x), refining: false }) as AnswerUpdate;

export const point = (sliceKey: string, id = 'p', at: Vec3 = [3, 3, 0]): DraftPrompt => ({
  ...{ id, sliceKey, tool: 'include', kind: 'point', polarity: 'include', at },
});

/** What the model was asked, and the way to answer it. */
interface Asked {
  readonly sliceKey: string;
  readonly prompts: number;
  readonly previous: unknown;
  readonly signal?: AbortSignal;
  answer(update: AnswerUpdate): void;
}

/** Drafts whose model answers when the test says so. */
export function draftBench() {
  const asked: Asked[] = [];
  const answer: ModelRunner['answer'] = async (on, request, onUpdate, signal) => {
    const { prompts, previous } = request;
    asked.push({
      ...{ sliceKey: on.key, prompts: prompts.length, previous, signal, answer: onUpdate },
    });
  };
  const store = createPromptingStore();
  const notices = createNotices();
  const answering = new Answering({ store, notices, runner: { answer }, viewFor: () => ({}) });
  return { asked, store, notices, answering };
}
