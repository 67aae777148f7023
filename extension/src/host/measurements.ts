import { pixelToWorld } from '../core/geometry/imagePlane';
import {
  measuredOn,
  promptFromMeasurement,
  type MeasurementShape,
} from '../core/prompt/fromMeasurement';
import { mapPrompt, type WorldPrompt } from '../core/prompt/prompt';
import type { Vec3 } from '../core/geometry/vec3';
import { isDrawnAxes } from './axesAnnotations';
import type { Host } from './ohif';
import type { ShownSlice } from './slices';

type Slice = Pick<ShownSlice, 'plane' | 'imageId'>;

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
  readonly label?: unknown;
  readonly handles?: { readonly points?: readonly unknown[] };
  readonly contour?: { readonly polyline?: readonly unknown[] };
}

/**
 * The prompt, in world space, that says what a measurement on a slice marks: the one that the reader
 * has selected, else the newest there; null when there is none.
 */
export function measuredPrompt(host: Host, slice: Slice): WorldPrompt | null {
  const { plane } = slice;
  const shape = measurementOn(host, slice);
  const prompt = shape && promptFromMeasurement(plane, shape);
  return prompt ? mapPrompt(prompt, pixel => pixelToWorld(plane, pixel)) : null;
}

function measurementOn(host: Host, slice: Slice): MeasurementShape | null {
  const here = measurements(host).filter(one => isOn(host, slice, one));
  return (here.find(({ selected }) => selected) ?? here.at(-1))?.shape ?? null;
}

/** A measurement of the viewer's tools, drawn here or loaded from an SR. */
export interface Measurement {
  readonly shape: MeasurementShape;
  /** As the reader has named it; empty where nobody has. */
  readonly label: string;
  readonly selected: boolean;
  readonly metadata: AnnotationMetadata;
}

/** All measurements that the viewer has. */
export function measurements(host: Host): Measurement[] {
  const { state, selection } = host.tools.annotation;
  return state.getAllAnnotations().flatMap(annotation => {
    const kind = SHAPES[annotation.metadata?.toolName ?? ''];
    // Axes that were drawn here measure a finding that is there already.
    if (!kind || isDrawnAxes(annotation.annotationUID)) return [];
    const data = annotation.data as AnnotationData;
    const points = (kind === 'outline' ? data.contour?.polyline : data.handles?.points) ?? [];
    if (!points.length) return [];
    return [
      {
        shape: { kind, points: points.map(toVec3) },
        label: typeof data.label === 'string' ? data.label.trim() : '',
        selected: selection.isAnnotationSelected(annotation.annotationUID ?? ''),
        metadata: annotation.metadata ?? {},
      },
    ];
  });
}

/** True when a measurement was made on a slice. */
export const isOn = (host: Host, slice: Slice, { shape, metadata }: Measurement): boolean =>
  measuredOn(slice.plane, shape) && sharesSpace(host, slice, metadata);

interface AnnotationMetadata {
  readonly FrameOfReferenceUID?: string;
  readonly referencedImageId?: string;
}

/**
 * True when a measurement's world positions are those of the slice. Images that state no place all
 * lie at the viewer's origin: there, only the image that was measured counts.
 */
function sharesSpace(
  { core }: Host,
  { imageId, plane }: Slice,
  { FrameOfReferenceUID, referencedImageId }: AnnotationMetadata,
): boolean {
  if (plane.placeKnown === false) return referencedImageId === imageId;
  const { frameOfReferenceUID } = (core.metaData.get('imagePlaneModule', imageId) ?? {}) as {
    readonly frameOfReferenceUID?: string;
  };
  return (
    !FrameOfReferenceUID || !frameOfReferenceUID || FrameOfReferenceUID === frameOfReferenceUID
  );
}

function toVec3(point: unknown): Vec3 {
  const [x, y, z] = point as ArrayLike<number> & Iterable<number>;
  return [x, y, z];
}
