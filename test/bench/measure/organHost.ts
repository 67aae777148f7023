import type { Host } from '../../../extension/src/host/ohif';

export const SEGMENT = { segmentationId: 'organ', segmentIndex: 1 };

/** As much of a viewer as measuring asks: a CT series with an ellipsoid of a labelmap on it. */
export function organHost(side: number, slices: number): Host {
  const images = new Map<string, object>();
  const labelmapIds: string[] = [];
  for (let k = 0; k < slices; k++) {
    const values = new Int16Array(side * side);
    for (let n = 0; n < values.length; n++) values[n] = ((n * 7 + k * 13) % 120) - 20;
    addImage(images, `image-${k}`, side, values);
    labelmapIds.push(`labelmap-${k}`);
    addImage(images, `labelmap-${k}`, side, ellipse(side, slices, k), `image-${k}`);
  }
  const segmentation = {
    segments: { 1: { segmentIndex: 1, label: 'organ', locked: false } },
    representationData: { Labelmap: { imageIds: labelmapIds } },
  };
  return {
    core: {
      cache: { getImage: (id: string) => images.get(id), getVolume: () => undefined },
      metaData: {
        get: (type: string, id: string) => (type === 'instance' ? instance(side, id) : undefined),
      },
      eventTarget: new EventTarget(),
      utilities: {},
    },
    tools: {
      Enums: { Events: { SEGMENTATION_MODIFIED: 'modified', SEGMENTATION_REMOVED: 'removed' } },
      segmentation: { state: { getSegmentation: () => segmentation } },
    },
    services: { segmentationService: { getSegmentation: () => segmentation } },
  } as unknown as Host;
}

function addImage(
  images: Map<string, object>,
  imageId: string,
  side: number,
  data: Int16Array | Uint8Array,
  referencedImageId?: string,
): void {
  images.set(imageId, {
    ...{ imageId, referencedImageId, columns: side, rows: side, slope: 1, intercept: 0 },
    getPixelData: () => data,
    voxelManager: { getScalarData: () => data, getAtIndex: (n: number) => data[n] },
  });
}

/** A slice of an ellipsoid that is 0.35 × 0.27 of the side and nearly all slices large: a liver. */
function ellipse(side: number, slices: number, k: number): Uint8Array {
  const data = new Uint8Array(side * side);
  const z = (2 * (k + 0.5)) / slices - 1;
  for (let j = 0; j < side; j++) {
    for (let i = 0; i < side; i++) {
      const x = (i - side / 2) / (0.175 * side);
      const y = (j - side / 2) / (0.135 * side);
      if (x * x + y * y + z * z < 0.98) data[j * side + i] = 1;
    }
  }
  return data;
}

function instance(side: number, imageId: string) {
  const k = Number(imageId.split('-')[1]);
  return {
    StudyInstanceUID: '2.25.1',
    SeriesInstanceUID: '2.25.2',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
    SOPInstanceUID: `2.25.3.${k}`,
    FrameOfReferenceUID: '2.25.4',
    Modality: 'CT',
    Rows: side,
    Columns: side,
    PixelSpacing: [0.8, 0.8],
    SliceThickness: 1,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    ImagePositionPatient: [0, 0, k],
    RescaleIntercept: 0,
    RescaleSlope: 1,
    RescaleType: 'HU',
    // Of the size that instances have in practice.
    PrivateText: 'x'.repeat(4000),
  };
}
