import type * as CornerstoneCore from '@cornerstonejs/core';

import { SamError } from '../core/errors';
import type { ImagePlane } from '../core/geometry/imagePlane';
import type { Vec3 } from '../core/geometry/vec3';
import type { SliceImage, ValueWindow } from '../core/image/sliceImage';
import type { Host } from './ohif';

/**
 * Attributes of an image by keyword. Of a multi-frame object, the viewer gives an object per frame
 * that inherits what the frames share, and keeps the functional groups.
 */
export type Instance = Readonly<Record<string, unknown>>;

/** The attributes that the viewer has of an image; empty when it has none yet. */
export function instanceOf({ core }: Host, imageId: string): Instance {
  return (core.metaData.get('instance', imageId) as Instance | undefined) ?? {};
}

/**
 * The plane of a stored image as the viewer places it, and whether the image itself says so.
 * Throws SamError `pixels-unavailable` while the image has no size.
 */
export function storedPlane(host: Host, imageId: string): ImagePlane {
  const module = host.core.metaData.get('imagePlaneModule', imageId) as
    Partial<CornerstoneCore.Types.ImagePlaneModule> | undefined;
  const image = host.core.cache.getImage(imageId);
  const columns = module?.columns ?? image?.columns ?? 0;
  const rows = module?.rows ?? image?.rows ?? 0;
  if (!(columns > 0 && rows > 0)) {
    throw new SamError('pixels-unavailable', 'the image has no size yet');
  }
  const instance = instanceOf(host, imageId);
  const [columnSpacing, rowSpacing] = [module?.columnPixelSpacing, module?.rowPixelSpacing];
  const stated = statesSpacing(instance) || module?.usingDefaultValues === false;
  const placed = statesPlace(instance, frameNumberOf(instance, imageId));
  // Without a plane the viewer shows an image at the origin, with unit axes.
  return {
    origin: toVec3(module?.imagePositionPatient) ?? [0, 0, 0],
    rowDirection: toVec3(module?.rowCosines) ?? [1, 0, 0],
    columnDirection: toVec3(module?.columnCosines) ?? [0, 1, 0],
    columnSpacing: isPositive(columnSpacing) ? Number(columnSpacing) : 1,
    rowSpacing: isPositive(rowSpacing) ? Number(rowSpacing) : 1,
    columns,
    rows,
    ...(stated && isPositive(columnSpacing) && isPositive(rowSpacing)
      ? {}
      : { spacingKnown: false }),
    ...(placed ? {} : { placeKnown: false }),
  };
}

/**
 * Where an image lies, as text that is equal for images of one series at the same place on the same
 * grid; undefined when the image does not say.
 */
export function placeOf(host: Host, imageId: string): string | undefined {
  const { SeriesInstanceUID } = instanceOf(host, imageId);
  const module = host.core.metaData.get('imagePlaneModule', imageId) as
    Partial<CornerstoneCore.Types.ImagePlaneModule> | undefined;
  if (!SeriesInstanceUID || !module?.rows) return undefined;
  const { placeKnown, ...plane } = storedPlane(host, imageId);
  if (placeKnown === false) return undefined;
  const mm = (v: Vec3) => v.map(n => Math.round(n * 100));
  const cosines = (v: Vec3) => v.map(n => Math.round(n * 1000));
  return [
    SeriesInstanceUID as string,
    ...mm(plane.origin),
    ...cosines(plane.rowDirection),
    ...cosines(plane.columnDirection),
    plane.columns,
    plane.rows,
  ].join(' ');
}

function statesSpacing({ PixelSpacing, ImagerPixelSpacing }: Instance): boolean {
  return isPositive(first(PixelSpacing)) || isPositive(first(ImagerPixelSpacing));
}

/** The viewer makes up a position [0, 0, n] for the n-th frame of an object that states none. */
function statesPlace(instance: Instance, frame: number): boolean {
  const { ImagePositionPatient, ImageOrientationPatient, NumberOfFrames } = instance;
  const position = toVec3(ImagePositionPatient);
  if (!position || !ImageOrientationPatient) return false;
  if (!(Number(NumberOfFrames) > 1)) return true;
  const madeUp = position[0] === 0 && position[1] === 0 && position[2] === frame;
  return !madeUp || groupsState(instance, frame) || parentStates(instance);
}

function groupsState(instance: Instance, frame: number): boolean {
  const frames = instance.PerFrameFunctionalGroupsSequence as readonly Instance[] | undefined;
  const plane = first(frames?.[frame - 1]?.PlanePositionSequence) as Instance | undefined;
  return Boolean(plane?.ImagePositionPatient);
}

function parentStates(instance: Instance): boolean {
  const parent = Object.getPrototypeOf(instance) as Instance | null;
  return Boolean(parent?.ImagePositionPatient);
}

function frameNumberOf({ frameNumber }: Instance, imageId: string): number {
  return Number(frameNumber ?? /(?:\/frames\/|[?&]frame=)(\d+)/.exec(imageId)?.[1] ?? 1);
}

/**
 * What tells an image from any other, in whichever session: its SOP Instance UID and frame. It
 * identifies the study, so it must not be kept as it is. Undefined while the viewer has no metadata.
 */
export function identityOf(host: Host, imageId: string): string | undefined {
  const instance = instanceOf(host, imageId);
  const { SOPInstanceUID } = instance;
  if (!SOPInstanceUID) return undefined;
  return `${String(SOPInstanceUID)} ${frameNumberOf(instance, imageId)}`;
}

/** What the values of an image mean after the modality LUT. */
export function unitsOf(host: Host, imageId: string): SliceImage['units'] {
  const instance = instanceOf(host, imageId);
  if (bodyWeightSuv(host, imageId) !== undefined) return 'SUV';
  const type = String(instance.RescaleType ?? '').trim();
  if (type) return type === 'HU' ? 'HU' : 'arbitrary';
  // PS3.3 C.7.6.16.2.9.1: CT values are HU unless the type of rescaling says otherwise.
  const rescaled = instance.RescaleSlope !== undefined || instance.RescaleIntercept !== undefined;
  return instance.Modality === 'CT' && rescaled ? 'HU' : 'arbitrary';
}

/**
 * The factor from the rescaled values of a PET image to SUV by body weight, as the viewer has
 * computed it or 1 where the image holds SUV; undefined when there is none.
 */
export function bodyWeightSuv(host: Host, imageId: string): number | undefined {
  const { Modality, Units, SUVType } = instanceOf(host, imageId);
  if (Modality !== 'PT') return undefined;
  if (Units === 'GML' && (SUVType ?? 'BW') === 'BW') return 1;
  const scaling = host.core.metaData.get('scalingModule', imageId) as
    { readonly suvbw?: number } | undefined;
  return isPositive(scaling?.suvbw) ? Number(scaling?.suvbw) : undefined;
}

/** The values of Pixel Padding (PS3.3 C.7.5.1.1.2) after the modality LUT; undefined without any. */
export function paddingOf(host: Host, imageId: string): ValueWindow | undefined {
  const instance = instanceOf(host, imageId);
  const { PixelPaddingValue, PixelPaddingRangeLimit } = instance;
  if (PixelPaddingValue === undefined) return undefined;
  const slope = Number(instance.RescaleSlope ?? 1) * (bodyWeightSuv(host, imageId) ?? 1);
  const intercept = Number(instance.RescaleIntercept ?? 0) * (bodyWeightSuv(host, imageId) ?? 1);
  const [a, b] = [PixelPaddingValue, PixelPaddingRangeLimit ?? PixelPaddingValue].map(
    value => storedValue(instance, Number(value)) * slope + intercept,
  );
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  return { lower: Math.min(a, b), upper: Math.max(a, b) };
}

/** A stored value with the sign that Pixel Representation gives it, however it was read. */
function storedValue(instance: Instance, value: number): number {
  const bits = Number(instance.BitsAllocated ?? 16);
  if (Number(instance.PixelRepresentation ?? 0) !== 1) return value < 0 ? value + 2 ** bits : value;
  const stored = Number(instance.BitsStored ?? bits);
  if (value >= 2 ** (bits - 1)) return value - 2 ** bits;
  return value >= 2 ** (stored - 1) ? value - 2 ** stored : value;
}

const first = (value: unknown): unknown =>
  Array.isArray(value) ? (value as readonly unknown[])[0] : value;

const isPositive = (value: unknown): boolean => Number(value) > 0 && Number.isFinite(Number(value));

function toVec3(value: unknown): Vec3 | undefined {
  const v = value as ArrayLike<number> | undefined;
  if (!v || v.length < 3) return undefined;
  const out: Vec3 = [Number(v[0]), Number(v[1]), Number(v[2])];
  return out.every(Number.isFinite) ? out : undefined;
}
