import { length, subtract, type Vec3 } from '../core/geometry/vec3';
import type { Host } from './ohif';

/** Ends of a long and a short axis, LPS mm: two of the one, then two of the other. */
export type AxesEnds = readonly [Vec3, Vec3, Vec3, Vec3];

/** Axes that are to be drawn. */
export interface DrawnAxes {
  /** By which the caller knows them; letters, digits and dashes. */
  readonly key: string;
  readonly label: string;
  /** The stored image that they lie on. */
  readonly imageId: string;
  readonly ends: AxesEnds;
}

const PREFIX = 'sam-axes-';
const TOOL = 'Bidirectional';
/** Ends that are nearer than this have not been moved, mm. */
const SAME_MM = 0.05;
/** The mouse still moves. */
const SETTLE_MS = 200;

/** True for axes that were drawn here: they are no measurement of the reader's. */
export const isDrawnAxes = (annotationUID: string | undefined): boolean =>
  annotationUID?.startsWith(PREFIX) ?? false;

/** Axes of findings as measurements of the viewer, which the reader can take hold of. */
export class AxesAnnotations {
  private readonly drawn = new Map<string, DrawnAxes>();
  private readonly settling = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly events: Readonly<Record<string, string>>;

  /** @param onMoved told the new ends when the reader has moved one */
  constructor(
    private readonly host: Host,
    private readonly onMoved: (key: string, ends: AxesEnds) => void,
  ) {
    this.events = host.tools.Enums.Events as unknown as Readonly<Record<string, string>>;
  }

  /** Begins to hear the reader move ends; returns the way to stop. */
  start(): () => void {
    const { eventTarget } = this.host.core;
    eventTarget.addEventListener(this.events.ANNOTATION_MODIFIED, this.modified);
    return () => {
      eventTarget.removeEventListener(this.events.ANNOTATION_MODIFIED, this.modified);
      this.settling.forEach(clearTimeout);
      this.settling.clear();
      this.show([]);
    };
  }

  /** Draws these axes and no others; what is drawn already stays as it is. */
  show(axes: readonly DrawnAxes[]): void {
    const wanted = new Map(axes.map(one => [one.key, one]));
    let changed = false;
    for (const [key, before] of this.drawn) {
      const now = wanted.get(key);
      if (now && isSame(now, before)) continue;
      this.remove(key);
      changed = true;
    }
    for (const [key, one] of wanted) {
      if (this.drawn.has(key)) continue;
      this.add(one);
      changed = true;
    }
    if (changed) this.redraw();
  }

  private add(axes: DrawnAxes): void {
    const { core, tools } = this.host;
    const plane = core.metaData.get('imagePlaneModule', axes.imageId) as
      | {
          readonly rowCosines?: ArrayLike<number>;
          readonly columnCosines?: ArrayLike<number>;
          readonly frameOfReferenceUID?: string;
        }
      | undefined;
    const { rowCosines, columnCosines, frameOfReferenceUID } = plane ?? {};
    if (!rowCosines || !columnCosines || !frameOfReferenceUID) return;
    const [row, column] = [Array.from(rowCosines), Array.from(columnCosines)];
    const annotation = {
      annotationUID: PREFIX + axes.key,
      ...{ highlighted: false, invalidated: true, isLocked: false, isVisible: true },
      metadata: {
        toolName: TOOL,
        FrameOfReferenceUID: frameOfReferenceUID,
        referencedImageId: axes.imageId,
        viewPlaneNormal: crossOf(row, column),
        viewUp: column.map(value => -value),
      },
      data: {
        label: axes.label,
        cachedStats: {},
        handles: {
          points: axes.ends.map(end => [...end]),
          activeHandleIndex: null,
          textBox: {
            hasMoved: false,
            worldPosition: [0, 0, 0],
            worldBoundingBox: {
              ...{ topLeft: [0, 0, 0], topRight: [0, 0, 0] },
              ...{ bottomLeft: [0, 0, 0], bottomRight: [0, 0, 0] },
            },
          },
        },
      },
    };
    this.takeTool();
    this.drawn.set(axes.key, axes);
    const { addAnnotation } = tools.annotation.state;
    addAnnotation(annotation as unknown as Parameters<typeof addAnnotation>[0], '');
    // The viewer lists a measurement once it is complete.
    core.eventTarget.dispatchEvent(
      new CustomEvent(this.events.ANNOTATION_COMPLETED, { detail: { annotation } }),
    );
  }

  private remove(key: string): void {
    this.drawn.delete(key);
    clearTimeout(this.settling.get(key));
    this.settling.delete(key);
    this.host.tools.annotation.state.removeAnnotation(PREFIX + key);
  }

  /** The viewer's tool draws them: it has to be in the tool groups. */
  private takeTool(): void {
    const { toolGroupService } = this.host.services;
    for (const id of toolGroupService.getToolGroupIds()) {
      const group = toolGroupService.getToolGroup(id);
      if (!group || group.hasTool?.(TOOL)) continue;
      group.addTool(TOOL);
      group.setToolPassive(TOOL);
    }
  }

  private readonly modified = (event: Event): void => {
    const { annotation } = (event as CustomEvent).detail as {
      readonly annotation?: {
        readonly annotationUID?: string;
        readonly data?: { readonly handles?: { readonly points?: readonly Vec3[] } };
      };
    };
    const uid = annotation?.annotationUID;
    if (!uid || !isDrawnAxes(uid)) return;
    // The viewer also tells late of axes that others have taken the place of.
    const { getAnnotation } = this.host.tools.annotation.state;
    if ((getAnnotation(uid) as unknown) !== annotation) return;
    const key = uid.slice(PREFIX.length);
    clearTimeout(this.settling.get(key));
    this.settling.set(
      key,
      setTimeout(() => {
        const before = this.drawn.get(key);
        const points = annotation.data?.handles?.points ?? [];
        if (!before || points.length < 4) return;
        const ends = points.slice(0, 4).map(([x, y, z]) => [x, y, z]) as unknown as AxesEnds;
        if (isNear(ends, before.ends)) return;
        this.drawn.set(key, { ...before, ends });
        this.onMoved(key, ends);
      }, SETTLE_MS),
    );
  };

  private redraw(): void {
    for (const engine of this.host.core.getRenderingEngines() ?? []) engine.render();
  }
}

const isNear = (a: AxesEnds, b: AxesEnds): boolean =>
  a.every((end, n) => length(subtract(end, b[n])) < SAME_MM);

const isSame = (a: DrawnAxes, b: DrawnAxes): boolean =>
  a.imageId === b.imageId && a.label === b.label && isNear(a.ends, b.ends);

const crossOf = ([a, b, c]: readonly number[], [d, e, f]: readonly number[]): number[] => [
  b * f - c * e,
  c * d - a * f,
  a * e - b * d,
];
