import { createStore, type StoreApi } from 'zustand/vanilla';

import { SamError } from '../../core/errors';
import { distanceToPlane } from '../../core/geometry/imagePlane';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import { pageYielder } from '../../host/mainThread';
import { ifPlanar, type ShownSlice, type SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { Findings } from '../findings';
import { computePreview } from './computePreview';
import type { GatherDeps } from '../../host/segmentBox';
import { PreviewOverlay } from './previewOverlay';
import type { CleanupKind, CleanupPreview, CleanupState } from './types';

export interface CleanupDeps extends GatherDeps {
  readonly viewports: Viewports;
  readonly reader: GatherDeps['reader'] & Pick<SliceReader, 'shownIn' | 'stackIn' | 'readRegion'>;
  readonly labelmaps: GatherDeps['labelmaps'] & Pick<LabelmapStore, 'writeRegions' | 'onChanged'>;
  readonly findings: Pick<Findings, 'store' | 'recordEdit'>;
  readonly notices: Notices;
}

/** What commands and the panel may ask of the clean-up. */
export interface Cleanup {
  readonly store: ReadonlyStore<CleanupState>;
  /** Works out what a clean-up of the active segment would do, and shows it over the slices. */
  preview(kind: CleanupKind): Promise<void>;
  /** Does what is previewed, as one undo step. */
  apply(): Promise<void>;
  /** Ends what is under way, or takes the preview away; the segment stays as it is. */
  cancel(): void;
  /** Shows the slice of a place that would change, by its index in the preview's list. */
  showPart(index: number): void;
  start(): void;
  /** The study is left: nothing of it stays. */
  reset(): void;
}

const IDLE: CleanupState = { phase: 'idle' };
/** How far a bar moves at least. */
const STEP = 0.02;

type Store = StoreApi<CleanupState>;

/** Cleans the active segment in three dimensions: seen first, done after. */
export function createCleanup(deps: CleanupDeps): Cleanup {
  const { findings, notices } = deps;
  const store = createStore<CleanupState>(() => IDLE);
  const set = (state: CleanupState) => store.setState(state, true);
  let run: AbortController | null = null;
  const cancel = () => {
    run?.abort();
    run = null;
    if (store.getState().phase !== 'applying') set(IDLE);
  };
  const preview = async (kind: CleanupKind) => {
    if (store.getState().phase === 'applying') return;
    cancel();
    const { target } = findings.store.getState();
    if (!target || target.locked) {
      return notices.tell('info', target ? 'disabled.locked' : 'cleanup.noSegment');
    }
    const begun = new AbortController();
    run = begun;
    set({ phase: 'working', kind, share: 0 });
    const { segmentationId, segmentIndex } = target;
    const pause = pausing(begun.signal, share => set({ phase: 'working', kind, share }));
    try {
      const found = await computePreview(deps, { segmentationId, segmentIndex }, kind, pause);
      if (begun.signal.aborted) return;
      if (typeof found === 'string') set({ phase: 'nothing', kind, reason: found });
      else set({ phase: 'preview', preview: found });
    } catch (error) {
      if (begun.signal.aborted) return;
      set(IDLE);
      notices.fail(error, 'segmentation-failed');
    }
  };
  const follow = following(deps, store, cancel);
  let stop: (() => void) | null = null;
  return {
    ...{ store, preview, cancel },
    apply: () => apply(deps, store),
    showPart: index => showPart(deps, store.getState(), index),
    start: () => {
      stop ??= follow();
    },
    reset: () => {
      stop?.();
      stop = null;
      run?.abort();
      run = null;
      set(IDLE);
    },
  };
}

/** Awaited between slices: lets the page go on, tells how far it is, and ends what is not wanted. */
function pausing(signal: AbortSignal, tell: (share: number) => void) {
  const yieldToPage = pageYielder();
  let told = 0;
  return async (share: number): Promise<void> => {
    await yieldToPage();
    if (signal.aborted) throw new SamError('aborted', 'not wanted any more');
    if (share < told + STEP) return;
    told = share;
    tell(share);
  };
}

async function apply({ labelmaps, findings, notices }: CleanupDeps, store: Store): Promise<void> {
  const state = store.getState();
  if (state.phase !== 'preview') {
    if (state.phase !== 'applying') notices.tell('info', 'cleanup.nothingToApply');
    return;
  }
  const { preview } = state;
  const applying: CleanupState = { phase: 'applying', preview };
  store.setState(applying, true);
  try {
    const { step } = await labelmaps.writeRegions(preview.segment, preview.edits.values());
    // The study was left meanwhile.
    if (store.getState() !== applying) return;
    const { kind, addedVoxels: added, removedVoxels: removed } = preview;
    if (step !== null) findings.recordEdit(preview.segment, { kind, added, removed }, step);
    store.setState(IDLE, true);
    notices.tell('info', 'cleanup.applied', { added, removed });
  } catch (error) {
    if (store.getState() !== applying) return;
    store.setState(state, true);
    notices.fail(error, 'segmentation-failed');
  }
}

/** Shows the slice of the active viewport's stack that is nearest to a place. */
function showPart({ viewports, reader, notices }: CleanupDeps, state: CleanupState, index: number) {
  const part = state.phase === 'preview' ? state.preview.parts[index] : undefined;
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  if (!part || !viewport) return;
  try {
    const away = ({ plane }: ShownSlice) => Math.abs(distanceToPlane(plane, part.at));
    const nearest = [...reader.stackIn(viewport)].sort((a, b) => away(a) - away(b))[0];
    if (nearest) viewports.show(viewport, nearest);
  } catch (error) {
    notices.fail(error, 'plane-not-supported');
  }
}

/**
 * Makes the function that begins to follow the viewer and returns the way to stop: the preview is
 * drawn as slices change, and goes when the segment is not what it was.
 */
function following(deps: CleanupDeps, store: Store, cancel: () => void): () => () => void {
  const { viewports, labelmaps, findings } = deps;
  const overlay = new PreviewOverlay(viewports, viewport =>
    ifPlanar(() => deps.reader.shownIn(viewport)),
  );
  return () => {
    const stops = [
      store.subscribe(state => overlay.show(previewIn(state))),
      viewports.watch(
        viewport => overlay.draw(viewport),
        () => undefined,
      ),
      labelmaps.onChanged(segmentationId => {
        const state = store.getState();
        const of = cleaned(state, findings.store.getState().target);
        if (of?.segment?.segmentationId !== segmentationId) return;
        const { kind } = of;
        cancel();
        store.setState({ phase: 'nothing', kind, reason: 'changed' }, true);
      }),
      findings.store.subscribe(({ target }, { target: before }) => {
        if (!isSame(target, before) || target?.locked) cancel();
      }),
    ];
    return () => {
      stops.forEach(end => end());
      overlay.remove();
    };
  };
}

const isSame = (a: SegmentRef | null, b: SegmentRef | null): boolean =>
  a?.segmentationId === b?.segmentationId && a?.segmentIndex === b?.segmentIndex;

/** What is previewed or worked out: the latter is of the active segment. */
function cleaned(state: CleanupState, target: SegmentRef | null) {
  if (state.phase === 'preview') return state.preview;
  return state.phase === 'working' ? { kind: state.kind, segment: target } : null;
}

const previewIn = (state: CleanupState): CleanupPreview | null =>
  state.phase === 'preview' || state.phase === 'applying' ? state.preview : null;
