import { toErrorData } from '../../core/errors';
import type { PlanarViewport, ShownSlice, SliceReader } from '../../host/slices';
import { SliceStrips, type SliceMark, type StripContent } from '../../host/sliceStrip';
import type { Viewports } from '../../host/viewports';
import type { Texts } from '../../i18n/texts';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { Prompting } from '../prompting';
import { reviewOf, stackOf, type ReviewSlice } from './review';
import type { PropagationState } from './types';

export interface StripDeps {
  readonly viewports: Pick<Viewports, 'all' | 'show' | 'watch'>;
  readonly reader: Pick<SliceReader, 'shownIn' | 'stackIn'>;
  readonly prompting: Pick<Prompting, 'store'>;
  readonly texts: Pick<Texts, 'text'>;
}

/**
 * Keeps a strip beside the scrollbar of each viewport: how sure each slice of its own stack
 * is, and which ones are encoded.
 * Returns the way to stop.
 */
export function followStrips(
  { viewports, reader, prompting, texts }: StripDeps,
  store: ReadonlyStore<PropagationState>,
): () => void {
  const stacks = new Stacks(reader);
  const contentFor = (viewport: PlanarViewport): StripContent | null => {
    const slices = stacks.of(viewport);
    const state = { ...store.getState(), stack: stackOf(slices) };
    const review = reviewOf(state, prompting.store.getState());
    const { ready } = prompting.store.getState();
    if (!review.some(({ kind, key }) => kind !== 'none' || ready.has(key))) return null;
    return {
      marks: review.map(slice => markOf(slice, ready.has(slice.key), texts)),
      label: texts.text('propagation.strip'),
      onPick: n => viewports.show(viewport, slices[n]),
    };
  };
  const strips = new SliceStrips(contentFor);
  let asked = 0;
  const draw = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      strips.draw(viewports.all());
    });
  };
  const stops = [
    viewports.watch(draw, draw),
    prompting.store.subscribe((now, before) => {
      if (now.drafts !== before.drafts || now.ready !== before.ready) draw();
    }),
    store.subscribe(draw),
  ];
  draw();
  return () => {
    stops.forEach(stop => stop());
    cancelAnimationFrame(asked);
    strips.remove();
  };
}

const markOf = (
  { number, kind, confidence = 0 }: ReviewSlice,
  ready: boolean,
  texts: Pick<Texts, 'text'>,
): SliceMark => ({
  look: kind === 'none' ? null : kind,
  ready,
  tooltip: [
    texts.text(`propagation.slice.${kind}`, { number, percent: Math.round(100 * confidence) }),
    ...(ready ? [texts.text('propagation.slice.ready')] : []),
  ].join(' · '),
});

/** The stack of each viewport, made anew only when the viewport shows a slice of another one. */
class Stacks {
  readonly #known = new WeakMap<
    PlanarViewport,
    { readonly slices: readonly ShownSlice[]; readonly keys: ReadonlySet<string> }
  >();

  constructor(private readonly reader: StripDeps['reader']) {}

  of(viewport: PlanarViewport): readonly ShownSlice[] {
    try {
      const shown = this.reader.shownIn(viewport);
      if (!shown) return [];
      const known = this.#known.get(viewport);
      if (known?.keys.has(shown.key)) return known.slices;
      const slices = this.reader.stackIn(viewport);
      this.#known.set(viewport, { slices, keys: new Set(slices.map(({ key }) => key)) });
      return slices;
    } catch (error) {
      // Expected of a pane that shows no planar image; what is not foreseen is logged.
      toErrorData(error, 'pixels-unavailable');
      return [];
    }
  }
}
