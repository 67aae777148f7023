import type { StoreApi } from 'zustand/vanilla';
import type { MaskOutline } from '../../host/maskOutlines';
import type { AutomaticState } from './types';

/** Neighbours in the list get hues far apart. */
const HUE_STEP = 137.5;

/** Makes the function that gives what is drawn: the same list as long as nothing of it changes. */
export function outlinesOf(
  store: Pick<StoreApi<AutomaticState>, 'getState'>,
): () => readonly MaskOutline[] {
  let of: Pick<AutomaticState, 'masks' | 'picked' | 'marked'> | null = null;
  let outlines: readonly MaskOutline[] = [];
  return () => {
    const { masks, picked, marked } = store.getState();
    if (of?.masks === masks && of.picked === picked && of.marked === marked) return outlines;
    of = { masks, picked, marked };
    const drawn = masks.map(({ id, mask }): MaskOutline => ({
      ...{ id, mask, picked: picked.has(id), marked: id === marked },
      color: `hsl(${Math.round(id * HUE_STEP) % 360} 85% 62%)`,
    }));
    // What is marked or picked lies over the rest.
    const rank = (one: MaskOutline) => (one.marked ? 2 : one.picked ? 1 : 0);
    outlines = drawn.sort((a, b) => rank(a) - rank(b));
    return outlines;
  };
}
