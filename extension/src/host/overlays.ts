import type { PlanarViewport } from './slices';
import type { Viewports } from './viewports';

/** What lies over one viewport. */
interface Layer<Content> {
  /** Draws as seen by the viewport's present camera; null clears. */
  draw(viewport: PlanarViewport, content: Content | null): void;
  remove(): void;
}

/** One layer per viewport element; follows panes as they come and go. */
export class Overlays<Content> {
  private readonly byElement = new Map<HTMLElement, Layer<Content>>();

  constructor(
    private readonly viewports: Pick<Viewports, 'all'>,
    private readonly contentFor: (viewport: PlanarViewport) => Content | null,
    private readonly layOver: (element: HTMLElement) => Layer<Content>,
  ) {}

  draw(viewport: PlanarViewport): void {
    const content = this.contentFor(viewport);
    let overlay = this.byElement.get(viewport.element);
    if (!overlay) {
      if (!content) return;
      overlay = this.layOver(viewport.element);
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
