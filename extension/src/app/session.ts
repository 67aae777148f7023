import { toErrorData, type SamErrorCode } from '../core/errors';
import { clampToImage } from '../core/geometry/imagePlane';
import type { Vec3 } from '../core/geometry/vec3';
import { defaultSpec } from '../core/engine';
import { thumbnail } from '../core/image/thumbnail';
import type { SegmentRef } from '../host/labelmap';
import { measuredPrompt } from '../host/measurements';
import type { Host, OhifSubscription } from '../host/ohif';
import type { OverlayContent } from '../host/overlay';
import { Overlays } from '../host/overlays';
import type { PlanarViewport, ShownSlice, SliceReader } from '../host/slices';
import {
  type Draft,
  draftActions,
  DraftBook,
  emptyDraft,
  HoverPreview,
  overlayContent,
  previewOf,
  SliceFollower,
  type ToolActivation,
  Writing,
  type WritingParts,
} from '../features/prompting';
import type { Viewports } from '../host/viewports';
import {
  changesRuntime,
  type Engine,
  loadSettings,
  modelViewOf,
  storeSettings,
  windowChoices,
} from '../features/runtime';
import { targetStates } from '../features/findings';
import { findingActions, type FindingOutlets, Saving } from '../features/export';
import { INITIAL_STATE } from './store';
import type {
  Notice,
  PromptShape,
  PromptTool,
  Session,
  SessionActions,
  SessionPrompt,
  SessionState,
} from './types';

/** What the session works with; each part has one job. */
export interface SessionParts extends FindingOutlets, WritingParts {
  readonly host: Host;
  readonly viewports: Viewports;
  readonly reader: SliceReader;
  readonly tools: ToolActivation;
  readonly engine: Engine;
}

/**
 * The state machine of prompting: tools and panel speak to it, nothing else changes its state.
 * Prompts live per slice as a draft until Accept writes them; the drafts of other slices wait.
 */
export class SamSession implements Session {
  private state: SessionState = { ...INITIAL_STATE, settings: loadSettings() };
  private readonly listeners = new Set<() => void>();
  private readonly drafts: DraftBook;
  private readonly overlays: Overlays;
  private readonly follower: SliceFollower;
  private readonly hover: HoverPreview;
  private readonly saving: Saving;
  private readonly writing: Writing;
  private pending: { readonly sliceKey: string; readonly shape: PromptShape } | null = null;
  private stopWatching: (() => void) | null = null;
  private promptCount = 0;

  constructor(private readonly parts: SessionParts) {
    this.overlays = new Overlays(parts.viewports, viewport => this.overlayFor(viewport));
    this.follower = new SliceFollower(parts.viewports, parts.reader, parts.engine, {
      isReady: () => this.state.runtime.phase === 'ready',
      onState: slice => this.set({ slice }),
      onSlice: slice => {
        const { shown } = this.follower;
        this.hover.leave();
        this.set({ slice, windowChoices: shown ? windowChoices(shown.units) : ['auto'] });
        this.publishDrafts();
        this.trackTarget();
      },
    });
    this.drafts = new DraftBook(parts.engine, {
      viewFor: slice => this.modelViewFor(slice),
      onChange: () => this.publishDrafts(),
      onError: code => this.tellError(code),
      onPrompts: outcome => {
        if (outcome === 'include-first') this.tell({ kind: 'info', text: 'notice.includeFirst' });
        // What was told of the prompts before has been read.
        else if (this.state.notice?.kind === 'info') this.set({ notice: null });
      },
    });
    this.writing = new Writing(parts, this.drafts, notice => this.tell(notice));
    this.saving = new Saving(
      parts,
      () => this.state,
      change => this.set(change),
      () => this.follower.shown?.units ?? 'arbitrary',
    );
    this.hover = new HoverPreview(
      (slice, at) => parts.engine.hover(slice, at, this.modelViewFor(slice)),
      () => this.overlays.drawAll(),
      () => {
        this.actions.changeSettings({ hover: false });
        this.tell({ kind: 'info', text: 'notice.hoverTooSlow' });
      },
    );
    parts.engine.onRecovered(() => this.tell({ kind: 'info', text: 'notice.recovered' }));
    parts.engine.onRuntime(runtime => {
      this.set({ runtime });
      const { slice } = this.state;
      // What was prepared went with the worker before.
      if (runtime.phase !== 'ready' && slice.phase === 'ready') {
        this.set({ slice: { ...slice, phase: 'preparing' } });
      }
      if (runtime.phase === 'ready') this.follower.track(true);
      if (runtime.phase === 'ready' || runtime.phase === 'failed') {
        void this.actions.inspectRuntime();
      }
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
        if (viewport.id === viewports.activeId) this.follower.track();
        this.overlays.draw(viewport);
      },
      () => this.follower.track(),
    );
    const stopTools = tools.start(this, tool => this.set({ tool }));
    const service = host.services.segmentationService;
    const subscriptions: OhifSubscription[] = Object.values(service.EVENTS).map(event =>
      service.subscribe(event, () => this.trackTarget()),
    );
    subscriptions.push(
      service.subscribe(service.EVENTS.SEGMENTATION_DATA_MODIFIED, () => this.saving.changed()),
    );
    this.stopWatching = () => {
      stopViewports();
      stopTools();
      subscriptions.forEach(subscription => subscription.unsubscribe());
    };
    void engine.load();
    this.follower.track();
    this.trackTarget();
  }

  /** Leaves the viewer as it was; loaded models stay for the next study. */
  stop(): void {
    this.stopWatching?.();
    this.stopWatching = null;
    this.follower.stop();
    this.hover.leave();
    this.saving.stop();
    this.overlays.remove();
    this.drafts.clear();
    const { runtime, runtimeFacts, settings } = this.state;
    this.set({ ...INITIAL_STATE, runtime, runtimeFacts, settings });
  }

  // --- prompts, as the tools give them -----------------------------------------------------

  addPrompt(viewport: PlanarViewport, shape: PromptShape): void {
    const slice = this.follower.shownIn(viewport, code => this.tellError(code));
    if (!slice) return;
    const draft = this.drafts.get(slice.key) ?? emptyDraft(slice);
    const prompt = { ...shape, id: `prompt-${++this.promptCount}`, sliceKey: slice.key };
    // The decoder takes one box: a new one stands in for the old.
    const kept = shape.kind === 'box' ? draft.prompts.filter(p => p.kind !== 'box') : draft.prompts;
    this.drafts.change(draft, [...kept, prompt], kept.length === draft.prompts.length);
    this.hover.leave();
  }

  movePrompt(id: string, shape: PromptShape): void {
    const draft = this.drafts.of(id);
    if (!draft) return;
    const prompts = draft.prompts.map(p =>
      p.id === id ? { ...shape, id, sliceKey: p.sliceKey } : p,
    );
    this.drafts.change(draft, prompts, false);
  }

  /** Shows a prompt that is being drawn, or none. */
  showPending(viewport: PlanarViewport, shape: PromptShape | null): void {
    const slice = shape && this.follower.shownIn(viewport);
    this.pending = slice && shape ? { sliceKey: slice.key, shape } : null;
    this.overlays.drawAll();
  }

  /** Shows the mask under the resting mouse while nothing is prompted on the slice. */
  pointAt(viewport: PlanarViewport | null, world: Vec3 | null): void {
    const { settings, slice, working, preview } = this.state;
    const idle = settings.hover && slice.phase === 'ready' && !working && !preview?.refining;
    const { shown } = this.follower;
    if (!viewport || !world || !idle || !shown || this.drafts.get(shown.key)) this.hover.leave();
    else this.hover.moveTo(shown, world);
  }

  /** The prompts drawn in a viewport, for hit tests. */
  promptsIn(viewport: PlanarViewport): readonly SessionPrompt[] {
    const slice = this.follower.shownIn(viewport);
    return (slice && this.drafts.get(slice.key)?.prompts) || [];
  }

  /** A world position clamped to the image shown in a viewport, and put on its plane. */
  clampToImage(viewport: PlanarViewport, world: Vec3): Vec3 | null {
    const plane = this.follower.shownIn(viewport)?.plane;
    return plane ? clampToImage(plane, world) : null;
  }

  // --- intents of panel and commands -------------------------------------------------------

  readonly actions: SessionActions = {
    ...draftActions({
      drafts: () => this.drafts,
      current: () => this.currentDraft(),
      state: () => this.state,
      set: change => this.set(change),
    }),
    ...findingActions({
      parts: () => this.parts,
      saving: () => this.saving,
      state: () => this.state,
      set: change => this.set(change),
      track: () => this.trackTarget(),
      tell: notice => this.tell(notice),
      guard: (fallback, work) => this.guard(fallback, work),
    }),
    selectTool: (tool: PromptTool | null) => {
      this.start();
      this.parts.tools.select(tool);
    },
    accept: async () => {
      const viewportId = this.parts.viewports.activeId;
      const draft = this.currentDraft();
      if (viewportId && draft) {
        await this.writing.accept(viewportId, draft, this.modelId());
        this.trackTarget();
      } else if (this.drafts.size) {
        this.tell({ kind: 'info', text: 'notice.promptsElsewhere' });
      }
    },
    useMeasurement: () => {
      const viewport = this.activeViewport();
      const { shown } = this.follower;
      if (!viewport || !shown) return;
      const shape = measuredPrompt(this.parts.host, shown.plane);
      if (!shape) return this.tell({ kind: 'info', text: 'notice.noMeasurement' });
      this.start();
      this.addPrompt(viewport, shape);
    },
    refineSegment: () => {
      const segment = this.parts.target.current(this.parts.viewports.activeId);
      const { shown } = this.follower;
      if (!shown || !segment) return;
      this.start();
      if (!this.state.tool) this.parts.tools.select('include');
      this.writing.refine(shown, segment);
    },
    changeSettings: change => {
      const settings = { ...this.state.settings, ...change };
      storeSettings(settings);
      this.set({ settings });
      this.hover.leave();
      if (changesRuntime(change)) void this.parts.engine.reload();
      const draft = this.currentDraft();
      const shownAnew = change.window !== undefined || change.wholeSlice !== undefined;
      if (draft?.prompts.length && shownAnew) this.drafts.change(draft, draft.prompts, false);
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
    retryLoad: () => this.parts.engine.reload(),
    inspectRuntime: () =>
      this.parts.engine.inspect(this.state.runtimeFacts, runtimeFacts =>
        this.set({ runtimeFacts }),
      ),
    removeStored: async hashes => {
      await this.parts.engine.removeStored(hashes);
      await this.actions.inspectRuntime();
    },
    dismissNotice: () => this.set({ notice: null }),
  };

  /** What the model sees of the slice shown: RGBA, side × side; null without a slice. */
  modelView(side: number): Uint8ClampedArray | null {
    const { shown } = this.follower;
    if (!shown) return null;
    try {
      const slice = shown.read();
      return thumbnail(slice, this.currentDraft()?.answer?.spec ?? defaultSpec(slice), side);
    } catch {
      // Still loading: the slice's state says so.
      return null;
    }
  }

  // --- drafts ------------------------------------------------------------------------------

  private currentDraft(): Draft | undefined {
    const { shown } = this.follower;
    return this.drafts.get(shown?.key);
  }

  private activeViewport(): PlanarViewport | null {
    const { viewports } = this.parts;
    return viewports.activeId ? viewports.get(viewports.activeId) : null;
  }

  private modelViewFor({ units }: Pick<ShownSlice, 'units'>) {
    return modelViewOf(this.state.settings, units, this.activeViewport());
  }

  private publishDrafts(): void {
    this.pending = null;
    const current = this.currentDraft();
    this.set({
      prompts: this.drafts.prompts(),
      preview: current ? previewOf(current) : null,
      working: current?.working ?? false,
      refines: current?.origin ? this.labelOf(current.origin.segment) : null,
    });
    this.overlays.drawAll();
  }

  // --- following the viewer ----------------------------------------------------------------

  private trackTarget(): void {
    const next = targetStates(this.parts, this.parts.viewports.activeId);
    const { target, findings } = this.state;
    if (JSON.stringify(next) === JSON.stringify({ target, findings })) return;
    this.set(next);
    this.saving.follow();
    this.overlays.drawAll();
  }

  private overlayFor(viewport: PlanarViewport): OverlayContent | null {
    const slice = this.follower.shownIn(viewport);
    if (!slice) return null;
    const draft = this.drafts.get(slice.key);
    return overlayContent(slice, draft, {
      hovered: draft ? null : this.hover.maskOn(slice.key),
      pending: this.pending?.sliceKey === slice.key ? this.pending.shape : null,
      selectedPromptId: this.state.selectedPromptId,
      color: this.state.target?.color,
    });
  }

  private modelId(): string {
    const { runtime } = this.state;
    return runtime.phase === 'ready' ? runtime.info.model.id : 'unknown';
  }

  private labelOf({ segmentationId, segmentIndex }: SegmentRef): string {
    const { segmentationService } = this.parts.host.services;
    return segmentationService.getSegmentation(segmentationId)?.segments[segmentIndex]?.label ?? '';
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
