import type { PixelPoint } from '../geometry/imagePlane';
import { contains, longestSideMm } from '../geometry/region';
import type { ModelRuns } from './modelRuns';
import type { Plan } from './plan';
import type { EncodeSpec, ImageEmbedding, SegmentRequest } from './types';
import type { View } from './views';

/** A view that has an embedding. */
export interface ShownView extends View {
  readonly embedding: ImageEmbedding;
}

export interface Shown {
  readonly views: readonly ShownView[];
  /** All views of the plan are among them. */
  readonly final: boolean;
}

/**
 * Shows the model the plan's views. `best` encodes those that are not ready; `quick` makes do with
 * what is ready, and encodes only when nothing is that holds the prompts.
 */
export async function encodeViews(
  runs: ModelRuns,
  plan: Plan,
  quality: SegmentRequest['quality'],
): Promise<Shown> {
  const views: ShownView[] = [];
  for (const view of plan.views) {
    const ready = runs.ready().find(({ spec }) => sameSpec(spec, view.spec));
    if (ready) views.push({ ...view, embedding: ready });
    else if (quality === 'best') views.push({ ...view, embedding: await runs.encode(view.spec) });
  }
  if (!views.length) {
    const closest = closestReady(plan, runs.ready());
    const [first] = plan.views;
    views.push(
      closest
        ? { role: 'ready', spec: closest.spec, embedding: closest }
        : { ...first, embedding: await runs.encode(first.spec) },
    );
  }
  const final = plan.views.every(({ spec }) => views.some(shown => sameSpec(shown.spec, spec)));
  return { views, final };
}

/** Among ready embeddings the one with the closest view that holds all prompts. */
function closestReady(
  { slice, prompts: { include, exclude, box } }: Plan,
  ready: readonly ImageEmbedding[],
): ImageEmbedding | undefined {
  const points: PixelPoint[] = [...include, ...exclude];
  if (box) points.push([box.x, box.y], [box.x + box.width, box.y + box.height]);
  const side = (embedding: ImageEmbedding) => longestSideMm(slice.plane, embedding.spec.region);
  return ready
    .filter(({ spec }) => points.every(point => contains(spec.region, point)))
    .sort((a, b) => side(a) - side(b))[0];
}

const sameSpec = (a: EncodeSpec, b: EncodeSpec) =>
  a.region.x === b.region.x &&
  a.region.y === b.region.y &&
  a.region.width === b.region.width &&
  a.region.height === b.region.height &&
  a.window.lower === b.window.lower &&
  a.window.upper === b.window.upper &&
  (a.smoothing ?? 0) === (b.smoothing ?? 0);
