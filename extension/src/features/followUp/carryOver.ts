import { transformed } from '../../core/followUp';
import { distanceToPlane, pixelToWorld, worldToPixel } from '../../core/geometry/imagePlane';
import type { Vec3 } from '../../core/geometry/vec3';
import type { WorldPrompt } from '../../core/prompt/prompt';
import { ifPlanar, type ShownSlice, type SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { Prompting } from '../prompting';
import type { OpenPrior } from './types';

export interface CarryDeps {
  readonly viewports: Pick<Viewports, 'activeId' | 'get' | 'show'>;
  readonly reader: Pick<SliceReader, 'stackIn'>;
  readonly prompting: Pick<Prompting, 'store' | 'addPrompt' | 'becomeSegment'>;
  readonly notices: Notices;
}

/** Where a prior lesion is expected in this study, LPS mm; null where nothing tells. */
function expectedAt({ placed, alignment }: OpenPrior, id: string): Vec3 | null {
  const lesion = placed.find(other => other.id === id);
  if (!lesion || alignment.kind !== 'aligned') return null;
  return transformed(alignment.transform, lesion.centre);
}

/** Shows the slice where a prior lesion is expected, in the active pane; false when it has none. */
export function showExpected(deps: CarryDeps, prior: OpenPrior, id: string): boolean {
  const at = expectedAt(prior, id);
  const slice = at && expectedSlice(deps, at);
  if (slice) deps.viewports.show(slice.viewport, slice.slice);
  return Boolean(slice);
}

/** Prompts the slice where a prior lesion is expected with a point, as a new object of its name. */
export function carryOver(deps: CarryDeps, prior: OpenPrior, id: string): void {
  const { prompting, notices, viewports } = deps;
  const at = expectedAt(prior, id);
  const found = at && expectedSlice(deps, at);
  if (!found) return notices.tell('info', 'followUp.placeNotShown');
  if (prompting.store.getState().drafts.size) {
    return notices.tell('info', 'notice.finishObjectFirst');
  }
  const { slice, viewport } = found;
  const onSlice = pixelToWorld(slice.plane, worldToPixel(slice.plane, at));
  const prompt: WorldPrompt = { kind: 'point', polarity: 'include', at: onSlice };
  const name = prior.lesions.find(lesion => lesion.id === id)?.tracking.id;
  viewports.show(viewport, slice);
  prompting.addPrompt(slice, prompt);
  prompting.becomeSegment(name || undefined);
}

/** The slice of the active pane that is nearest to a place; null when that is not on it. */
function expectedSlice({ viewports, reader }: CarryDeps, at: Vec3) {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  const stack = viewport && ifPlanar(() => reader.stackIn(viewport));
  if (!viewport || !stack?.length) return null;
  const away = ({ plane }: ShownSlice) => Math.abs(distanceToPlane(plane, at));
  const slice = stack.reduce((a, b) => (away(b) < away(a) ? b : a));
  const [i, j] = worldToPixel(slice.plane, at);
  const { columns, rows } = slice.plane;
  const isOn = i > -0.5 && j > -0.5 && i < columns - 0.5 && j < rows - 0.5;
  return isOn && away(slice) <= mostAway(stack, slice) ? { viewport, slice } : null;
}

/** Half the way to the next slice, and what alignment may leave, mm. */
function mostAway(stack: readonly ShownSlice[], slice: ShownSlice): number {
  const others = stack.filter(other => other !== slice);
  const gaps = others.map(({ plane }) => Math.abs(distanceToPlane(plane, slice.plane.origin)));
  return Math.min(...gaps.filter(gap => gap > 0), 10) / 2 + 5;
}
