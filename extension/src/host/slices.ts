import type * as CornerstoneCore from '@cornerstonejs/core';

import { SamError, toErrorData } from '../core/errors';
import { planeNormal, type ImagePlane } from '../core/geometry/imagePlane';
import { dot, subtract, type Vec3 } from '../core/geometry/vec3';
import type { SliceImage } from '../core/image/sliceImage';
import type { PixelRectangle } from '../core/mask/regionMask';
import { groupShown } from './imageGroups';
import { bodyWeightSuv, instanceOf, paddingOf, storedPlane, unitsOf } from './imageMetadata';
import type { Host } from './ohif';

type Image = CornerstoneCore.Types.IImage;
type Volume = CornerstoneCore.Types.IImageVolume;
/** What cornerstone's type of a dynamic volume leaves out. */
type DynamicVolume = Volume & { getCurrentDimensionGroupImageIds?(): readonly string[] };
/** From stored values to modality values. */
interface Rescale {
  readonly slope: number;
  readonly intercept: number;
}
/** A volume as a viewport shows it. */
interface VolumePlane {
  readonly volume: Volume;
  readonly axes: readonly Vec3[];
  /** The axis across the planes that are shown. */
  readonly fixed: number;
}
export type PlanarViewport =
  CornerstoneCore.Types.IStackViewport | CornerstoneCore.Types.IVolumeViewport;

/** Where a pixel of a shown slice lies in the stored images. */
export interface VoxelAddress {
  readonly imageId: string;
  /** j · columns + i in that image. */
  readonly offset: number;
}

/** The slice that a viewport shows: its geometry, its pixels, and where its pixels are stored. */
export interface ShownSlice {
  /** Opaque (holds no UID), the same for every viewport that shows this slice. */
  readonly key: string;
  readonly plane: ImagePlane;
  /** The image that is shown, or one of those that a reformatted plane cuts. */
  readonly imageId: string;
  readonly units: SliceImage['units'];
  /** Of a dynamic (4D) volume, the images of the group that is shown, one for each place. */
  readonly groupImageIds?: readonly string[];
  addressOf(i: number, j: number): VoxelAddress;
  /** Rejects nothing; throws SamError `pixels-unavailable` while an image is still loading. */
  read(): SliceImage;
}

/** True for a slice that is a stored image, false for a reformatted plane, which cuts several. */
export const isStored = ({
  imageId,
  plane,
  addressOf,
}: Pick<ShownSlice, 'imageId' | 'plane' | 'addressOf'>): boolean =>
  addressOf(0, plane.rows - 1).imageId === imageId;

/** The stack of a viewport, until that shows a slice of another one. */
interface KnownStack {
  readonly tag: string;
  readonly slices: readonly ShownSlice[];
  readonly keys: ReadonlySet<string>;
}

/** cos 1.5°: a plane turned further against the volume's axes is not a plane of voxels. */
const ALIGNED = 0.99966;

/** The one place that reads pixels: from cornerstone's cache, as modality values. */
export class SliceReader {
  private readonly keys = new Map<string, string>();
  private readonly stacks = new WeakMap<PlanarViewport, KnownStack>();

  constructor(private readonly host: Host) {}

  /**
   * The slice in a viewport, or null when it shows no image yet.
   * Throws SamError `plane-not-supported` (3D, video, a plane turned against the voxels).
   */
  shownIn(viewport: PlanarViewport): ShownSlice | null {
    const { ViewportType } = this.host.core.Enums;
    if (viewport.type === ViewportType.STACK) {
      const imageId = (viewport as CornerstoneCore.Types.IStackViewport).getCurrentImageId();
      return imageId ? this.storedSlice(imageId) : null;
    }
    if (viewport.type === ViewportType.ORTHOGRAPHIC) {
      return this.volumeSlice(viewport as CornerstoneCore.Types.IVolumeViewport);
    }
    throw new SamError('plane-not-supported', `viewport type ${viewport.type}`);
  }

  /**
   * All slices parallel to the one in a viewport, of the same size and the same group, in the order
   * in which they lie, from the end that the viewer counts from. Throws as `shownIn` does; empty when the viewport
   * shows no image yet.
   */
  stackIn(viewport: PlanarViewport): readonly ShownSlice[] {
    const shown = this.shownIn(viewport);
    if (!shown) return [];
    const known = this.stacks.get(viewport);
    const tag = this.stackTag(viewport);
    if (known?.tag === tag && known.keys.has(shown.key)) return known.slices;
    const slices = this.stackOf(viewport, shown);
    this.stacks.set(viewport, { tag, slices, keys: new Set(slices.map(({ key }) => key)) });
    return slices;
  }

  /** What the stack of a viewport depends on beside the slice shown. */
  private stackTag(viewport: PlanarViewport): string {
    const images = this.isStack(viewport)
      ? (viewport as CornerstoneCore.Types.IStackViewport).getImageIds().length
      : 'volume';
    return [images, ...(viewport.getCamera?.()?.viewPlaneNormal ?? [])].join(' ');
  }

  private stackOf(viewport: PlanarViewport, { plane, imageId }: ShownSlice): ShownSlice[] {
    const normal = planeNormal(plane);
    const alike = (other: ImagePlane) =>
      other.columns === plane.columns &&
      other.rows === plane.rows &&
      Math.abs(dot(planeNormal(other), normal)) > ALIGNED &&
      dot(other.rowDirection, plane.rowDirection) > ALIGNED;
    const place = (slice: ShownSlice) => dot(slice.plane.origin, normal);
    const parallel = this.slicesOf(viewport).filter(slice => alike(slice.plane));
    const slices = this.isStack(viewport)
      ? groupShown(this.host, parallel, imageId, place)
      : parallel;
    // A stack is counted in its own order, a volume along the view.
    const along = this.isStack(viewport)
      ? place(slices[slices.length - 1]) - place(slices[0])
      : dot((viewport.getCamera().viewPlaneNormal ?? normal) as unknown as Vec3, normal);
    const sign = along < 0 ? -1 : 1;
    return slices.sort((a, b) => sign * (place(a) - place(b)));
  }

  /**
   * A slice's values; loads the images that the viewer has not shown yet. Rejects with SamError
   * `pixels-unavailable`.
   */
  async readSlice(slice: ShownSlice): Promise<SliceImage> {
    const rows = Array.from({ length: slice.plane.rows }, (_, j) => slice.addressOf(0, j).imageId);
    for (const imageId of new Set(rows)) await this.load(imageId);
    return slice.read();
  }

  /** Stored images as slices. Throws SamError `pixels-unavailable` where one has no size yet. */
  storedSlices(imageIds: readonly string[]): ShownSlice[] {
    return imageIds.map(imageId => this.storedSlice(imageId));
  }

  private isStack(viewport: PlanarViewport): boolean {
    return viewport.type === this.host.core.Enums.ViewportType.STACK;
  }

  private slicesOf(viewport: PlanarViewport): ShownSlice[] {
    if (this.isStack(viewport)) {
      const { getImageIds } = viewport as CornerstoneCore.Types.IStackViewport;
      return this.storedSlices(getImageIds.call(viewport));
    }
    const found = this.volumePlane(viewport as CornerstoneCore.Types.IVolumeViewport);
    if (!found) return [];
    const { volume, fixed } = found;
    return Array.from({ length: volume.dimensions[fixed] }, (_, index) =>
      this.sliceOfVolume(found, index),
    );
  }

  /**
   * A stored image with its values; loads it where the viewer has not shown it yet.
   * Rejects with SamError `pixels-unavailable`.
   */
  async readImage(imageId: string): Promise<SliceImage> {
    await this.load(imageId);
    return this.storedSlice(imageId).read();
  }

  /**
   * Modality values of a part of a stored image, x fastest, channels interleaved; loads the image
   * where the viewer has not shown it yet. Rejects with SamError `pixels-unavailable`.
   */
  async readRegion(imageId: string, region: PixelRectangle): Promise<Float32Array> {
    const image = await this.load(imageId);
    return modalityValues(image, region, this.rescaleOf(image));
  }

  private async load(imageId: string): Promise<Image> {
    try {
      if (!this.host.core.cache.getImage(imageId)) {
        await this.host.core.imageLoader.loadAndCacheImage(imageId);
      }
    } catch (error) {
      throw new SamError('pixels-unavailable', 'an image could not be loaded', { cause: error });
    }
    return this.loadedImage(imageId);
  }

  private keyOf(identity: string): string {
    let key = this.keys.get(identity);
    if (!key) {
      key = `slice-${this.keys.size + 1}`;
      this.keys.set(identity, key);
    }
    return key;
  }

  private storedSlice(imageId: string): ShownSlice {
    const plane = storedPlane(this.host, imageId);
    const key = this.keyOf(imageId);
    return {
      key,
      plane,
      imageId,
      units: this.unitsOf(imageId),
      addressOf: (i, j) => ({ imageId, offset: j * plane.columns + i }),
      read: () => {
        const image = this.loadedImage(imageId);
        const { columns: width, rows: height } = plane;
        const values = modalityValues(image, { x: 0, y: 0, width, height }, this.rescaleOf(image));
        return { key, plane, values, channels: channelsOf(image), ...this.describe(imageId) };
      },
    };
  }

  private volumeSlice(viewport: CornerstoneCore.Types.IVolumeViewport): ShownSlice | null {
    const found = this.volumePlane(viewport);
    if (!found) return null;
    const { volume, axes, fixed } = found;
    const { focalPoint } = viewport.getCamera();
    const offset = subtract(focalPoint as unknown as Vec3, volume.origin as unknown as Vec3);
    const index = Math.round(dot(offset, axes[fixed]) / volume.spacing[fixed]);
    if (index < 0 || index >= volume.dimensions[fixed]) return null;
    return this.sliceOfVolume(found, index);
  }

  /** The volume that a viewport shows, and the axis that it looks along; null without an image. */
  private volumePlane(viewport: CornerstoneCore.Types.IVolumeViewport): VolumePlane | null {
    const volumeId = viewport.getVolumeId();
    const volume = volumeId ? this.host.core.cache.getVolume(volumeId) : undefined;
    if (!volume?.imageIds?.length) return null;
    const { viewPlaneNormal, focalPoint } = viewport.getCamera();
    if (!viewPlaneNormal || !focalPoint) return null;
    const axes = volumeAxes(volume);
    const fixed = axes.findIndex(
      axis => Math.abs(dot(axis, viewPlaneNormal as unknown as Vec3)) > ALIGNED,
    );
    if (fixed < 0) throw new SamError('plane-not-supported', 'the plane is oblique to the voxels');
    return { volume, axes, fixed };
  }

  private sliceOfVolume({ volume, axes, fixed }: VolumePlane, index: number): ShownSlice {
    const imageIds = shownImageIds(volume);
    const slice =
      fixed === 2
        ? this.storedSlice(imageIds[index])
        : this.reformattedSlice(volume, axes, fixed, index);
    return volume.isDynamicVolume?.() ? { ...slice, groupImageIds: imageIds } : slice;
  }

  /** A plane across the stored slices: columns along the first free axis, rows along k. */
  private reformattedSlice(
    volume: Volume,
    axes: readonly Vec3[],
    fixed: number,
    index: number,
  ): ShownSlice {
    const along = fixed === 0 ? 1 : 0;
    const { dimensions, spacing } = volume;
    const imageIds = shownImageIds(volume);
    const { spacingKnown, placeKnown } = storedPlane(this.host, imageIds[0]);
    const origin = volume.origin as unknown as Vec3;
    const shift = index * spacing[fixed];
    const plane: ImagePlane = {
      origin: [0, 1, 2].map(c => origin[c] + axes[fixed][c] * shift) as unknown as Vec3,
      rowDirection: axes[along],
      columnDirection: axes[2],
      columnSpacing: spacing[along],
      rowSpacing: spacing[2],
      columns: dimensions[along],
      rows: dimensions[2],
      spacingKnown,
      placeKnown,
    };
    // The first image tells the groups of a dynamic volume apart.
    const key = this.keyOf(`${volume.volumeId}|${imageIds[0]}|${fixed}|${index}`);
    const columns = dimensions[0];
    const offsetOf = (i: number) => (fixed === 0 ? i * columns + index : index * columns + i);
    return {
      key,
      plane,
      imageId: imageIds[0],
      units: this.unitsOf(imageIds[0]),
      addressOf: (i, k) => ({ imageId: imageIds[k], offset: offsetOf(i) }),
      read: () => {
        const values = new Float32Array(plane.columns * plane.rows);
        for (let k = 0; k < plane.rows; k++) {
          const image = this.loadedImage(imageIds[k]);
          const data = pixelData(image);
          const { slope, intercept } = this.rescaleOf(image);
          for (let i = 0; i < plane.columns; i++) {
            values[k * plane.columns + i] = data[offsetOf(i)] * slope + intercept;
          }
        }
        return { key, plane, values, channels: 1, ...this.describe(imageIds[0]) };
      },
    };
  }

  private loadedImage(imageId: string): Image {
    const image = this.host.core.cache.getImage(imageId);
    if (!image) throw new SamError('pixels-unavailable', 'the image is still loading');
    return image;
  }

  /** The plane of a stored image. Throws SamError `pixels-unavailable` while it has no size. */
  planeOf(imageId: string): ImagePlane {
    return storedPlane(this.host, imageId);
  }

  /** What the values of an image mean; by its attributes, whether it is loaded or not. */
  unitsOf(imageId: string): SliceImage['units'] {
    return unitsOf(this.host, imageId);
  }

  /** Factors that remain to be applied to what the viewer's loader has left. */
  private rescaleOf({ imageId, preScale, slope, intercept }: Image): Rescale {
    const suv = bodyWeightSuv(this.host, imageId) ?? 1;
    if (preScale?.scaled) {
      return { slope: preScale.scalingParameters?.suvbw ? 1 : suv, intercept: 0 };
    }
    return { slope: (slope || 1) * suv, intercept: (intercept || 0) * suv };
  }

  private describe(imageId: string) {
    const { Modality, PhotometricInterpretation } = instanceOf(this.host, imageId);
    return {
      modality: String(Modality ?? 'OT'),
      units: this.unitsOf(imageId),
      inverted: PhotometricInterpretation === 'MONOCHROME1',
      padding: paddingOf(this.host, imageId),
    } as const;
  }
}

function volumeAxes(volume: Volume): Vec3[] {
  const d = volume.direction;
  return [0, 3, 6].map(o => [d[o], d[o + 1], d[o + 2]] as Vec3);
}

function channelsOf(image: Image): 1 | 3 {
  return image.color || (image.numberOfComponents ?? 1) > 1 ? 3 : 1;
}

/** Modality values of a rectangle of an image, x fastest, channels interleaved. */
function modalityValues(
  image: Image,
  { x, y, width, height }: PixelRectangle,
  { slope, intercept }: Rescale,
): Float32Array {
  const data = pixelData(image);
  const channels = channelsOf(image);
  const stride = channels === 1 ? 1 : Math.round(data.length / (image.columns * image.rows));
  const values = new Float32Array(width * height * channels);
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0, p = (y + v) * image.columns + x; u < width; u++, p++) {
      if (channels === 1) values[n++] = data[p] * slope + intercept;
      else for (let c = 0; c < 3; c++) values[n++] = data[p * stride + c];
    }
  }
  return values;
}

const pixelData = (image: Image) => image.voxelManager?.getScalarData() ?? image.getPixelData();

/** What is read of a pane; null where that shows no planar image. What was not foreseen is logged. */
export function ifPlanar<Read>(read: () => Read): Read | null {
  try {
    return read();
  } catch (error) {
    toErrorData(error, 'pixels-unavailable');
    return null;
  }
}

/** The images of the group that a volume shows: a dynamic volume lists those of all its groups. */
function shownImageIds(volume: Volume): readonly string[] {
  return (volume as DynamicVolume).getCurrentDimensionGroupImageIds?.() ?? volume.imageIds;
}
