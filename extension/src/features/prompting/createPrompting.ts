import { defaultSpec } from '../../core/engine';
import { toErrorData } from '../../core/errors';
import { thumbnail } from '../../core/image/thumbnail';
import type { Vec3 } from '../../core/geometry/vec3';
import type { WorldPrompt } from '../../core/prompt/prompt';
import type { LabelmapStore } from '../../host/labelmap';
import { Overlay, type OverlayContent } from '../../host/overlay';
import { Overlays } from '../../host/overlays';
import type { SeriesGroups } from '../../host/seriesGroups';
import type { PlanarViewport, ShownSlice, SliceReader } from '../../host/slices';
import { keepSettings } from '../../host/storedSettings';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { Findings } from '../findings';
import type { ModelView, Runtime } from '../runtime';
import { createAccept, type Accepted } from './accept';
import { promptingActions, type PromptingActions } from './actions';
import { Answering } from './answering';
import { HoverPreview } from './hover';
import { overlayContent } from './overlayContent';
import { SliceFollower } from './sliceFollower';
import { createPromptingStore, currentDraft, EMPTY, shownKey, type PromptingStore } from './store';
import type { ToolActivation } from './tools/activation';
import type { PromptTarget } from './tools/gestures';
import type { PromptTool } from './tools/promptTool';
import { createTwoSeries } from './twoSeries';
import type { PromptingState } from './types';
import { modelViewOf, windowChoices } from './viewSettings';
import type { ReadonlyStore } from '../../ui/readonlyStore';

export interface PromptingDeps {
  readonly viewports: Viewports;
  readonly reader: Pick<SliceReader, 'shownIn' | 'stackIn' | 'readSlice'>;
  readonly series: Pick<SeriesGroups, 'of' | 'beside'>;
  readonly labelmaps: Pick<
    LabelmapStore,
    'writeAll' | 'writeSegments' | 'onHistory' | 'covers' | 'maskOn'
  >;
  readonly activation: Pick<ToolActivation, 'start' | 'select'>;
  readonly runtime: Pick<Runtime, 'store' | 'runner' | 'model'>;
  readonly findings: Pick<Findings, 'store' | 'ensureTarget' | 'record'>;
  readonly notices: Notices;
  /** What a measurement on a plane marks, as a prompt. */
  readonly measuredPrompt: (slice: ShownSlice) => WorldPrompt | null;
  /** This project's tools and those of other extensions. */
  readonly tools: () => readonly PromptTool[];
}

/** What other features, commands and the panel may ask of prompting. */
export interface Prompting extends PromptingActions {
  readonly store: ReadonlyStore<PromptingState>;
  tools(): readonly PromptTool[];
  /** Makes a tool that of the primary mouse button; null hands that back to the viewer. */
  selectTool(tool: string | null): void;
  /** Writes the object's masks into the active segment as one undo step. */
  accept(): Promise<void>;
  /**
   * Calls back whenever masks were written; Accept waits for what the listener promises. Returns
   * the way to stop.
   */
  onAccepted(listener: (accepted: Accepted) => void | Promise<void>): () => void;
  /** The slice in a pane, the active one when none is named; null without one to prompt on. */
  shown(viewportId?: string): ShownSlice | null;
  /** How the reader wants the model to be shown such a slice. */
  viewFor(slice: Pick<ShownSlice, 'units'>): ModelView;
  /** What the model sees of the slice shown: RGBA, side × side; null without a slice. */
  modelView(side: number): Uint8ClampedArray | null;
  /** Begins to follow the viewer. Repeated calls do nothing. */
  start(): void;
  /** The study is left: the viewer is as it was, and what is under way is not wanted any more. */
  reset(): void;
}

/** Prompts by mouse, the object that they make, and its way into a segment. */
export function createPrompting(deps: PromptingDeps): Prompting {
  const store = createPromptingStore();
  const following = followViewer(deps, store);
  const { answering, twoSeries, hover, follower, overlays, viewFor } = following;
  const shown = (viewportId?: string) => {
    if (viewportId === undefined) return follower.shown;
    const viewport = deps.viewports.get(viewportId);
    return viewport && follower.shownIn(viewport);
  };
  const acceptedListeners = new Set<(accepted: Accepted) => void | Promise<void>>();
  const actions = promptingActions({
    ...deps,
    ...{ store, answering, twoSeries, shown },
    selectTool: tool => deps.activation.select(tool),
    toolFor: shape => (shape.kind === 'point' ? shape.polarity : shape.kind),
    leaveHover: () => hover.leave(),
  });
  const accept = createAccept({
    ...deps,
    ...{ store, answering },
    onAccepted: async accepted => {
      await Promise.all([...acceptedListeners].map(listener => listener(accepted)));
    },
    activeViewportId: () => deps.viewports.activeId,
    modelId: () => deps.runtime.model()?.id ?? 'unknown',
  });
  let stop: (() => void) | null = null;
  return {
    ...actions,
    ...{ store, accept, shown, viewFor },
    onAccepted: listener => {
      acceptedListeners.add(listener);
      return () => acceptedListeners.delete(listener);
    },
    tools: deps.tools,
    selectTool: tool => deps.activation.select(tool),
    modelView: side => modelView(follower.shown, store.getState(), side),
    start: () => {
      stop ??= startFollowing(
        deps,
        store,
        following,
        promptTarget(deps, store, following, actions),
      );
    },
    reset: () => {
      stop?.();
      stop = null;
      follower.stop();
      hover.leave();
      overlays.remove();
      answering.clear();
      store.setState(EMPTY);
    },
  };
}

type Following = ReturnType<typeof followViewer>;

/** What follows the viewer: the slice shown, what is drawn over it, and the mask under the mouse. */
function followViewer(deps: PromptingDeps, store: PromptingStore) {
  const { viewports, reader, runtime, notices, findings } = deps;
  const activeViewport = () => (viewports.activeId ? viewports.get(viewports.activeId) : null);
  const viewFor = ({ units }: Pick<ShownSlice, 'units'>) =>
    modelViewOf(store.getState().settings, units, activeViewport());
  const twoSeries = createTwoSeries({
    ...{ store, reader, series: deps.series, runner: runtime.runner },
    viewFor: ({ units }) => modelViewOf(store.getState().settings, units, null),
  });
  const answering = new Answering({ store, notices, viewFor, runner: twoSeries.runner });
  const hover = new HoverPreview(
    (slice, at) => runtime.runner.hover(slice, at, viewFor(slice)),
    () => overlays.drawAll(),
    () => {
      keepSettings({ hover: false });
      store.setState(({ settings }) => ({ settings: { ...settings, hover: false } }));
      notices.tell('info', 'notice.hoverTooSlow');
    },
  );
  const follower = new SliceFollower(viewports, reader, runtime.runner, {
    isReady: () => runtime.store.getState().runtime.phase === 'ready',
    onState: slice => {
      // More series may have come meanwhile.
      twoSeries.follow(follower.shown);
      store.setState({ slice });
    },
    onReady: ready => store.setState({ ready }),
    onSlice: slice => {
      const units = follower.shown?.units;
      hover.leave();
      twoSeries.follow(follower.shown);
      store.setState({ slice, windowChoices: units ? windowChoices(units) : ['auto'] });
    },
  });
  const overlays = new Overlays(
    viewports,
    viewport => {
      const slice = follower.shownIn(viewport);
      return slice && contentOf(slice, store.getState(), hover, findings);
    },
    element => new Overlay(element),
  );
  return { answering, twoSeries, hover, follower, overlays, viewFor };
}

/** Begins to follow the viewer; returns the way to stop. */
function startFollowing(
  { viewports, runtime, findings, activation }: PromptingDeps,
  store: PromptingStore,
  { follower, overlays }: Following,
  target: PromptTarget,
): () => void {
  const stops = [
    viewports.watch(
      viewport => {
        if (viewport.id === viewports.activeId) follower.track();
        overlays.draw(viewport);
      },
      () => follower.track(),
    ),
    activation.start(target, tool => store.setState({ tool })),
    store.subscribe(() => overlays.drawAll()),
    findings.store.subscribe(() => overlays.drawAll()),
    runtime.store.subscribe(({ runtime: now }, { runtime: before }) => {
      if (now === before) return;
      const { slice } = store.getState();
      // What was prepared went with the worker before.
      if (now.phase !== 'ready') store.setState({ ready: EMPTY.ready });
      if (now.phase !== 'ready' && slice.phase === 'ready') {
        store.setState({ slice: { ...slice, phase: 'preparing' } });
      }
      if (now.phase === 'ready') follower.track(true);
    }),
  ];
  follower.track();
  return () => stops.forEach(end => end());
}

function contentOf(
  slice: ShownSlice,
  state: PromptingState,
  hover: HoverPreview,
  findings: Pick<Findings, 'store'>,
): OverlayContent {
  const draft = state.drafts.get(slice.key);
  return overlayContent(slice, draft, {
    hovered: draft ? null : hover.maskOn(slice.key),
    pending: state.pending?.sliceKey === slice.key ? state.pending.shape : null,
    selectedPromptId: state.selectedPromptId,
    color: findings.store.getState().target?.color,
  });
}

/** What the gestures of the prompt tools tell. */
function promptTarget(
  { notices }: PromptingDeps,
  store: PromptingStore,
  { follower, hover }: Following,
  actions: PromptingActions,
): PromptTarget {
  const draftIn = (viewport: PlanarViewport) => {
    const slice = follower.shownIn(viewport);
    return slice ? store.getState().drafts.get(slice.key) : undefined;
  };
  /** Nothing is on its way that the model is needed for. */
  const isIdle = ({ settings, slice, drafts }: PromptingState) =>
    settings.hover &&
    slice.phase === 'ready' &&
    ![...drafts.values()].some(({ phase }) => phase === 'asked' || phase === 'quick');
  return {
    addPrompt: (viewport, shape, tool) => {
      const slice = follower.shownIn(viewport, error => notices.fail(error, 'pixels-unavailable'));
      if (slice) actions.addPrompt(slice, shape, tool);
    },
    movePrompt: actions.movePrompt,
    selectPrompt: actions.selectPrompt,
    showPending: (viewport, shape) => {
      const slice = shape && follower.shownIn(viewport);
      store.setState({ pending: slice && shape ? { sliceKey: slice.key, shape } : null });
    },
    pointAt: (viewport: PlanarViewport | null, world: Vec3 | null) => {
      const state = store.getState();
      const { shown } = follower;
      if (!viewport || !world || !shown || !isIdle(state) || currentDraft(state)) hover.leave();
      else hover.moveTo(shown, world);
    },
    promptsIn: viewport => draftIn(viewport)?.prompts ?? [],
    planeIn: viewport => follower.shownIn(viewport)?.plane ?? null,
  };
}

function modelView(
  shown: ShownSlice | null,
  state: PromptingState,
  side: number,
): Uint8ClampedArray | null {
  if (!shown) return null;
  try {
    const slice = shown.read();
    const spec = state.drafts.get(shownKey(state) ?? '')?.answer?.spec ?? defaultSpec(slice);
    return thumbnail(slice, spec, side);
  } catch (error) {
    // Mostly that it is still loading, which the slice's state says; what is not foreseen is logged.
    toErrorData(error, 'pixels-unavailable');
    return null;
  }
}
