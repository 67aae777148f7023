import type { Host } from '../../../extension/src/host/ohif';
import type { ShownSlice } from '../../../extension/src/host/slices';
import type { ImagePlane } from '../../../extension/src/core/geometry/imagePlane';

export const COLUMNS = 4;
export const ROWS = 3;
type Voxels = Uint8Array | Uint16Array | Int16Array | Float32Array;

interface FakeImage {
  readonly imageId: string;
  readonly referencedImageId?: string;
  readonly columns: number;
  readonly rows: number;
  readonly voxelManager: {
    getScalarData(): Voxels;
    getAtIndex(index: number): number;
    setAtIndex(index: number, value: number): void;
  };
}

interface Memo {
  restoreMemo(undo?: boolean): void;
}

interface FakeLayer {
  labelmapId?: string;
  imageIds?: string[];
  referencedImageIds?: string[];
  volumeId?: string;
  geometryVolumeId?: string;
}

export interface FakeLabelmap extends FakeLayer {
  primaryLabelmapId?: string;
  labelmaps?: Record<string, FakeLayer>;
  segmentBindings?: Record<number, { labelmapId: string; labelValue: number }>;
}

interface FakeSegmentation {
  segments: Record<number, { segmentIndex: number; label: string; locked: boolean }>;
  representationData: { Labelmap?: FakeLabelmap; Contour?: object; Surface?: object };
}

const MODIFIED = 'CORNERSTONE_TOOLS_SEGMENTATION_MODIFIED';
const DATA_MODIFIED = 'event::segmentation_data_modified';
const REMOVED = 'CORNERSTONE_TOOLS_SEGMENTATION_REMOVED';

/** As much of cornerstone and OHIF as the labelmap adapters touch, with the viewer's behaviour. */
export class FakeHost {
  readonly images = new Map<string, FakeImage>();
  readonly volumes = new Map<string, object>();
  readonly segmentations = new Map<string, FakeSegmentation>();
  readonly metadata = new Map<string, Record<string, unknown>>();
  /** Slices that the viewer was told of, one entry for each time. */
  readonly modified: (readonly number[])[] = [];
  /** Groups of memos, as the viewer's history has them. */
  private readonly done: Memo[][] = [];
  private readonly undone: Memo[][] = [];
  private group: Memo[] | null = null;
  private readonly events = new EventTarget();
  private derived = 0;

  get steps(): number {
    return this.done.length;
  }

  readonly host = {
    core: {
      cache: {
        getImage: (id: string) => this.images.get(id),
        getVolume: (id: string) => this.volumes.get(id),
      },
      metaData: {
        get: (type: string, id: string) => this.metadata.get(`${type} ${id}`),
      },
      imageLoader: {
        loadAndCacheImage: () => Promise.reject(new Error('no such image')),
        createAndCacheDerivedLabelmapImages: (sources: readonly string[]) =>
          this.addLabelmapImages(`derived-${++this.derived}`, sources).map(id =>
            this.images.get(id),
          ),
      },
      eventTarget: this.events,
      Enums: { ViewportType: { STACK: 'stack', ORTHOGRAPHIC: 'orthographic' } },
      utilities: {
        uuidv4: () => `uuid-${++this.derived}`,
        HistoryMemo: {
          DefaultHistoryMemo: {
            push: (memo: Memo) => {
              if (this.group) return void this.group.push(memo);
              this.done.push([memo]);
              this.undone.length = 0;
            },
            startGroupRecording: () => {
              this.group = [];
              this.done.push(this.group);
              this.undone.length = 0;
            },
            endGroupRecording: () => {
              this.group = null;
            },
          },
        },
      },
    },
    tools: {
      Enums: { Events: { SEGMENTATION_MODIFIED: MODIFIED, SEGMENTATION_REMOVED: REMOVED } },
      segmentation: {
        state: { getSegmentation: (id: string) => this.segmentations.get(id) },
        triggerSegmentationEvents: {
          triggerSegmentationModified: () => this.events.dispatchEvent(new CustomEvent(MODIFIED)),
          triggerSegmentationDataModified: (id: string, slices: readonly number[]) => {
            this.modified.push(slices);
            this.changed(id);
          },
        },
      },
    },
    services: {
      segmentationService: {
        EVENTS: { SEGMENTATION_DATA_MODIFIED: DATA_MODIFIED },
        getSegmentation: (id: string) => this.segmentations.get(id),
        getSegmentColor: () => [1, 2, 3, 255],
        removeSegment: (id: string, segmentIndex: number) => this.removeSegment(id, segmentIndex),
        addSegment: (id: string, segment: FakeSegmentation['segments'][number]) => {
          this.addSegment(id, segment.segmentIndex);
          this.segmentations.get(id)!.segments[segment.segmentIndex].label = segment.label;
        },
        subscribe: (event: string, callback: (data: unknown) => void) => {
          const listener = (told: Event) => callback((told as CustomEvent<unknown>).detail);
          this.events.addEventListener(event, listener);
          return { unsubscribe: () => this.events.removeEventListener(event, listener) };
        },
      },
      viewportGridService: { getActiveViewportId: () => 'pane' },
    },
  } as unknown as Host;

  addImage(imageId: string, data: Voxels, rest: object = {}): FakeImage {
    const image: FakeImage = {
      imageId,
      columns: COLUMNS,
      rows: ROWS,
      voxelManager: {
        getScalarData: () => data,
        getAtIndex: index => data[index],
        setAtIndex: (index, value) => void (data[index] = value),
      },
      ...rest,
    };
    this.images.set(imageId, image);
    return image;
  }

  /** Labelmap images `prefix-0`, `prefix-1`… that lie on the sources. */
  addLabelmapImages(
    prefix: string,
    sources: readonly string[],
    make: () => Voxels = () => new Uint8Array(COLUMNS * ROWS),
  ): string[] {
    return sources.map((referencedImageId, n) => {
      this.addImage(`${prefix}-${n}`, make(), { referencedImageId });
      return `${prefix}-${n}`;
    });
  }

  /** Says where a stored image lies. */
  place(imageId: string, z: number, seriesInstanceUID = '1.2'): void {
    this.metadata.set(`instance ${imageId}`, {
      SeriesInstanceUID: seriesInstanceUID,
      ImagePositionPatient: [0, 0, z],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      PixelSpacing: [1, 1],
    });
    this.metadata.set(`imagePlaneModule ${imageId}`, {
      columns: COLUMNS,
      rows: ROWS,
      columnPixelSpacing: 1,
      rowPixelSpacing: 1,
      rowCosines: [1, 0, 0],
      columnCosines: [0, 1, 0],
      imagePositionPatient: [0, 0, z],
    });
  }

  addSegmentation(
    id: string,
    Labelmap: FakeLabelmap | undefined,
    segmentIndices: readonly number[],
  ): FakeSegmentation {
    const segments = Object.fromEntries(
      segmentIndices.map(segmentIndex => [
        segmentIndex,
        { segmentIndex, label: `Segment ${segmentIndex}`, locked: false },
      ]),
    );
    const segmentation = { segments, representationData: Labelmap ? { Labelmap } : {} };
    this.segmentations.set(id, segmentation);
    return segmentation;
  }

  voxelsOf(imageId: string): number[] {
    return [...(this.images.get(imageId)?.voxelManager.getScalarData() ?? [])];
  }

  /** Clears the segment's voxels and forgets it, as the viewer does without a step of history. */
  removeSegment(id: string, segmentIndex: number): void {
    const segmentation = this.segmentations.get(id);
    for (const imageId of segmentation?.representationData.Labelmap?.imageIds ?? []) {
      const data = this.images.get(imageId)?.voxelManager.getScalarData();
      data?.forEach((value, n) => value === segmentIndex && (data[n] = 0));
    }
    delete segmentation?.segments[segmentIndex];
    this.events.dispatchEvent(new CustomEvent(MODIFIED));
  }

  addSegment(id: string, segmentIndex: number): void {
    const segmentation = this.segmentations.get(id);
    if (!segmentation) throw new Error('no such segmentation');
    segmentation.segments[segmentIndex] = { segmentIndex, label: 'another', locked: false };
    this.events.dispatchEvent(new CustomEvent(MODIFIED));
  }

  removeSegmentation(id: string): void {
    this.segmentations.delete(id);
    this.events.dispatchEvent(new CustomEvent(REMOVED));
  }

  /** The voxels of a segmentation have changed, by whatever. */
  changed(segmentationId: string): void {
    this.events.dispatchEvent(new CustomEvent(DATA_MODIFIED, { detail: { segmentationId } }));
  }

  undo(): void {
    const memos = this.done.pop();
    memos?.reverse().forEach(memo => memo.restoreMemo(true));
    if (memos) this.undone.push(memos);
  }

  redo(): void {
    const memos = this.undone.pop();
    memos?.reverse().forEach(memo => memo.restoreMemo(false));
    if (memos) this.done.push(memos);
  }
}

const plane: ImagePlane = {
  columns: COLUMNS,
  rows: ROWS,
  origin: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  columnSpacing: 1,
  rowSpacing: 1,
};

/** A stored image as a viewport shows it. */
export function storedSlice(imageId: string): ShownSlice {
  return {
    key: imageId,
    plane,
    imageId,
    units: 'HU',
    addressOf: (i, j) => ({ imageId, offset: j * COLUMNS + i }),
    read: () => {
      throw new Error('no pixels');
    },
  };
}

/** A plane across stored images at one row of theirs. */
export function coronalSlice(imageIds: readonly string[], row: number): ShownSlice {
  return {
    ...storedSlice(imageIds[0]),
    plane: { ...plane, rows: imageIds.length },
    addressOf: (i, k) => ({ imageId: imageIds[k], offset: row * COLUMNS + i }),
  };
}
