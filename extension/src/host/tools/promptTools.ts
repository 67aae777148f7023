import type * as CornerstoneTools from '@cornerstonejs/tools';

import type { Polarity } from '../../core/prompt/prompt';
import type { Vec3 } from '../../core/geometry/vec3';
import type { Host } from '../ohif';
import { toCanvas } from '../overlay';
import type { SessionPrompt } from '../session/types';
import type { PlanarViewport } from '../slices';
import { TOOL_NAMES } from './toolNames';

type PromptShape =
  | { readonly kind: 'point'; readonly polarity: Polarity; readonly at: Vec3 }
  | { readonly kind: 'box'; readonly corners: readonly [Vec3, Vec3] };

/** What the tools tell the session; they hold no prompts themselves. */
export interface PromptTarget {
  addPrompt(viewport: PlanarViewport, shape: PromptShape): void;
  movePrompt(id: string, shape: PromptShape): void;
  showRubberBand(viewport: PlanarViewport, corners: readonly [Vec3, Vec3] | null): void;
  promptsIn(viewport: PlanarViewport): readonly SessionPrompt[];
  clampToImage(viewport: PlanarViewport, world: Vec3): Vec3 | null;
  readonly actions: { selectPrompt(id: string | null): void };
}

type MouseEvent = CornerstoneTools.Types.EventTypes.MouseDownEventType;

/** Within this many CSS pixels of a prompt a press takes hold of it. */
const GRAB_RADIUS = 9;
/** A shorter drag is a click. */
const CLICK_SLACK = 3;

/** A press under way: what it moves, and what to do when it ends. */
interface Gesture {
  drag(world: Vec3): void;
  end(world: Vec3, moved: boolean): void;
  cancel(): void;
}

/** The three prompt tools as cornerstone tool classes, speaking to `target`. */
export function createPromptTools(host: Host, target: PromptTarget) {
  const { BaseTool, Enums } = host.tools;
  const { MOUSE_DRAG, MOUSE_UP, MOUSE_CLICK } = Enums.Events;

  const follow = (element: HTMLDivElement, start: readonly [number, number], gesture: Gesture) => {
    let moved = false;
    const detailOf = (event: Event) =>
      (event as CustomEvent).detail as CornerstoneTools.Types.EventTypes.MouseDragEventDetail;
    const drag = (event: Event) => {
      const { canvas, world } = detailOf(event).currentPoints;
      moved ||= Math.hypot(canvas[0] - start[0], canvas[1] - start[1]) > CLICK_SLACK;
      if (moved) gesture.drag(world as unknown as Vec3);
    };
    const stop = () => {
      element.removeEventListener(MOUSE_DRAG, drag);
      element.removeEventListener(MOUSE_UP, up);
      element.removeEventListener(MOUSE_CLICK, up);
      document.removeEventListener('keydown', key, true);
    };
    const up = (event: Event) => {
      stop();
      gesture.end(detailOf(event).currentPoints.world as unknown as Vec3, moved);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      stop();
      gesture.cancel();
    };
    element.addEventListener(MOUSE_DRAG, drag);
    element.addEventListener(MOUSE_UP, up);
    element.addEventListener(MOUSE_CLICK, up);
    document.addEventListener('keydown', key, true);
  };

  const grab = (viewport: PlanarViewport, canvas: readonly [number, number]): Gesture | null => {
    for (const prompt of [...target.promptsIn(viewport)].reverse()) {
      const handles = prompt.kind === 'point' ? [prompt.at] : prompt.corners;
      const held = handles.findIndex(world => {
        const [x, y] = toCanvas(viewport, world);
        return Math.hypot(x - canvas[0], y - canvas[1]) <= GRAB_RADIUS;
      });
      if (held < 0) continue;
      const moveTo = (world: Vec3) => {
        const at = target.clampToImage(viewport, world);
        if (!at) return;
        if (prompt.kind === 'point') {
          target.movePrompt(prompt.id, { kind: 'point', polarity: prompt.polarity, at });
        } else {
          const corners = prompt.corners.map((c, n) => (n === held ? at : c));
          target.movePrompt(prompt.id, { kind: 'box', corners: [corners[0], corners[1]] });
        }
      };
      return {
        drag: moveTo,
        end: (world, moved) => (moved ? moveTo(world) : target.actions.selectPrompt(prompt.id)),
        cancel: () => target.movePrompt(prompt.id, prompt),
      };
    }
    return null;
  };

  const pointGesture = (viewport: PlanarViewport, at: Vec3, polarity: Polarity): Gesture => ({
    drag: () => undefined,
    end: () => target.addPrompt(viewport, { kind: 'point', polarity, at }),
    cancel: () => undefined,
  });

  const boxGesture = (viewport: PlanarViewport, start: Vec3): Gesture => ({
    drag: world => {
      const end = target.clampToImage(viewport, world);
      if (end) target.showRubberBand(viewport, [start, end]);
    },
    end: (world, moved) => {
      target.showRubberBand(viewport, null);
      const end = target.clampToImage(viewport, world);
      if (moved && end) target.addPrompt(viewport, { kind: 'box', corners: [start, end] });
    },
    cancel: () => target.showRubberBand(viewport, null),
  });

  const press = (
    event: MouseEvent,
    begin: (viewport: PlanarViewport, at: Vec3, shift: boolean) => Gesture,
  ): boolean => {
    const { element, currentPoints, event: mouse } = event.detail;
    const viewport = host.core.getEnabledElement(element)?.viewport as PlanarViewport | undefined;
    if (!viewport) return false;
    const canvas = currentPoints.canvas as readonly [number, number];
    const at = target.clampToImage(viewport, currentPoints.world as unknown as Vec3);
    const gesture =
      grab(viewport, canvas) ??
      (at && begin(viewport, at, Boolean((mouse as UIEvent & { shiftKey?: boolean }).shiftKey)));
    if (gesture) follow(element, canvas, gesture);
    return true;
  };

  class SamIncludePoint extends BaseTool {
    static override toolName = TOOL_NAMES.include;
    preMouseDownCallback = (event: MouseEvent) =>
      press(event, (viewport, at, shift) =>
        pointGesture(viewport, at, shift ? 'exclude' : 'include'),
      );
  }
  class SamExcludePoint extends BaseTool {
    static override toolName = TOOL_NAMES.exclude;
    preMouseDownCallback = (event: MouseEvent) =>
      press(event, (viewport, at, shift) =>
        pointGesture(viewport, at, shift ? 'include' : 'exclude'),
      );
  }
  class SamBox extends BaseTool {
    static override toolName = TOOL_NAMES.box;
    preMouseDownCallback = (event: MouseEvent) => press(event, boxGesture);
  }
  return [SamIncludePoint, SamExcludePoint, SamBox];
}
