import type * as CornerstoneCore from '@cornerstonejs/core';

import { add, dot, scale, subtract, type Vec3 } from '../core/geometry/vec3';
import type { Host, OhifSubscription } from './ohif';
import type { PlanarViewport, ShownSlice } from './slices';

const asVec3 = (point: readonly number[]) => point as unknown as Vec3;

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

  /** Shows a slice in a viewport. */
  show(viewport: PlanarViewport, { imageId, plane }: Pick<ShownSlice, 'imageId' | 'plane'>): void {
    if (viewport.type === this.host.core.Enums.ViewportType.STACK) {
      const stack = viewport as CornerstoneCore.Types.IStackViewport;
      void stack.setImageIdIndex(stack.getImageIds().indexOf(imageId));
      return;
    }
    const { focalPoint, position, viewPlaneNormal } = viewport.getCamera();
    if (!focalPoint || !position || !viewPlaneNormal) return;
    const shift = dot(subtract(plane.origin, asVec3(focalPoint)), asVec3(viewPlaneNormal));
    const moved = (point: Vec3) =>
      [...add(point, scale(asVec3(viewPlaneNormal), shift))] as [number, number, number];
    viewport.setCamera({
      focalPoint: moved(asVec3(focalPoint)),
      position: moved(asVec3(position)),
    });
    viewport.render();
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
