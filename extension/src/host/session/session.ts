import { SamError, toErrorData, type SamErrorCode, type SamErrorData } from '../../core/errors';
import { clampToImage } from '../../core/geometry/imagePlane';
import type { Vec3 } from '../../core/geometry/vec3';
import type { LabelmapStore, SegmentRef } from '../labelmap';
import type { Host, OhifSubscription } from '../ohif';
import type { OverlayContent } from '../overlay';
import { Overlays } from '../overlays';
import type { PlanarViewport, ShownSlice, SliceReader } from '../slices';
import type { SegmentTarget } from '../target';
import type { ToolActivation } from '../tools/activation';
import type { Viewports } from '../viewports';
import {
  answerName,
  chosenCandidate,
  emptyDraft,
  previewOf,
  saysWhatToSegment,
  type Draft,
} from './drafts';
import type { Engine } from './engine';
import { INITIAL_STATE } from './store';
import type {
  Notice,
  PromptTool,
  Session,
  SessionActions,
  SessionPrompt,
  SessionState,
} from './types';

/** What the session works with; each part has one job. */
export interface SessionParts {
  readonly host: Host;
  readonly viewports: Viewports;
  readonly reader: SliceReader;
  readonly labelmaps: LabelmapStore;
  readonly target: SegmentTarget;
  readonly tools: ToolActivation;
  readonly engine: Engine;
  /** Stores a segmentation and verifies what was stored; resolves to the number of segments. */
  readonly saveSegmentation: (
    segmentationId: string,
    onPhase: (phase: 'encoding' | 'sending' | 'verifying') => void,
  ) => Promise<number>;
  /** Label of a segmentation that Accept has to make. */
  readonly newSegmentationLabel: () => string;
}

type PromptShape =
  | { readonly kind: 'point'; readonly polarity: 'include' | 'exclude'; readonly at: Vec3 }
  | { readonly kind: 'box'; readonly corners: readonly [Vec3, Vec3] };

/** Scrolling past a slice must not start an encoder run; resting on it must. */
const DWELL_MS = 250;
const DEFAULT_COLOR: readonly [number, number, number] = [221, 84, 84];

/**
 * The state machine of prompting: tools and panel speak to it, nothing else changes its state.
 * Prompts live per slice as a draft until Accept writes them; the drafts of other slices wait.
 */
export class SamSession implements Session {
  private state: SessionState = INITIAL_STATE;
  private readonly listeners = new Set<() => void>();
  private readonly drafts = new Map<string, Draft>();
  private readonly overlays: Overlays;
  private shown: ShownSlice | null = null;
  private rubberBand: { sliceKey: string; corners: readonly [Vec3, Vec3] } | null = null;
  private dwell: ReturnType<typeof setTimeout> | undefined;
  private stopWatching: (() => void) | null = null;
  private promptCount = 0;

  constructor(private readonly parts: SessionParts) {
    this.overlays = new Overlays(parts.viewports, viewport => this.overlayFor(viewport));
    parts.engine.onRecovered(() => this.tell({ kind: 'info', text: 'notice.recovered' }));
    parts.engine.onRuntime(runtime => {
      this.set({ runtime });
      if (runtime.phase === 'ready') this.trackSlice(true);
    });
  }

  getState(): SessionState {
    return this.state;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begins to follow the viewer and loads the model. Repeated calls do nothing. */
  start(): void {
    if (this.stopWatching) return;
    const { viewports, tools, engine, host } = this.parts;
    const stopViewports = viewports.watch(
      viewport => {
        if (viewport.id === viewports.activeId) this.trackSlice();
        this.overlays.draw(viewport);
      },
      () => this.trackSlice(),
    );
    const stopTools = tools.start(this, tool => this.set({ tool }));
    const service = host.services.segmentationService;
    const subscriptions: OhifSubscription[] = Object.values(service.EVENTS).map(event =>
      service.subscribe(event, () => this.trackTarget()),
    );
    subscriptions.push(
      service.subscribe(service.EVENTS.SEGMENTATION_DATA_MODIFIED, () => {
        // What was saved is no longer what is shown.
        if (this.state.save.phase === 'saved') this.set({ save: { phase: 'idle' } });
      }),
    );
    this.stopWatching = () => {
      stopViewports();
      stopTools();
      subscriptions.forEach(subscription => subscription.unsubscribe());
    };
    void engine.load();
    this.trackSlice();
    this.trackTarget();
  }

  /** Leaves the viewer as it was; loaded models stay for the next study. */
  stop(): void {
    this.stopWatching?.();
    this.stopWatching = null;
    clearTimeout(this.dwell);
    this.overlays.remove();
    this.drafts.clear();
    this.shown = null;
    this.set({ ...INITIAL_STATE, runtime: this.state.runtime });
  }

  // --- prompts, as the tools give them -----------------------------------------------------

  addPrompt(viewport: PlanarViewport, shape: PromptShape): void {
    const slice = this.sliceIn(viewport);
    if (!slice) return;
    const draft = this.drafts.get(slice.key) ?? emptyDraft(slice);
    const prompt = { ...shape, id: `prompt-${++this.promptCount}`, sliceKey: slice.key };
    // The decoder takes one box: a new one stands in for the old.
    const kept = shape.kind === 'box' ? draft.prompts.filter(p => p.kind !== 'box') : draft.prompts;
    this.changePrompts(draft, [...kept, prompt], kept.length === draft.prompts.length);
  }

  movePrompt(id: string, shape: PromptShape): void {
    const draft = this.draftOf(id);
    if (!draft) return;
    const prompts = draft.prompts.map(p =>
      p.id === id ? { ...shape, id, sliceKey: p.sliceKey } : p,
    );
    this.changePrompts(draft, prompts, false);
  }

  /** Shows a box that is being drawn, or none. */
  showRubberBand(viewport: PlanarViewport, corners: readonly [Vec3, Vec3] | null): void {
    const slice = corners && this.shownIn(viewport);
    this.rubberBand = slice && corners ? { sliceKey: slice.key, corners } : null;
    this.overlays.drawAll();
  }

  /** The prompts drawn in a viewport, for hit tests. */
  promptsIn(viewport: PlanarViewport): readonly SessionPrompt[] {
    const slice = this.shownIn(viewport);
    return (slice && this.drafts.get(slice.key)?.prompts) || [];
  }

  /** A world position clamped to the image shown in a viewport, and put on its plane. */
  clampToImage(viewport: PlanarViewport, world: Vec3): Vec3 | null {
    const plane = this.shownIn(viewport)?.plane;
    return plane ? clampToImage(plane, world) : null;
  }

  // --- intents of panel and commands -------------------------------------------------------

  readonly actions: SessionActions = {
    selectTool: (tool: PromptTool | null) => {
      this.start();
      this.parts.tools.select(tool);
    },
    deletePrompt: id => {
      const draft = this.draftOf(id);
      if (!draft) return;
      const prompts = draft.prompts.filter(p => p.id !== id);
      if (this.state.selectedPromptId === id) this.set({ selectedPromptId: null });
      if (prompts.length) this.changePrompts(draft, prompts, false);
      else this.dropDraft(draft);
    },
    selectPrompt: id => this.set({ selectedPromptId: id }),
    stepCandidate: step => {
      const draft = this.currentDraft();
      const count = draft?.answer?.candidates.length ?? 0;
      if (draft && count) this.choose(draft, (draft.chosen + step + count) % count);
    },
    chooseCandidate: index => {
      const draft = this.currentDraft();
      if (draft?.answer?.candidates[index]) this.choose(draft, index);
    },
    accept: () => this.accept(),
    clear: () => {
      const draft = this.currentDraft();
      if (draft) this.dropDraft(draft);
    },
    addSegment: async () => {
      const viewportId = this.parts.viewports.activeId;
      if (!viewportId) return;
      await this.guard('no-segmentation', () =>
        this.parts.target.add(viewportId, this.parts.newSegmentationLabel()),
      );
      this.trackTarget();
    },
    undo: () => void this.parts.host.commands.runCommand('undo'),
    redo: () => void this.parts.host.commands.runCommand('redo'),
    save: () => this.save(),
    retryLoad: () => this.parts.engine.load(),
    dismissNotice: () => this.set({ notice: null }),
  };

  private async accept(): Promise<void> {
    const { viewports, target, labelmaps, newSegmentationLabel } = this.parts;
    const viewportId = viewports.activeId;
    const draft = this.currentDraft();
    if (!viewportId || !draft) {
      if (this.drafts.size) this.tell({ kind: 'info', text: 'notice.promptsElsewhere' });
      return;
    }
    const mask = chosenCandidate(draft)?.mask;
    // The mask shown is not yet the answer to the last prompt.
    if (!mask || draft.working) return;
    if (!mask.width) return this.tell({ kind: 'warning', text: 'notice.emptyMask' });
    await this.guard('segmentation-failed', async () => {
      const segment: SegmentRef = await target.ensure(viewportId, newSegmentationLabel());
      const { keptOther } = labelmaps.write(segment, draft.slice, mask);
      target.markWritten(segment);
      this.dropDraft(draft);
      this.tell(
        keptOther > 0
          ? { kind: 'info', text: 'notice.otherSegmentsKept', params: { count: keptOther } }
          : { kind: 'info', text: 'notice.accepted' },
      );
    });
    this.trackTarget();
  }

  private async save(): Promise<void> {
    const { phase } = this.state.save;
    if (phase === 'encoding' || phase === 'sending' || phase === 'verifying') return;
    try {
      const segmentationId = this.state.target?.segmentationId;
      if (!segmentationId) throw new SamError('no-segmentation', 'nothing to save');
      const segments = await this.parts.saveSegmentation(segmentationId, next =>
        this.set({ save: { phase: next } }),
      );
      this.set({ save: { phase: 'saved', segments } });
    } catch (error) {
      this.set({ save: { phase: 'failed', ...toErrorData(error, 'save-failed') } });
    }
  }

  // --- drafts ------------------------------------------------------------------------------

  private currentDraft(): Draft | undefined {
    return this.shown ? this.drafts.get(this.shown.key) : undefined;
  }

  private draftOf(promptId: string): Draft | undefined {
    return [...this.drafts.values()].find(draft => draft.prompts.some(p => p.id === promptId));
  }

  private changePrompts(draft: Draft, prompts: readonly SessionPrompt[], corrects: boolean): void {
    const revision = draft.revision + 1;
    if (!saysWhatToSegment(prompts)) {
      this.putDraft({ ...draft, prompts, revision, answer: null, working: false, refining: false });
      return this.tell({ kind: 'info', text: 'notice.includeFirst' });
    }
    const next: Draft = { ...draft, prompts, revision, working: true, refining: false };
    // What was told of the prompts before has been read.
    if (this.state.notice?.kind === 'info') this.set({ notice: null });
    this.putDraft(next);
    void this.parts.engine.answer(next, corrects, update => {
      const current = this.drafts.get(draft.slice.key);
      if (current?.revision !== revision) return;
      if (update.error) return this.fail(current, update.error);
      // A better answer must not move the reader's own choice of candidate away.
      const chosen = current.answer && current.refining ? current.chosen : 0;
      this.putDraft({
        ...current,
        answer: update.answer,
        milliseconds: update.milliseconds,
        chosen: update.answer.candidates[chosen] ? chosen : 0,
        working: false,
        refining: update.refining,
      });
    });
  }

  private fail(draft: Draft, error: SamErrorData): void {
    this.putDraft({ ...draft, working: false, refining: false });
    if (error.code !== 'aborted') this.tellError(error.code);
  }

  private choose(draft: Draft, chosen: number): void {
    this.putDraft({ ...draft, chosen });
  }

  private putDraft(draft: Draft): void {
    this.rubberBand = null;
    this.drafts.set(draft.slice.key, draft);
    this.publishDrafts();
  }

  private dropDraft(draft: Draft): void {
    this.rubberBand = null;
    this.drafts.delete(draft.slice.key);
    this.publishDrafts();
  }

  private publishDrafts(): void {
    const current = this.currentDraft();
    this.set({
      prompts: [...this.drafts.values()].flatMap(draft => draft.prompts),
      preview: current ? previewOf(current) : null,
      working: current?.working ?? false,
    });
    this.overlays.drawAll();
  }

  // --- following the viewer ----------------------------------------------------------------

  private shownIn(viewport: PlanarViewport): ShownSlice | null {
    try {
      return this.parts.reader.shownIn(viewport);
    } catch {
      // Not a plane of voxels: the overlay stays empty; the active pane says why.
      return null;
    }
  }

  private sliceIn(viewport: PlanarViewport): ShownSlice | null {
    try {
      return this.parts.reader.shownIn(viewport);
    } catch (error) {
      this.tellError(toErrorData(error, 'pixels-unavailable').code);
      return null;
    }
  }

  private trackSlice(again = false): void {
    const { viewports, reader, engine } = this.parts;
    const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
    let slice: ShownSlice | null = null;
    try {
      slice = viewport ? reader.shownIn(viewport) : null;
    } catch (error) {
      const data = toErrorData(error, 'pixels-unavailable');
      if (this.shown || this.state.slice.phase !== 'unsupported') {
        this.shown = null;
        this.set({ slice: { phase: 'unsupported', ...data } });
        this.publishDrafts();
      }
      return;
    }
    if (slice?.key === this.shown?.key && !again) return;
    this.shown = slice;
    clearTimeout(this.dwell);
    engine.leaveSlice();
    this.set({ slice: slice ? { phase: 'preparing', key: slice.key } : { phase: 'none' } });
    this.publishDrafts();
    this.trackTarget();
    if (slice) this.dwell = setTimeout(() => void this.prepare(slice), DWELL_MS);
  }

  private async prepare(slice: ShownSlice): Promise<void> {
    if (this.state.runtime.phase !== 'ready') return;
    const error = await this.parts.engine.prepare(slice);
    if (this.shown?.key !== slice.key || error?.code === 'aborted') return;
    if (error?.code === 'pixels-unavailable') {
      this.dwell = setTimeout(() => void this.prepare(slice), DWELL_MS);
      return;
    }
    this.set({
      slice: error ? { phase: 'unsupported', ...error } : { phase: 'ready', key: slice.key },
    });
  }

  private trackTarget(): void {
    const target = this.parts.target.current(this.parts.viewports.activeId);
    if (JSON.stringify(target) === JSON.stringify(this.state.target)) return;
    this.set({ target });
    this.overlays.drawAll();
  }

  private overlayFor(viewport: PlanarViewport): OverlayContent | null {
    const slice = this.shownIn(viewport);
    if (!slice) return null;
    const draft = this.drafts.get(slice.key);
    const rubberBand = this.rubberBand?.sliceKey === slice.key ? this.rubberBand.corners : null;
    return {
      plane: slice.plane,
      prompts: draft?.prompts ?? [],
      selectedPromptId: this.state.selectedPromptId,
      mask: chosenCandidate(draft)?.mask ?? null,
      color: this.state.target?.color ?? DEFAULT_COLOR,
      rubberBand,
      answer: draft?.answer && !draft.working ? answerName(draft) : '',
    };
  }

  // --- telling -----------------------------------------------------------------------------

  private async guard(fallback: SamErrorCode, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.tellError(toErrorData(error, fallback).code);
    }
  }

  private tell(notice: Notice): void {
    this.set({ notice });
  }

  private tellError(code: SamErrorCode): void {
    this.tell({ kind: 'error', text: `error.${code}` });
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    this.listeners.forEach(listener => listener());
  }
}
