export type Point2 = readonly [number, number];

/** What the page offers for tests (OHIF puts its services on `window`). */
export interface ViewerWindow extends Window {
  readonly services: {
    readonly viewportGridService: {
      getActiveViewportId(): string;
      getState(): { readonly viewports: ReadonlyMap<string, unknown> };
    };
    readonly segmentationService: {
      getActiveSegmentation(viewportId: string): { segmentationId: string } | undefined;
      getSegmentations(): { segmentationId: string; segments: Record<number, { label: string }> }[];
      getActiveSegment(viewportId: string): { segmentIndex: number } | undefined;
      toggleSegmentLocked(segmentationId: string, segmentIndex: number): void;
      setSegmentLabel(segmentationId: string, segmentIndex: number, label: string): void;
      getSegmentationRepresentations(viewportId: string): readonly unknown[];
    };
    readonly cornerstoneViewportService: { getCornerstoneViewport(id: string): TestViewport };
    readonly displaySetService: {
      getActiveDisplaySets(): {
        Modality: string;
        SOPInstanceUID?: string;
        measurements?: readonly {
          readonly labels: readonly { readonly label: string; readonly value: string }[];
        }[];
        load?: (options: unknown) => Promise<unknown>;
      }[];
    };
  };
  readonly commandsManager: { runCommand(name: string, options?: unknown): unknown };
  readonly cornerstone: {
    getEnabledElement(element: HTMLElement): { readonly viewport: TestViewport };
    readonly metaData: { get(type: string, imageId: string): Record<string, unknown> };
    readonly cache: {
      getImage(id: string): {
        referencedImageId: string;
        rows: number;
        columns: number;
        voxelManager: { getScalarData(): Uint8Array; setAtIndex(n: number, value: number): void };
      };
    };
  };
  readonly cornerstoneTools: {
    readonly segmentation: {
      readonly state: {
        getSegmentation(id: string): {
          representationData: { Labelmap: LabelmapData };
        };
      };
      readonly triggerSegmentationEvents: { triggerSegmentationDataModified(id: string): void };
    };
  };
}

interface LabelmapData {
  readonly imageIds?: string[];
  readonly labelmaps?: Record<string, { imageIds: string[] }>;
  readonly segmentBindings?: Record<number, { labelmapId: string; labelValue: number }>;
}

interface TestViewport {
  readonly element: HTMLElement;
  readonly type: string;
  getImageIds(): string[];
  getCurrentImageId(): string;
  setImageIdIndex(index: number): Promise<string>;
  worldToCanvas(world: number[]): Point2;
  canvasToWorld(canvas: Point2): number[];
}
