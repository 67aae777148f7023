import type { SegmentRequest, SegmentResult } from '../../core/engine/types';
import { toErrorData, type SamErrorData } from '../../core/errors';
import type { PixelPoint } from '../../core/geometry/imagePlane';
import type { LoadOptions, LoadProgress } from '../../inference/api';
import type { InferenceClient } from '../../inference/client';
import type { ShownSlice } from '../slices';
import { previousMask, toEnginePrompts, type Draft } from './drafts';
import type { HoverAnswer } from './hover';
import type { RuntimeState } from './types';

export type AnswerUpdate =
  | {
      readonly error?: undefined;
      readonly answer: SegmentResult;
      readonly milliseconds: number;
      /** True while a better answer is on its way. */
      readonly refining: boolean;
    }
  | { readonly error: SamErrorData };

/** How the reader wants the model to be shown the slice; empty for what suits the prompts. */
export type ModelView = Pick<SegmentRequest, 'window' | 'wholeSlice'>;

/** The session's way to the worker: loads, sends slices when needed, asks quick and then best. */
export class Engine {
  private runtimeListener: (runtime: RuntimeState) => void = () => undefined;
  private recoveredListener: () => void = () => undefined;
  private loading: Promise<boolean> | null = null;
  private loaded = false;
  private loadFailure: SamErrorData | null = null;

  constructor(
    private readonly client: InferenceClient,
    private readonly loadOptions: () => LoadOptions,
  ) {}

  onRuntime(listener: (runtime: RuntimeState) => void): void {
    this.runtimeListener = listener;
  }

  /** Tells that a lost worker was started anew and has answered. */
  onRecovered(listener: () => void): void {
    this.recoveredListener = listener;
  }

  /** Loads model and runtime; joins a load that is under way and repeats a failed one. */
  async load(): Promise<void> {
    await this.ensureLoaded();
  }

  /** Encodes a slice ahead of any prompt. Resolves to the failure, if any. */
  async prepare(slice: ShownSlice): Promise<SamErrorData | undefined> {
    const failed = await this.send(slice);
    if (failed) return failed;
    const outcome = await this.client.prepare(slice.key);
    return outcome.ok ? undefined : outcome.error;
  }

  /** The reader has gone on: what waits to be prepared is not wanted any more. */
  leaveSlice(): void {
    if (this.loaded) void this.client.cancelPrepare();
  }

  /**
   * Answers a draft's prompts: first from what is ready, then as well as the engine can.
   * `corrects` tells that a prompt was added to the answer shown, which is then fed back.
   */
  async answer(
    draft: Draft,
    corrects: boolean,
    view: ModelView,
    onUpdate: (update: AnswerUpdate) => void,
  ): Promise<void> {
    const request = {
      sliceKey: draft.slice.key,
      prompts: toEnginePrompts(draft),
      previous: previousMask(draft, corrects),
      ...view,
    };
    const ask = async (quality: 'quick' | 'best', again = true): Promise<SegmentResult | null> => {
      const failed = await this.send(draft.slice);
      const outcome = failed
        ? ({ ok: false, error: failed } as const)
        : await this.client.segment({ ...request, quality });
      if (outcome.ok) {
        const { value } = outcome;
        if (!again) this.recoveredListener();
        const refining = quality === 'quick' && !value.final;
        onUpdate({ answer: value, milliseconds: value.milliseconds, refining });
        return value;
      }
      if (outcome.error.code === 'worker-lost' && again) {
        // The prompts are here, not in the worker: start it anew and ask again, once.
        this.loaded = false;
        return ask(quality, false);
      }
      onUpdate({ error: outcome.error });
      return null;
    };
    const quick = await ask('quick');
    if (quick && !quick.final) await ask('best');
  }

  /**
   * The mask under the mouse, from what is ready; null when there is none. Any other request goes
   * before it.
   */
  async hover(slice: ShownSlice, at: PixelPoint, view: ModelView): Promise<HoverAnswer | null> {
    if (!this.loaded || !(await this.client.hasSlice(slice.key))) return null;
    const outcome = await this.client.segment({
      sliceKey: slice.key,
      prompts: [{ kind: 'point', polarity: 'include', at }],
      quality: 'quick',
      ...view,
    });
    if (!outcome.ok) return null;
    const { candidates, milliseconds } = outcome.value;
    return { mask: candidates[0].mask, milliseconds };
  }

  private async send(slice: ShownSlice): Promise<SamErrorData | undefined> {
    if (!(await this.ensureLoaded())) {
      return this.loadFailure ?? { code: 'runtime-failed', detail: 'the model is not loaded' };
    }
    if (await this.client.hasSlice(slice.key)) return undefined;
    try {
      await this.client.setSlice(slice.read());
      return undefined;
    } catch (error) {
      return toErrorData(error, 'pixels-unavailable');
    }
  }

  private ensureLoaded(): Promise<boolean> {
    if (this.loaded) return Promise.resolve(true);
    this.loading ??= this.loadOnce().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async loadOnce(): Promise<boolean> {
    const options = this.loadOptions();
    this.runtimeListener({ phase: 'downloading', loadedBytes: 0, totalBytes: 0 });
    const outcome = await this.client.load(options, progress =>
      this.runtimeListener(toRuntimeState(progress)),
    );
    this.loaded = outcome.ok;
    this.loadFailure = outcome.ok ? null : outcome.error;
    this.runtimeListener(
      outcome.ok ? { phase: 'ready', info: outcome.value } : { phase: 'failed', ...outcome.error },
    );
    return outcome.ok;
  }
}

function toRuntimeState(progress: LoadProgress): RuntimeState {
  if (progress.phase === 'compile') return { phase: 'compiling' };
  if (progress.phase === 'self-check') return { phase: 'checking' };
  const { loadedBytes, totalBytes } = progress;
  return { phase: 'downloading', loadedBytes, totalBytes };
}
