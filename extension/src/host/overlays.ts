import { Overlay, type OverlayContent } from './overlay';
import type { PlanarViewport } from './slices';
import type { Viewports } from './viewports';

/** One overlay per viewport element; follows panes as they come and go. */
export class Overlays {
  private readonly byElement = new Map<HTMLElement, Overlay>();

  constructor(
    private readonly viewports: Viewports,
    private readonly contentFor: (viewport: PlanarViewport) => OverlayContent | null,
  ) {}

  draw(viewport: PlanarViewport): void {
    const content = this.contentFor(viewport);
    let overlay = this.byElement.get(viewport.element);
    if (!overlay) {
      if (!content) return;
      overlay = new Overlay(viewport.element);
      this.byElement.set(viewport.element, overlay);
    }
    overlay.draw(viewport, content);
  }

  drawAll(): void {
    for (const [element, overlay] of this.byElement) {
      if (element.isConnected) continue;
      overlay.remove();
      this.byElement.delete(element);
    }
    this.viewports.all().forEach(viewport => this.draw(viewport));
  }

  remove(): void {
    this.byElement.forEach(overlay => overlay.remove());
    this.byElement.clear();
  }
}
