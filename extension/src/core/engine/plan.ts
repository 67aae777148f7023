import type { PixelPoint } from '../geometry/imagePlane';
import { boundsOf, contains } from '../geometry/region';
import { presetWindow } from '../image/presets';
import type { SliceImage } from '../image/sliceImage';
import { deepestPixel } from '../mask/distance';
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
  if (!window || slice.channels === 3) return views;
  const fixed = typeof window === 'string' ? presetWindow(window, slice) : window;
  // In the reader's window two views of one region are the same.
  const regions = new Map(
    views.map(({ spec: { region } }) => [Object.values(region).join(), region]),
  );
  return [...regions.values()].map(region => ({ role: 'reader', spec: { region, window: fixed } }));
}

function suitedViews(
  slice: SliceImage,
  prompts: PromptGeometry,
  { stages, views: config }: EngineConfig,
  previous?: PreviousMask,
): readonly View[] {
  const { include, exclude } = prompts;
  const box = prompts.box ?? previous?.object;
  const suited = box ? objectViews(slice, box, config) : clickViews(slice, include[0], config);
  const views = suited.map(({ role, spec }) => ({
    role,
    spec: holding(spec, [...include, ...exclude]),
  }));
  return stages.secondView ? views : views.slice(-1);
}

/** The view, larger when needed to hold all points. */
function holding(spec: EncodeSpec, points: readonly PixelPoint[]): EncodeSpec {
  if (points.every(point => contains(spec.region, point))) return spec;
  const { x, y, width, height } = spec.region;
  return { ...spec, region: boundsOf([...points, [x, y], [x + width, y + height]]) };
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
