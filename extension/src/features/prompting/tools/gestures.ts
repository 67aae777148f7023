import { toErrorData } from '../../../core/errors';
import { clampToImage, type ImagePlane } from '../../../core/geometry/imagePlane';
import { add, subtract, type Vec3 } from '../../../core/geometry/vec3';
import type { WorldPrompt } from '../../../core/prompt/prompt';
import type { Host } from '../../../host/ohif';
import { toCanvas } from '../../../host/overlay';
import type { PlanarViewport } from '../../../host/slices';
import type { DraftPrompt } from '../types';
import { toolNameOf, type PromptTool, type Stroke } from './promptTool';

/** What the gestures tell the feature; they hold no prompts themselves. */
export interface PromptTarget {
  addPrompt(viewport: PlanarViewport, shape: WorldPrompt, tool: string): void;
  movePrompt(id: string, shape: WorldPrompt): void;
  selectPrompt(id: string): void;
  /** Shows a prompt that is being drawn, or none. */
  showPending(viewport: PlanarViewport, shape: WorldPrompt | null): void;
  /** The mouse rests or moves over a pane with a tool for it, or has left (null). */
  pointAt(viewport: PlanarViewport | null, world: Vec3 | null): void;
  promptsIn(viewport: PlanarViewport): readonly DraftPrompt[];
  /** The plane of the slice in a pane; null when it shows none that can be prompted. */
  planeIn(viewport: PlanarViewport): ImagePlane | null;
}

type Point2 = readonly [number, number];

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

/** The prompt tools as cornerstone knows them: names to be chosen by. `listenForPrompts` acts. */
export function createCornerstoneTools(
  { tools: { BaseTool } }: Host,
  tools: readonly PromptTool[],
) {
  return tools.map(
    tool =>
      class extends BaseTool {
        static override toolName = toolNameOf(tool);
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
    const plane = target.planeIn(viewport);
    if (!plane) return;
    const start = clampToImage(plane, worldAt(viewport, canvas));
    const stroke = { points: [start], shift: event.shiftKey, plane };
    const gesture = grab(target, viewport, canvas, plane) ?? draw(target, viewport, tool, stroke);
    stopGesture = follow(viewport, canvas, gesture);
  };
  /** Two quick prompts are not a wish for another layout. */
  const doubleClick = (event: MouseEvent) => {
    if (pressed(event)) event.stopPropagation();
  };

  const hover = (event: MouseEvent) => {
    const over = event.buttons === 0 ? pressed(event) : null;
    if (!over?.tool.hover) return target.pointAt(null, null);
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

/** The gesture that moves the prompt under the mouse; null when there is none. */
function grab(
  target: PromptTarget,
  viewport: PlanarViewport,
  canvas: Point2,
  plane: ImagePlane,
): Gesture | null {
  for (const prompt of [...target.promptsIn(viewport)].reverse()) {
    const held = handlesOf(prompt).findIndex(world => {
      const [x, y] = toCanvas(viewport, world);
      return Math.hypot(x - canvas[0], y - canvas[1]) <= GRAB_RADIUS;
    });
    if (held < 0) continue;
    const moveTo = (world: Vec3) =>
      target.movePrompt(prompt.id, movedTo(prompt, held, clampToImage(plane, world)));
    return {
      drag: moveTo,
      end: (world, dragged) => (dragged ? moveTo(world) : target.selectPrompt(prompt.id)),
      cancel: () => target.movePrompt(prompt.id, prompt),
    };
  }
  return null;
}

/** The gesture that draws a new prompt. */
function draw(
  target: PromptTarget,
  viewport: PlanarViewport,
  tool: PromptTool,
  { points: [start], ...rest }: Stroke,
): Gesture {
  const path = [start];
  const strokeTo = (world: Vec3): Stroke => {
    const at = clampToImage(rest.plane, world);
    if (tool.gesture === 'path') return { ...rest, points: path };
    return { ...rest, points: tool.gesture === 'drag' ? [start, at] : [start] };
  };
  return {
    drag: world => {
      path.push(clampToImage(rest.plane, world));
      const stroke = strokeTo(world);
      if (tool.gesture !== 'click') {
        target.showPending(viewport, promptOf(tool, stroke, tool.draw));
      }
    },
    end: (world, dragged) => {
      target.showPending(viewport, null);
      const shape = dragged || tool.gesture === 'click' ? promptOf(tool, strokeTo(world)) : null;
      if (shape) target.addPrompt(viewport, shape, tool.id);
    },
    cancel: () => target.showPending(viewport, null),
  };
}

/** What a stroke gives; nothing of a tool of another extension that throws. */
function promptOf(
  tool: PromptTool,
  stroke: Stroke,
  how: PromptTool['draw'] = tool.toPrompt,
): WorldPrompt | null {
  try {
    return how.call(tool, stroke);
  } catch (error) {
    // Logged there.
    toErrorData(error, 'runtime-failed');
    return null;
  }
}

/** Where a prompt can be taken hold of. */
function handlesOf(prompt: WorldPrompt): readonly Vec3[] {
  if (prompt.kind === 'point') return [prompt.at];
  return prompt.kind === 'box' ? prompt.corners : prompt.path;
}

/** The prompt with one of its handles brought to a position: lines move as a whole. */
function movedTo(prompt: WorldPrompt, held: number, at: Vec3): WorldPrompt {
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
