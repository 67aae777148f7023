import type { Polarity } from '../../../core/prompt/prompt';
import { add, subtract, type Vec3 } from '../../../core/geometry/vec3';
import type { Host } from '../../../host/ohif';
import { toCanvas } from '../../../host/overlay';
import type { PromptShape, PromptTool, SessionPrompt } from '../../../app/types';
import type { PlanarViewport } from '../../../host/slices';
import { TOOL_NAMES } from './toolNames';

/** What the tools tell the session; they hold no prompts themselves. */
export interface PromptTarget {
  addPrompt(viewport: PlanarViewport, shape: PromptShape): void;
  movePrompt(id: string, shape: PromptShape): void;
  /** Shows a prompt that is being drawn, or none. */
  showPending(viewport: PlanarViewport, shape: PromptShape | null): void;
  /** The mouse rests or moves over a pane with a point tool, or has left (null). */
  pointAt(viewport: PlanarViewport | null, world: Vec3 | null): void;
  promptsIn(viewport: PlanarViewport): readonly SessionPrompt[];
  clampToImage(viewport: PlanarViewport, world: Vec3): Vec3 | null;
  readonly actions: { selectPrompt(id: string | null): void };
}

type Point2 = readonly [number, number];

/** Within this many CSS pixels of a prompt a press takes hold of it. */
const GRAB_RADIUS = 9;
/** A shorter drag is a click. */
const CLICK_SLACK = 3;
/** Scribbles and lassos of fewer positions are slips of the hand. */
const MIN_PATH = 3;

/** A press under way: what it moves, and what to do when it ends. */
interface Gesture {
  drag(world: Vec3): void;
  end(world: Vec3, moved: boolean): void;
  cancel(): void;
}

/** The prompt tools as cornerstone knows them: names to be chosen by. `listenForPrompts` acts. */
export function createPromptTools({ tools: { BaseTool } }: Host) {
  return Object.values(TOOL_NAMES).map(
    name =>
      class extends BaseTool {
        static override toolName = name;
      },
  );
}

/**
 * Turns presses of the primary button in the active pane into prompts while a prompt tool is
 * chosen. Takes the browser's own events: cornerstone holds every click back for 400 ms, to see
 * whether a double click comes of it, and swallows the second of two quick clicks.
 *
 * @param activeTool the prompt tool that a press in a viewport uses, or null.
 * @returns the way to stop.
 */
export function listenForPrompts(
  host: Host,
  target: PromptTarget,
  activeTool: (viewport: PlanarViewport) => PromptTool | null,
): () => void {
  let stopGesture = () => {};

  const pressed = (event: MouseEvent) => {
    const inside = event.target instanceof Element ? event.target : null;
    const element = inside?.closest<HTMLDivElement>('[data-viewport-uid]');
    const viewport = element && host.core.getEnabledElement(element)?.viewport;
    const tool = viewport ? activeTool(viewport as PlanarViewport) : null;
    return tool && { viewport: viewport as PlanarViewport, tool };
  };
  const down = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const press = pressed(event);
    if (!press) return;
    event.stopPropagation();
    // Keeps the focus off the pane, where the viewer's keys don't work.
    event.preventDefault();
    stopGesture();
    const { viewport, tool } = press;
    const canvas = canvasPoint(viewport, event);
    const at = target.clampToImage(viewport, worldAt(viewport, canvas));
    const gesture = grab(viewport, canvas) ?? (at && begin(viewport, at, tool, event.shiftKey));
    if (gesture) stopGesture = follow(viewport, canvas, gesture);
  };
  /** Two quick prompts are not a wish for another layout. */
  const doubleClick = (event: MouseEvent) => {
    if (pressed(event)) event.stopPropagation();
  };

  const grab = (viewport: PlanarViewport, canvas: Point2): Gesture | null => {
    for (const prompt of [...target.promptsIn(viewport)].reverse()) {
      const handles = handlesOf(prompt);
      const held = handles.findIndex(world => {
        const [x, y] = toCanvas(viewport, world);
        return Math.hypot(x - canvas[0], y - canvas[1]) <= GRAB_RADIUS;
      });
      if (held < 0) continue;
      const moveTo = (world: Vec3) => {
        const at = target.clampToImage(viewport, world);
        if (at) target.movePrompt(prompt.id, movedTo(prompt, held, at));
      };
      return {
        drag: moveTo,
        end: (world, dragged) => (dragged ? moveTo(world) : target.actions.selectPrompt(prompt.id)),
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
      if (end) target.showPending(viewport, { kind: 'box', corners: [start, end] });
    },
    end: (world, dragged) => {
      target.showPending(viewport, null);
      const end = target.clampToImage(viewport, world);
      if (dragged && end) target.addPrompt(viewport, { kind: 'box', corners: [start, end] });
    },
    cancel: () => target.showPending(viewport, null),
  });

  const pathGesture = (
    viewport: PlanarViewport,
    start: Vec3,
    shapeOf: (path: readonly Vec3[]) => PromptShape,
  ): Gesture => {
    const path = [start];
    return {
      drag: world => {
        const at = target.clampToImage(viewport, world);
        if (at) path.push(at);
        target.showPending(viewport, shapeOf(path));
      },
      end: (_, dragged) => {
        target.showPending(viewport, null);
        if (dragged && path.length >= MIN_PATH) target.addPrompt(viewport, shapeOf(path));
      },
      cancel: () => target.showPending(viewport, null),
    };
  };

  const begin = (viewport: PlanarViewport, at: Vec3, tool: PromptTool, shift: boolean): Gesture => {
    if (tool === 'box') return boxGesture(viewport, at);
    if (tool === 'lasso') return pathGesture(viewport, at, path => ({ kind: 'lasso', path }));
    if (tool === 'scribble') {
      const polarity = shift ? 'exclude' : 'include';
      return pathGesture(viewport, at, path => ({ kind: 'scribble', polarity, path }));
    }
    return pointGesture(viewport, at, (tool === 'include') !== shift ? 'include' : 'exclude');
  };

  const hover = (event: MouseEvent) => {
    const over = event.buttons === 0 ? pressed(event) : null;
    const points = over && (over.tool === 'include' || over.tool === 'exclude');
    if (!points) return target.pointAt(null, null);
    target.pointAt(over.viewport, worldAt(over.viewport, canvasPoint(over.viewport, event)));
  };

  document.addEventListener('mousedown', down, true);
  document.addEventListener('mousemove', hover, true);
  document.addEventListener('dblclick', doubleClick, true);
  return () => {
    stopGesture();
    document.removeEventListener('mousemove', hover, true);
    document.removeEventListener('mousedown', down, true);
    document.removeEventListener('dblclick', doubleClick, true);
  };
}

/** Where a prompt can be taken hold of. */
function handlesOf(prompt: PromptShape): readonly Vec3[] {
  if (prompt.kind === 'point') return [prompt.at];
  return prompt.kind === 'box' ? prompt.corners : prompt.path;
}

/** The prompt with one of its handles brought to a position: lines move as a whole. */
function movedTo(prompt: PromptShape, held: number, at: Vec3): PromptShape {
  switch (prompt.kind) {
    case 'point':
      return { kind: 'point', polarity: prompt.polarity, at };
    case 'box': {
      const [a, b] = prompt.corners.map((corner, n) => (n === held ? at : corner));
      return { kind: 'box', corners: [a, b] };
    }
    default: {
      const shift = subtract(at, prompt.path[held]);
      return { ...prompt, path: prompt.path.map(point => add(point, shift)) };
    }
  }
}

/** Follows the mouse until the button is up, Escape is pressed, or the returned way is taken. */
function follow(viewport: PlanarViewport, start: Point2, gesture: Gesture): () => void {
  let moved = false;
  const place = (event: MouseEvent) => {
    const canvas = canvasPoint(viewport, event);
    moved ||= Math.hypot(canvas[0] - start[0], canvas[1] - start[1]) > CLICK_SLACK;
    return worldAt(viewport, canvas);
  };
  const move = (event: MouseEvent) => {
    const world = place(event);
    if (moved) gesture.drag(world);
  };
  const up = (event: MouseEvent) => {
    if (event.button !== 0) return;
    stop();
    gesture.end(place(event), moved);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  };
  const stop = () => {
    document.removeEventListener('mousemove', move, true);
    document.removeEventListener('mouseup', up, true);
    document.removeEventListener('keydown', key, true);
    window.removeEventListener('blur', cancel);
  };
  const cancel = () => {
    stop();
    gesture.cancel();
  };
  document.addEventListener('mousemove', move, true);
  document.addEventListener('mouseup', up, true);
  document.addEventListener('keydown', key, true);
  window.addEventListener('blur', cancel);
  return stop;
}

function canvasPoint({ element }: PlanarViewport, { clientX, clientY }: MouseEvent): Point2 {
  const { left, top } = element.getBoundingClientRect();
  return [clientX - left, clientY - top];
}

function worldAt(viewport: PlanarViewport, [x, y]: Point2): Vec3 {
  return viewport.canvasToWorld([x, y]) as unknown as Vec3;
}
