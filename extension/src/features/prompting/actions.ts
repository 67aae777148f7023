import type { WorldPrompt } from '../../core/prompt/prompt';
import { newRunId } from '../../core/runId';
import type { LabelmapStore } from '../../host/labelmap';
import type { ShownSlice } from '../../host/slices';
import { keepSettings } from '../../host/storedSettings';
import type { Notices } from '../../ui/notices';
import type { Findings } from '../findings';
import type { Answering } from './answering';
import { candidatesOf, propagatedDraft, standsFirm } from './drafts';
import { allPrompts, currentDraft, shownKey, type PromptingStore } from './store';
import type { TwoSeries } from './twoSeries';
import type { PromptingState, Propagated, SliceDraft, ViewSettings } from './types';

export interface ActionDeps {
  readonly store: PromptingStore;
  readonly answering: Answering;
  readonly twoSeries: Pick<TwoSeries, 'choose'>;
  readonly labelmaps: Pick<LabelmapStore, 'maskOn'>;
  readonly findings: Pick<Findings, 'store'>;
  readonly notices: Notices;
  /** The slice in the active pane. */
  readonly shown: () => ShownSlice | null;
  /** What a measurement on a plane marks, as a prompt. */
  readonly measuredPrompt: (slice: ShownSlice) => WorldPrompt | null;
  /** Makes a tool that of the primary mouse button; null hands that back to the viewer. */
  readonly selectTool: (tool: string | null) => void;
  /** Id of the tool that gives prompts of that shape. */
  readonly toolFor: (shape: WorldPrompt) => string;
  /** The mask under the resting mouse is not wanted any more. */
  readonly leaveHover: () => void;
}

/** What the reader may ask for prompts, candidates and the way the model is shown a slice. */
export interface PromptingActions {
  /** Adds a prompt to a slice's, and has them answered. Resolves to its id. */
  addPrompt(slice: ShownSlice, shape: WorldPrompt, tool?: string): string;
  movePrompt(id: string, shape: WorldPrompt): void;
  deletePrompt(id: string): void;
  /** Deletes the selected prompt, else the newest. */
  deleteSelected(): void;
  selectPrompt(id: string | null): void;
  /** Steps through the candidate masks of the slice shown; `step` is +1 or −1. */
  stepCandidate(step: number): void;
  chooseCandidate(index: number): void;
  /** Drops prompts and masks of the slice shown, or of the whole object; writes nothing. */
  clear(options?: { readonly all?: boolean }): void;
  /** Makes a prompt of the measurement on this slice: the selected one, else the newest. */
  useMeasurement(): void;
  /** Takes the active segment's mask on this slice as the start of corrections. */
  refineSegment(): void;
  /** Takes what propagation found on a slice; one that the reader has made stays as it is. */
  putPropagated(slice: ShownSlice, propagated: Propagated): void;
  /** Drops what propagation found and the reader has neither corrected nor checked. */
  dropPropagated(keep: (sliceKey: string) => boolean): void;
  /** The object of propagated masks becomes a new segment, of that name, when it is accepted. */
  becomeSegment(label?: string): void;
  /** The reader has looked at a propagated mask and leaves it so. */
  checkPropagated(sliceKey: string): void;
  /**
   * Takes over the object of an earlier session, on slices that have no prompts yet; what was not
   * answered then is asked again.
   */
  restoreObject(drafts: readonly SliceDraft[], refines: PromptingState['refines']): void;
  /** Changes how the model is shown the slice; what is prompted there is answered anew. */
  changeSettings(change: Partial<ViewSettings>): void;
  /** Has prompts answered on another series as well; null on none. The slice shown is answered anew. */
  lookAlsoAt(seriesId: string | null): void;
}

let promptCount = 0;

export function promptingActions(deps: ActionDeps): PromptingActions {
  return {
    ...promptActions(deps),
    ...candidateActions(deps),
    ...sliceActions(deps),
    ...propagationActions(deps),
    restoreObject: (drafts, refines) => restoreObject(deps, drafts, refines),
  };
}

function restoreObject(
  { store, answering }: ActionDeps,
  drafts: readonly SliceDraft[],
  refines: PromptingState['refines'],
): void {
  const before = store.getState();
  if (refines?.segmentationId && !before.drafts.size) store.setState({ refines });
  for (const kept of drafts) {
    const { slice, phase } = kept;
    if (before.drafts.has(slice.key)) continue;
    const prompts = kept.prompts.map(prompt => ({
      ...prompt,
      id: `prompt-${++promptCount}`,
      sliceKey: slice.key,
    }));
    const draft = { ...kept, prompts, run: newRunId() };
    if (phase === 'asked' || phase === 'failed') answering.change(draft, prompts, false);
    // The better answer that was on its way is not coming any more.
    else answering.put({ ...draft, phase: phase === 'quick' ? 'final' : phase });
  }
}

function promptActions({ store, answering, toolFor, leaveHover }: ActionDeps) {
  const deletePrompt = (id: string) => {
    const draft = answering.of(id);
    if (!draft) return;
    const prompts = draft.prompts.filter(p => p.id !== id);
    if (store.getState().selectedPromptId === id) store.setState({ selectedPromptId: null });
    if (prompts.length || draft.origin) answering.change(draft, prompts, false);
    else if (draft.propagated) answering.put(propagatedDraft(draft.slice, draft.propagated));
    else answering.drop(draft.slice.key);
  };
  return {
    addPrompt: (slice: ShownSlice, shape: WorldPrompt, tool = toolFor(shape)) => {
      const draft = answering.on(slice);
      const id = `prompt-${++promptCount}`;
      const prompt = { ...shape, id, tool, sliceKey: slice.key };
      // The decoder takes one box: a new one stands in for the old.
      const isBox = shape.kind === 'box';
      const kept = isBox ? draft.prompts.filter(p => p.kind !== 'box') : draft.prompts;
      answering.change(draft, [...kept, prompt], kept.length === draft.prompts.length);
      leaveHover();
      return id;
    },
    movePrompt: (id: string, shape: WorldPrompt) => {
      const draft = answering.of(id);
      if (!draft) return;
      const prompts = draft.prompts.map(p =>
        p.id === id ? { ...shape, id, tool: p.tool, sliceKey: p.sliceKey } : p,
      );
      answering.change(draft, prompts, false);
    },
    deletePrompt,
    deleteSelected: () => {
      const { selectedPromptId, drafts } = store.getState();
      const id = selectedPromptId ?? allPrompts({ drafts }).at(-1)?.id;
      if (id) deletePrompt(id);
    },
    selectPrompt: (id: string | null) => store.setState({ selectedPromptId: id }),
  };
}

function propagationActions({ store, answering }: ActionDeps) {
  return {
    putPropagated: (slice: ShownSlice, propagated: Propagated) => {
      const draft = answering.get(slice.key);
      if (!draft || !standsFirm(draft)) answering.put(propagatedDraft(slice, propagated));
    },
    dropPropagated: (keep: (sliceKey: string) => boolean) => {
      for (const [key, draft] of store.getState().drafts) {
        if (!standsFirm(draft) && draft.propagated && !keep(key)) answering.drop(key);
      }
    },
    becomeSegment: (label?: string) => store.setState({ becomes: { label } }),
    checkPropagated: (sliceKey: string) => {
      const draft = answering.get(sliceKey);
      if (!draft?.propagated) return;
      answering.put({ ...draft, propagated: { ...draft.propagated, checked: true } });
    },
  };
}

function candidateActions({ store, answering }: ActionDeps) {
  return {
    stepCandidate: (step: number) => {
      const draft = currentDraft(store.getState());
      const count = draft ? candidatesOf(draft).length : 0;
      if (draft && count) answering.choose(draft, (draft.chosen + step + count) % count);
    },
    chooseCandidate: (index: number) => {
      const draft = currentDraft(store.getState());
      if (draft) answering.choose(draft, index);
    },
  };
}

function sliceActions(deps: ActionDeps) {
  const { store, answering, notices, shown } = deps;
  return {
    clear: ({ all = false } = {}) => {
      const state = store.getState();
      const key = shownKey(state);
      if (all) answering.clear();
      else if (key !== undefined && state.drafts.has(key)) answering.drop(key);
      else if (state.drafts.size) return notices.tell('info', 'notice.promptsElsewhere');
      // What was told of the prompts went with them.
      notices.dismiss('info');
    },
    useMeasurement: () => {
      const slice = shown();
      if (!slice) return;
      const shape = deps.measuredPrompt(slice);
      if (!shape) return notices.tell('info', 'notice.noMeasurement');
      promptActions(deps).addPrompt(slice, shape);
    },
    refineSegment: () => {
      try {
        refine(deps);
      } catch (error) {
        notices.fail(error, 'segmentation-failed');
      }
    },
    changeSettings: (change: Partial<ViewSettings>) => {
      keepSettings(change);
      store.setState(({ settings }) => ({ settings: { ...settings, ...change } }));
      deps.leaveHover();
      const draft = currentDraft(store.getState());
      const shownAnew = change.window !== undefined || change.wholeSlice !== undefined;
      if (draft?.prompts.length && shownAnew) answering.change(draft, draft.prompts, false);
    },
    lookAlsoAt: (seriesId: string | null) => {
      deps.twoSeries.choose(seriesId);
      const draft = currentDraft(store.getState());
      if (draft?.prompts.length) answering.change(draft, draft.prompts, false);
    },
  };
}

function refine({ store, answering, labelmaps, findings, notices, shown, selectTool }: ActionDeps) {
  const slice = shown();
  const { target } = findings.store.getState();
  const { refines, tool } = store.getState();
  if (!slice || !target) return;
  if (target.locked) return notices.tell('error', 'error.segment-locked');
  const { segmentationId, segmentIndex, label } = target;
  const another =
    refines && (refines.segmentationId !== segmentationId || refines.segmentIndex !== segmentIndex);
  if (another) return notices.tell('info', 'notice.refinesOther', { label: refines.label });
  const mask = labelmaps.maskOn({ segmentationId, segmentIndex }, slice);
  if (!mask.width) return notices.tell('info', 'notice.nothingToRefine');
  if (!tool) selectTool('include');
  store.setState({ refines: { segmentationId, segmentIndex, label } });
  const draft = { ...answering.on(slice), origin: mask };
  // Prompts that were given already correct it, too.
  if (draft.prompts.length) answering.change(draft, draft.prompts, false);
  else answering.put(draft);
  notices.tell('info', 'notice.refining', { label });
}
