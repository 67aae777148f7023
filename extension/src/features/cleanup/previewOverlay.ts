import { EMPTY_MASK, fromFull, maskHas, type RegionMask } from '../../core/mask/regionMask';
import { Overlay, type OverlayContent } from '../../host/overlay';
import { Overlays } from '../../host/overlays';
import { isStored, type PlanarViewport, type ShownSlice } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import { CHANGE_COLORS } from './colors';
import type { CleanupPreview } from './types';

type Change = keyof typeof CHANGE_COLORS;

/** Draws what a clean-up would add and take away over the slices shown. */
export class PreviewOverlay {
  private readonly layers: readonly Overlays<OverlayContent>[];
  private readonly masks = new Map<string, RegionMask>();
  private preview: CleanupPreview | null = null;

  /** @param shownIn the slice in a viewport; null where there is none to draw on. */
  constructor(
    viewports: Viewports,
    private readonly shownIn: (viewport: PlanarViewport) => ShownSlice | null,
  ) {
    const layer = (change: Change) =>
      new Overlays(
        viewports,
        viewport => this.content(viewport, change),
        element => new Overlay(element),
      );
    this.layers = [layer('removed'), layer('added')];
  }

  /** Shows another preview; null takes it away. */
  show(preview: CleanupPreview | null): void {
    if (preview === this.preview) return;
    this.preview = preview;
    this.masks.clear();
    this.layers.forEach(layer => layer.drawAll());
  }

  draw(viewport: PlanarViewport): void {
    this.layers.forEach(layer => layer.draw(viewport));
  }

  remove(): void {
    this.preview = null;
    this.masks.clear();
    this.layers.forEach(layer => layer.remove());
  }

  private content(viewport: PlanarViewport, change: Change): OverlayContent | null {
    const { preview } = this;
    const slice = preview && this.shownIn(viewport);
    if (!preview || !slice) return null;
    const key = `${change} ${slice.key}`;
    const mask = this.masks.get(key) ?? maskOn(slice, preview, change);
    this.masks.set(key, mask);
    if (!mask.width) return null;
    return {
      ...{ plane: slice.plane, mask, color: CHANGE_COLORS[change], answer: `cleanup-${change}` },
      ...{ prompts: [], selectedPromptId: null, pending: null, faint: false },
    };
  }
}

/** What changes on a slice: of the image that is shown, or of all images that a plane cuts. */
export function maskOn(
  slice: Pick<ShownSlice, 'imageId' | 'plane' | 'addressOf'>,
  { edits, columns }: Pick<CleanupPreview, 'edits' | 'columns'>,
  change: Change,
): RegionMask {
  const masksOf = (id: string) => {
    const edit = edits.get(id);
    return edit?.[change === 'added' ? 'region' : 'removed'] ?? EMPTY_MASK;
  };
  const { imageId, plane, addressOf } = slice;
  if (isStored(slice)) return masksOf(imageId);
  const full = new Uint8Array(plane.columns * plane.rows);
  for (let j = 0, n = 0; j < plane.rows; j++) {
    const mask = masksOf(addressOf(0, j).imageId);
    for (let i = 0; i < plane.columns; i++, n++) {
      if (!mask.width) continue;
      const { offset } = addressOf(i, j);
      if (maskHas(mask, [offset % columns, Math.floor(offset / columns)])) full[n] = 1;
    }
  }
  return fromFull(full, plane.columns, plane.rows);
}
