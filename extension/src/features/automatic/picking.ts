import type { StoreApi } from 'zustand/vanilla';
import { worldToPixel } from '../../core/geometry/imagePlane';
import type { Vec3 } from '../../core/geometry/vec3';
import { maskHas } from '../../core/mask/regionMask';
import type { PlanarViewport, ShownSlice } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { AutomaticState } from './types';

interface PickActions {
  mark(id: number | null): void;
  pick(id: number): void;
  drop(): void;
}

/** Something that takes Escape itself: a dialog, a menu, a field. */
const TAKES_ESCAPE =
  '[role="dialog"], [role="menu"], [role="listbox"], select, textarea, input:not([type="range"], [type="number"])';
const isInUse = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TAKES_ESCAPE) !== null;

/**
 * The mouse over the masks that are shown: it marks the smallest one under it, and a press of the
 * primary button picks that. Presses elsewhere go to the tool in use. Escape drops the masks.
 *
 * @param showsIt the slice of the masks where a viewport shows it, else null.
 * @returns the way to stop.
 */
export function listenForPicks(
  viewports: Pick<Viewports, 'all'>,
  showsIt: (viewport: PlanarViewport) => ShownSlice | null,
  store: Pick<StoreApi<AutomaticState>, 'getState'>,
  { mark, pick, drop }: PickActions,
): () => void {
  const offering = () => store.getState().phase === 'ready' && !store.getState().accepting;
  const maskUnder = ({ target, clientX, clientY }: MouseEvent): number | null => {
    if (!offering() || !(target instanceof Element)) return null;
    const element = target.closest('[data-viewport-uid]');
    const viewport = element && viewports.all().find(one => one.element === element);
    const slice = viewport ? showsIt(viewport) : null;
    if (!viewport || !slice) return null;
    const { left, top } = viewport.element.getBoundingClientRect();
    const world = viewport.canvasToWorld([clientX - left, clientY - top]) as unknown as Vec3;
    const at = worldToPixel(slice.plane, world);
    const under = store.getState().masks.filter(({ mask }) => maskHas(mask, at));
    return under.length ? under.reduce((a, b) => (b.area < a.area ? b : a)).id : null;
  };
  /** A button is down: Escape ends the gesture that it draws. */
  let held = false;
  const hold = (event: MouseEvent) => {
    held = event.buttons !== 0;
  };
  const move = (event: MouseEvent) => {
    hold(event);
    if (offering() && event.buttons === 0) mark(maskUnder(event));
  };
  const down = (event: MouseEvent) => {
    hold(event);
    if (event.button !== 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const id = maskUnder(event);
    if (id === null) return;
    event.stopPropagation();
    // Keeps the focus off the pane, where the viewer's keys don't work.
    event.preventDefault();
    pick(id);
  };
  /** Two quick picks are not a wish for another layout. */
  const doubleClick = (event: MouseEvent) => {
    if (maskUnder(event) !== null) event.stopPropagation();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !offering() || held || isInUse(event.target)) return;
    event.stopPropagation();
    drop();
  };
  // Before the prompt tools, which listen on the document.
  window.addEventListener('mousemove', move, true);
  window.addEventListener('mousedown', down, true);
  window.addEventListener('mouseup', hold, true);
  window.addEventListener('dblclick', doubleClick, true);
  window.addEventListener('keydown', key, true);
  return () => {
    window.removeEventListener('mousemove', move, true);
    window.removeEventListener('mousedown', down, true);
    window.removeEventListener('mouseup', hold, true);
    window.removeEventListener('dblclick', doubleClick, true);
    window.removeEventListener('keydown', key, true);
  };
}
