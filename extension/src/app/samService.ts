import { toErrorData } from '../core/errors';
import type { ImagePlane } from '../core/geometry/imagePlane';
import type { RegionMask } from '../core/mask/regionMask';
import type { WorldPrompt } from '../core/prompt/prompt';
import type { TargetState } from '../features/findings';
import {
  currentDraft,
  previewOf,
  shownMask,
  type Accepted,
  type PreviewState,
  type SliceDraft,
} from '../features/prompting';
import type { App } from './createApp';

/** What other extensions may know of the panel at one moment; plain data. */
export interface SamState {
  readonly model: { readonly phase: string; readonly id: string | null };
  readonly slice: { readonly phase: string; readonly imageId: string | null };
  /** Id of the tool in use. */
  readonly tool: string | null;
  /** The object that is being prompted, slice by slice. */
  readonly drafts: readonly {
    readonly imageId: string;
    readonly phase: SliceDraft['phase'];
    readonly prompts: readonly (WorldPrompt & { readonly id: string; readonly tool: string })[];
    readonly preview: PreviewState | null;
  }[];
  /** The segment that Accept writes to. */
  readonly target: TargetState | null;
  readonly accepting: boolean;
}

/** A mask that is offered and not accepted yet. */
export interface SamMask {
  readonly imageId: string;
  readonly plane: ImagePlane;
  readonly mask: RegionMask;
}

export interface AddPromptOptions {
  /** In world space (LPS mm), on the plane of the slice that the viewport shows. */
  readonly prompt: WorldPrompt;
  /** The active one when not given. */
  readonly viewportId?: string;
  /** Id of the tool that the prompt is listed under. */
  readonly tool?: string;
}

export const SAM_EVENTS = {
  /** Anything that `getState` tells has changed. */
  STATE_CHANGED: 'event::sam:stateChanged',
  /** Masks were written into a segment; the data says which segment and images. */
  ACCEPTED: 'event::sam:accepted',
} as const;

/** The service that other extensions find as `servicesManager.services.samService`. */
export interface SamService {
  readonly EVENTS: typeof SAM_EVENTS;
  /** As the viewer's own services: calls back with the event's data. */
  subscribe(event: string, callback: (data: unknown) => void): { unsubscribe(): void };
  getState(): SamState;
  /** The mask drawn on an image, else on the slice in the active viewport; null without one. */
  getMask(options?: { readonly imageId?: string }): SamMask | null;
  /** Adds a prompt, which is answered; returns its id, or null without a slice to prompt on. */
  addPrompt(options: AddPromptOptions): string | null;
  selectTool(tool: string | null): void;
  /** Writes the object's masks into the active segment as one undo step. */
  accept(): Promise<void>;
  clear(options?: { readonly all?: boolean }): void;
}

export function createSamService(requireApp: () => App): SamService {
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  const tell = (event: string, data: unknown) =>
    listeners.get(event)?.forEach(listener => {
      try {
        listener(data);
      } catch (error) {
        // Another extension's; logged there.
        toErrorData(error, 'runtime-failed');
      }
    });
  let watched = false;
  const app = (): App => {
    const current = requireApp();
    if (!watched) {
      watched = true;
      const changed = () => tell(SAM_EVENTS.STATE_CHANGED, getState(current));
      const { prompting, findings, runtime } = current;
      [prompting.store, findings.store, runtime.store].forEach(store => store.subscribe(changed));
      prompting.onAccepted(accepted => tell(SAM_EVENTS.ACCEPTED, accepted satisfies Accepted));
    }
    return current;
  };
  return {
    EVENTS: SAM_EVENTS,
    subscribe: (event, callback) => {
      app();
      const of = listeners.get(event) ?? new Set();
      listeners.set(event, of.add(callback));
      return { unsubscribe: () => void of.delete(callback) };
    },
    getState: () => getState(app()),
    getMask: options => getMask(app(), options?.imageId),
    addPrompt: ({ prompt, viewportId, tool }) => {
      const { prompting, start } = app();
      start();
      const slice = prompting.shown(viewportId);
      return slice && prompting.addPrompt(slice, prompt, tool);
    },
    selectTool: tool => {
      app().start();
      app().prompting.selectTool(tool);
    },
    accept: () => app().prompting.accept(),
    clear: options => app().prompting.clear(options),
  };
}

function getState({ prompting, findings, runtime }: App): SamState {
  const { drafts, slice, tool, accepting } = prompting.store.getState();
  const { phase } = runtime.store.getState().runtime;
  return {
    model: { phase, id: runtime.model()?.id ?? null },
    slice: { phase: slice.phase, imageId: prompting.shown()?.imageId ?? null },
    ...{ tool, accepting },
    drafts: [...drafts.values()].map(draft => ({
      imageId: draft.slice.imageId,
      phase: draft.phase,
      prompts: draft.prompts,
      preview: previewOf(draft),
    })),
    target: findings.store.getState().target,
  };
}

function getMask({ prompting }: App, imageId?: string): SamMask | null {
  const state = prompting.store.getState();
  const draft =
    imageId === undefined
      ? currentDraft(state)
      : [...state.drafts.values()].find(({ slice }) => slice.imageId === imageId);
  const mask = shownMask(draft);
  return draft && mask ? { imageId: draft.slice.imageId, plane: draft.slice.plane, mask } : null;
}
