import type { MaskOutline, OutlineContent } from '../../host/maskOutlines';
import type { ShownSlice } from '../../host/slices';
import type { LesionSearchState, ListedLesion } from './types';

/** Amber for what is open; what was accepted or rejected is no more drawn. */
const OPEN = 'hsl(40 95% 60%)';

/** What is drawn over a slice; the same content as long as nothing of it changes. */
export class LesionOutlines {
  #of: Pick<LesionSearchState, 'lesions' | 'current' | 'picked'> | null = null;
  #bySlice = new Map<string, OutlineContent>();

  on(slice: ShownSlice, { lesions, current, picked }: LesionSearchState): OutlineContent | null {
    if (
      this.#of?.lesions !== lesions ||
      this.#of.current !== current ||
      this.#of.picked !== picked
    ) {
      this.#of = { lesions, current, picked };
      this.#bySlice = new Map();
    }
    const known = this.#bySlice.get(slice.key);
    if (known) return known;
    const outlines = lesions
      .filter(({ status }) => status === 'open')
      .flatMap(lesion => outlineOn(slice, lesion, current, picked));
    const content = { plane: slice.plane, outlines };
    this.#bySlice.set(slice.key, content);
    return content;
  }
}

const outlineOn = (
  { key }: ShownSlice,
  { id, slices }: ListedLesion,
  current: number | null,
  picked: ReadonlySet<number>,
): MaskOutline[] =>
  slices
    .filter(({ slice }) => slice.key === key)
    .map(({ mask }) => ({
      ...{ id, mask, color: OPEN },
      ...{ picked: picked.has(id), marked: id === current },
    }));
