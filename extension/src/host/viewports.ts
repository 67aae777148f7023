import type { Host, OhifSubscription } from './ohif';
import type { PlanarViewport } from './slices';

/** The viewports of the grid and what happens in them, of whichever kind they are. */
export class Viewports {
  constructor(private readonly host: Host) {}

  get activeId(): string | null {
    return this.host.services.viewportGridService.getActiveViewportId();
  }

  get(viewportId: string): PlanarViewport | null {
    const viewport =
      this.host.services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    // A pane that is being rebuilt has a viewport without an element for a moment.
    return viewport?.element ? viewport : null;
  }

  /** Every cornerstone viewport on the page. */
  all(): PlanarViewport[] {
    return (this.host.core.getRenderingEngines() ?? [])
      .flatMap(engine => engine.getViewports() as PlanarViewport[])
      .filter(viewport => viewport.element);
  }

  /**
   * Calls `onRendered` whenever a viewport has drawn (new slice, camera, window, size) and
   * `onActivated` when another pane becomes the active one. Returns the way to stop.
   */
  watch(onRendered: (viewport: PlanarViewport) => void, onActivated: () => void): () => void {
    const { core, services } = this.host;
    const { ELEMENT_ENABLED, ELEMENT_DISABLED, IMAGE_RENDERED } = core.Enums.Events;
    const rendered = (event: Event) => {
      const { element, viewportId } = (event as CustomEvent).detail as {
        element: HTMLDivElement;
        viewportId: string;
      };
      const viewport = this.get(viewportId);
      if (viewport && viewport.element === element) onRendered(viewport);
    };
    const elements = new Set<HTMLElement>();
    const attach = (element: HTMLElement) => {
      if (elements.has(element)) return;
      elements.add(element);
      element.addEventListener(IMAGE_RENDERED, rendered);
    };
    const enabled = (event: Event) => attach((event as CustomEvent).detail.element);
    const disabled = (event: Event) => {
      const element = (event as CustomEvent).detail.element as HTMLElement;
      element.removeEventListener(IMAGE_RENDERED, rendered);
      elements.delete(element);
    };
    core.eventTarget.addEventListener(ELEMENT_ENABLED, enabled);
    core.eventTarget.addEventListener(ELEMENT_DISABLED, disabled);
    this.all().forEach(viewport => attach(viewport.element));

    const grid = services.viewportGridService;
    const subscriptions: OhifSubscription[] = [
      grid.EVENTS.ACTIVE_VIEWPORT_ID_CHANGED,
      grid.EVENTS.GRID_STATE_CHANGED,
    ]
      .filter(Boolean)
      .map(event => grid.subscribe(event, onActivated));
    return () => {
      core.eventTarget.removeEventListener(ELEMENT_ENABLED, enabled);
      core.eventTarget.removeEventListener(ELEMENT_DISABLED, disabled);
      elements.forEach(element => element.removeEventListener(IMAGE_RENDERED, rendered));
      subscriptions.forEach(subscription => subscription.unsubscribe());
    };
  }
}
