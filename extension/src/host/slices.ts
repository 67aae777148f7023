import type * as CornerstoneCore from '@cornerstonejs/core';

import { SamError } from '../core/errors';
import type { ImagePlane } from '../core/geometry/imagePlane';
import { dot, subtract, type Vec3 } from '../core/geometry/vec3';
import type { SliceImage, ValueWindow } from '../core/image/sliceImage';
import type { Host } from './ohif';

type Image = CornerstoneCore.Types.IImage;
type Volume = CornerstoneCore.Types.IImageVolume;
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
  addressOf(i: number, j: number): VoxelAddress;
  /** Rejects nothing; throws SamError `pixels-unavailable` while an image is still loading. */
  read(): SliceImage;
}

/** cos 1.5°: a plane turned further against the volume's axes is not a plane of voxels. */
const ALIGNED = 0.99966;

/** The one place that reads pixels: from cornerstone's cache, as modality values. */
export class SliceReader {
  private readonly keys = new Map<string, string>();

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
   * A stored image with its values; loads it where the viewer has not shown it yet.
   * Rejects with SamError `pixels-unavailable`.
   */
  async readImage(imageId: string): Promise<SliceImage> {
    try {
      if (!this.host.core.cache.getImage(imageId)) {
        await this.host.core.imageLoader.loadAndCacheImage(imageId);
      }
    } catch (error) {
      throw new SamError('pixels-unavailable', 'an image could not be loaded', { cause: error });
    }
    return this.storedSlice(imageId).read();
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
    const plane = this.storedPlane(imageId);
    const key = this.keyOf(imageId);
    return {
      key,
      plane,
      imageId,
      units: this.unitsOf(imageId),
      addressOf: (i, j) => ({ imageId, offset: j * plane.columns + i }),
      read: () => {
        const image = this.loadedImage(imageId);
        const channels = channelsOf(image);
        const values = new Float32Array(plane.columns * plane.rows * channels);
        copyModalityValues(image, values, channels);
        return { key, plane, values, channels, ...this.describe(imageId) };
      },
    };
  }

  private storedPlane(imageId: string): ImagePlane {
    const module = this.host.core.metaData.get('imagePlaneModule', imageId) as
      Partial<CornerstoneCore.Types.ImagePlaneModule> | undefined;
    const image = this.host.core.cache.getImage(imageId);
    const columns = module?.columns ?? image?.columns ?? 0;
    const rows = module?.rows ?? image?.rows ?? 0;
    if (!(columns > 0 && rows > 0)) {
      throw new SamError('pixels-unavailable', 'the image has no size yet');
    }
    // Projection images lack a plane; the viewer shows them at the origin, with unit axes.
    return {
      origin: toVec3(module?.imagePositionPatient) ?? [0, 0, 0],
      rowDirection: toVec3(module?.rowCosines) ?? [1, 0, 0],
      columnDirection: toVec3(module?.columnCosines) ?? [0, 1, 0],
      columnSpacing: positive(module?.columnPixelSpacing),
      rowSpacing: positive(module?.rowPixelSpacing),
      columns,
      rows,
    };
  }

  private volumeSlice(viewport: CornerstoneCore.Types.IVolumeViewport): ShownSlice | null {
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
    const offset = subtract(focalPoint as unknown as Vec3, volume.origin as unknown as Vec3);
    const index = Math.round(dot(offset, axes[fixed]) / volume.spacing[fixed]);
    if (index < 0 || index >= volume.dimensions[fixed]) return null;
    return fixed === 2
      ? this.storedSlice(volume.imageIds[index])
      : this.reformattedSlice(volume, axes, fixed, index);
  }

  /** A plane across the stored slices: columns along the first free axis, rows along k. */
  private reformattedSlice(
    volume: Volume,
    axes: readonly Vec3[],
    fixed: number,
    index: number,
  ): ShownSlice {
    const along = fixed === 0 ? 1 : 0;
    const { dimensions, spacing, imageIds } = volume;
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
    };
    const key = this.keyOf(`${volume.volumeId}|${fixed}|${index}`);
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
          const data = image.voxelManager?.getScalarData() ?? image.getPixelData();
          const { slope, intercept } = rescaleOf(image);
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

  unitsOf(imageId: string): SliceImage['units'] {
    const instance = this.host.core.metaData.get('instance', imageId) as
      { readonly Modality?: string } | undefined;
    if (instance?.Modality === 'CT') return 'HU';
    const image = this.host.core.cache.getImage(imageId);
    return image?.preScale?.scalingParameters?.suvbw ? 'SUV' : 'arbitrary';
  }

  private describe(imageId: string) {
    const instance = (this.host.core.metaData.get('instance', imageId) ?? {}) as Readonly<
      Record<string, unknown>
    >;
    const modality = String(instance.Modality ?? 'OT');
    const slope = Number(instance.RescaleSlope ?? 1);
    const intercept = Number(instance.RescaleIntercept ?? 0);
    const paddingValue = instance.PixelPaddingValue;
    const limit = instance.PixelPaddingRangeLimit ?? paddingValue;
    const padding =
      paddingValue === undefined
        ? undefined
        : orderedWindow(
            Number(paddingValue) * slope + intercept,
            Number(limit) * slope + intercept,
          );
    return {
      modality,
      units: this.unitsOf(imageId),
      inverted: instance.PhotometricInterpretation === 'MONOCHROME1',
      padding,
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

/** Factors that remain to be applied: none when the loader has scaled the pixels already. */
function rescaleOf(image: Image): { slope: number; intercept: number } {
  if (image.preScale?.scaled) return { slope: 1, intercept: 0 };
  return { slope: image.slope || 1, intercept: image.intercept || 0 };
}

function copyModalityValues(image: Image, values: Float32Array, channels: 1 | 3): void {
  const data = image.voxelManager?.getScalarData() ?? image.getPixelData();
  if (channels === 1) {
    const { slope, intercept } = rescaleOf(image);
    for (let p = 0; p < values.length; p++) values[p] = data[p] * slope + intercept;
    return;
  }
  const pixels = values.length / 3;
  const stride = Math.round(data.length / pixels);
  for (let p = 0; p < pixels; p++) {
    for (let c = 0; c < 3; c++) values[p * 3 + c] = data[p * stride + c];
  }
}

function orderedWindow(a: number, b: number): ValueWindow | undefined {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  return { lower: Math.min(a, b), upper: Math.max(a, b) };
}

function toVec3(value: unknown): Vec3 | undefined {
  const v = value as ArrayLike<number> | undefined;
  if (!v || v.length < 3) return undefined;
  const out: Vec3 = [Number(v[0]), Number(v[1]), Number(v[2])];
  return out.every(Number.isFinite) ? out : undefined;
}

function positive(value: unknown): number {
  const n = Number(value);
  return n > 0 && Number.isFinite(n) ? n : 1;
}
