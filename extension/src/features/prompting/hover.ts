import type { RegionMask } from '../../core/mask/regionMask';
import { isInsideImage, worldToPixel, type PixelPoint } from '../../core/geometry/imagePlane';
import type { Vec3 } from '../../core/geometry/vec3';
import type { ShownSlice } from '../../host/slices';
import type { HoverAnswer } from '../runtime';

/** The mouse rests when it has not moved for this long. */
const REST_MS = 150;
/** A machine that takes longer shows masks that lag behind the mouse. */
const TOO_SLOW_MS = 600;

/** The mask under the resting mouse: asked for when nothing else is, dropped when it moves on. */
export class HoverPreview {
  private rest: ReturnType<typeof setTimeout> | undefined;
  private shown: { readonly sliceKey: string; readonly mask: RegionMask } | null = null;
  private at: PixelPoint | null = null;

  /**
   * @param ask the mask for a point on a slice, and how long the model took; null when there is none.
   * @param onChange the mask shown has changed.
   * @param onTooSlow the machine takes so long that the masks would lag behind the mouse.
   */
  constructor(
    private readonly ask: (slice: ShownSlice, at: PixelPoint) => Promise<HoverAnswer | null>,
    private readonly onChange: () => void,
    private readonly onTooSlow: () => void,
  ) {}

  /** The mask to draw on a slice. */
  maskOn(sliceKey: string): RegionMask | null {
    return this.shown?.sliceKey === sliceKey ? this.shown.mask : null;
  }

  /** The mouse is at a world position over a slice. */
  moveTo(slice: ShownSlice, world: Vec3): void {
    const at = worldToPixel(slice.plane, world);
    clearTimeout(this.rest);
    this.at = at;
    if (!isInsideImage(slice.plane, at)) return this.leave();
    this.rest = setTimeout(() => void this.show(slice, at), REST_MS);
  }

  /** The mouse has left, or something else is under way. */
  leave(): void {
    clearTimeout(this.rest);
    this.at = null;
    if (!this.shown) return;
    this.shown = null;
    this.onChange();
  }

  private async show(slice: ShownSlice, at: PixelPoint): Promise<void> {
    const answer = await this.ask(slice, at);
    if (answer && answer.milliseconds > TOO_SLOW_MS) this.onTooSlow();
    // The mouse is elsewhere by now.
    if (this.at !== at) return;
    this.shown = answer?.mask.width ? { sliceKey: slice.key, mask: answer.mask } : null;
    this.onChange();
  }
}
