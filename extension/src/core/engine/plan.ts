import type { PixelPoint } from '../geometry/imagePlane';
import { boundsOf, contains } from '../geometry/region';
import { presetWindow } from '../image/presets';
import type { SliceImage } from '../image/sliceImage';
import { overviewWindow } from '../image/window';
import { deepestPixel } from '../mask/distance';
import { boundsOfMask } from '../mask/regionMask';
import { promptGeometry, type PromptGeometry } from '../prompt/modelPrompts';
import type { EngineConfig } from './config';
import { correctAround, violationsOf } from './correct';
import { promptedTissue, type Tissue } from './tissue';
import type { EncodeSpec, PreviousMask, SegmentRequest } from './types';
import { clickViews, defaultSpec, objectViews, type View } from './views';

/** What a request asks for, and what it is answered with. All stages read it. */
export interface Plan {
  readonly slice: SliceImage;
  readonly prompts: PromptGeometry;
  readonly tissue: Tissue;
  /** What suits the prompts, or what the reader asked for. */
  readonly views: readonly View[];
  /** Clicks beside a single one of the reader's, which vote. */
  readonly beside: readonly PromptGeometry[];
  readonly previous?: PreviousMask;
  readonly config: EngineConfig;
}

/** Throws a RangeError when nothing says what to segment. */
export function planOf(request: SegmentRequest, config: EngineConfig): Plan {
  const { slice, previous } = request;
  const prompts = withTarget(slice, promptGeometry(request.prompts), previous, config);
  if (!prompts.include.length && !prompts.box) {
    throw new RangeError('There is no prompt that says what to include.');
  }
  return {
    ...{ slice, prompts, previous, config },
    tissue: promptedTissue(slice, prompts, config.views),
    views: viewsFor(request, prompts, config),
    beside: config.stages.votes ? votingClicks(slice, prompts, config) : [],
  };
}

function viewsFor(
  { slice, window, wholeSlice, previous }: SegmentRequest,
  prompts: PromptGeometry,
  config: EngineConfig,
): readonly View[] {
  const whole: View = { role: 'whole', spec: defaultSpec(slice) };
  const views =
    wholeSlice || !config.stages.crop ? [whole] : suitedViews(slice, prompts, config, previous);
  // With a window of the reader's there is one thing to see: the closest of the views in it.
  if (!window || slice.channels === 3) return views;
  const fixed = typeof window === 'string' ? presetWindow(window, slice) : window;
  return [{ role: 'reader', spec: { region: views.at(-1)!.spec.region, window: fixed } }];
}

function suitedViews(
  slice: SliceImage,
  prompts: PromptGeometry,
  { stages, views: config }: EngineConfig,
  previous?: PreviousMask,
): readonly View[] {
  const { include, exclude } = prompts;
  // A mask that the engine did not make tells how large the object is.
  const box =
    prompts.box ?? (previous && !previous.answer ? boundsOfMask(previous.mask) : undefined);
  const suited = box ? objectViews(slice, box, config) : clickViews(slice, include[0], config);
  const views = suited.map(({ role, spec }) => ({
    role,
    spec: holding(spec, [...include, ...exclude]),
  }));
  if (!stages.tissueWindow) {
    const { region } = views[0].spec;
    return [{ role: 'surroundings', spec: { region, window: overviewWindow(slice) } }];
  }
  return stages.secondView ? views : views.slice(0, 1);
}

/** The view, larger when needed to hold all points. */
function holding(spec: EncodeSpec, points: readonly PixelPoint[]): EncodeSpec {
  if (points.every(point => contains(spec.region, point))) return spec;
  const { x, y, width, height } = spec.region;
  return { ...spec, region: boundsOf([...points, [x, y], [x + width, y + height]]) };
}

function votingClicks(
  { plane: { columnSpacing, rowSpacing } }: SliceImage,
  { include, exclude, box }: PromptGeometry,
  { decode }: EngineConfig,
): PromptGeometry[] {
  if (box || exclude.length || include.length !== 1) return [];
  const [[i, j]] = include;
  return decode.votingClicksMm.map(([dx, dy]) => ({
    include: [[i + dx / columnSpacing, j + dy / rowSpacing]],
    exclude: [],
  }));
}

/** Exclude clicks alone speak of the mask that is there: its middle is what to keep. */
function withTarget(
  { plane }: SliceImage,
  prompts: PromptGeometry,
  previous: PreviousMask | undefined,
  { refine }: EngineConfig,
): PromptGeometry {
  if (prompts.include.length || prompts.box || !previous) return prompts;
  const left = violationsOf(previous.mask, prompts, plane).reduce(
    (mask, click) => correctAround(mask, click, plane, prompts, refine.spread),
    previous.mask,
  );
  const middle = deepestPixel(left, plane);
  return middle ? { ...prompts, include: [middle.at] } : prompts;
}
