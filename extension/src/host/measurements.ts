import { pixelToWorld, type ImagePlane } from '../core/geometry/imagePlane';
import {
  measuredOn,
  promptFromMeasurement,
  type MeasurementShape,
} from '../core/prompt/fromMeasurement';
import { mapPrompt, type WorldPrompt } from '../core/prompt/prompt';
import type { Vec3 } from '../core/geometry/vec3';
import type { Host } from './ohif';

/** What the points of the viewer's measurement tools mean, drawn here or loaded from an SR. */
const SHAPES: Readonly<Record<string, MeasurementShape['kind']>> = {
  Length: 'line',
  Bidirectional: 'axes',
  EllipticalROI: 'ellipse',
  CircleROI: 'circle',
  RectangleROI: 'rectangle',
  PlanarFreehandROI: 'outline',
  SplineROI: 'outline',
  LivewireContour: 'outline',
  ArrowAnnotate: 'point',
  Probe: 'point',
};

interface AnnotationData {
  readonly handles?: { readonly points?: readonly unknown[] };
  readonly contour?: { readonly polyline?: readonly unknown[] };
}

/**
 * The prompt, in world space, that says what a measurement on a plane marks: the one that the reader
 * has selected, else the newest there; null when there is none.
 */
export function measuredPrompt(host: Host, plane: ImagePlane): WorldPrompt | null {
  const measurement = measurementOn(host, plane);
  const prompt = measurement && promptFromMeasurement(plane, measurement);
  return prompt ? mapPrompt(prompt, pixel => pixelToWorld(plane, pixel)) : null;
}

function measurementOn({ tools }: Host, plane: ImagePlane): MeasurementShape | null {
  const { state, selection } = tools.annotation;
  const here = state.getAllAnnotations().flatMap(annotation => {
    const kind = SHAPES[annotation.metadata?.toolName ?? ''];
    if (!kind) return [];
    const data = annotation.data as AnnotationData;
    const points = (kind === 'outline' ? data.contour?.polyline : data.handles?.points) ?? [];
    const shape = { kind, points: points.map(toVec3) };
    if (!points.length || !measuredOn(plane, shape)) return [];
    const selected = selection.isAnnotationSelected(annotation.annotationUID ?? '');
    return [{ shape, selected }];
  });
  return (here.find(({ selected }) => selected) ?? here.at(-1))?.shape ?? null;
}

function toVec3(point: unknown): Vec3 {
  const [x, y, z] = point as ArrayLike<number> & Iterable<number>;
  return [x, y, z];
}
