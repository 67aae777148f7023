import {
  ifPlanar,
  type PlanarViewport,
  type ShownSlice,
  type SliceReader,
} from '../../host/slices';
import { SliceStrips, type StripContent } from '../../host/sliceStrip';
import type { Viewports } from '../../host/viewports';
import type { Texts } from '../../i18n/texts';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { Prompting } from '../prompting';
import { reviewOf, stackOf, type ReviewSlice } from './review';
import type { PropagationState } from './types';

export interface StripDeps {
  readonly viewports: Pick<Viewports, 'all' | 'show' | 'watch'>;
  readonly reader: Pick<SliceReader, 'stackIn'>;
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
  const drawn = new WeakMap<PlanarViewport, Drawn>();
  const contentFor = (viewport: PlanarViewport): StripContent | null => {
    const { drafts, ready } = prompting.store.getState();
    const { written } = store.getState();
    const slices = stackShownIn(viewport, reader);
    const of = [slices, drafts, ready, written] as const;
    const known = drawn.get(viewport);
    // Viewports are drawn at every move of the mouse.
    if (known?.of.every((part, n) => part === of[n])) return known.content;
    const review = reviewOf({ stack: stackOf(slices), written }, { drafts });
    const content = review.some(({ kind, key }) => kind !== 'none' || ready.has(key))
      ? {
          marks: review.map(({ kind, key }) => ({
            look: kind === 'none' ? null : kind,
            ready: ready.has(key),
          })),
          label: texts.text('propagation.strip'),
          tooltip: (n: number) => tooltipOf(review[n], ready, texts),
          onPick: (n: number) => viewports.show(viewport, slices[n]),
        }
      : null;
    drawn.set(viewport, { of, content });
    return content;
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

/** What a viewport's strip was made of, and what came of it. */
interface Drawn {
  readonly of: readonly unknown[];
  readonly content: StripContent | null;
}

const tooltipOf = (
  { key, number, kind, confidence = 0 }: ReviewSlice,
  ready: ReadonlySet<string>,
  texts: Pick<Texts, 'text'>,
): string =>
  [
    texts.text(`propagation.slice.${kind}`, { number, percent: Math.round(100 * confidence) }),
    ...(ready.has(key) ? [texts.text('propagation.slice.ready')] : []),
  ].join(' · ');

const NO_STACK: readonly ShownSlice[] = [];

/** The stack of a viewport; empty where it shows none that can be segmented. */
export const stackShownIn = (
  viewport: PlanarViewport,
  reader: StripDeps['reader'],
): readonly ShownSlice[] => ifPlanar(() => reader.stackIn(viewport)) ?? NO_STACK;
