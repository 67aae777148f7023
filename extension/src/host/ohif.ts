import type * as CornerstoneCore from '@cornerstonejs/core';
import type * as CornerstoneTools from '@cornerstonejs/tools';
import { keepSegments } from './keepSegments';

/**
 * What this extension uses of OHIF, as types of its own: the @ohif packages ship none. Every
 * service that a later host might lack is optional, and checked where it is used.
 */
export interface OhifSubscription {
  unsubscribe(): void;
}

interface PubSub {
  readonly EVENTS: Readonly<Record<string, string>>;
  subscribe(event: string, callback: (data: unknown) => void): OhifSubscription;
}

export interface OhifInstance {
  readonly SOPInstanceUID: string;
  readonly SOPClassUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly imageId?: string;
  readonly [keyword: string]: unknown;
}

export interface OhifDisplaySet {
  readonly displaySetInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly Modality: string;
  /** True for what is shown over images, such as a SEG or an RTSTRUCT. */
  readonly isOverlayDisplaySet?: boolean;
  /** Of an object that is no image, such as a SEG. */
  readonly instance?: OhifInstance;
  readonly instances?: readonly OhifInstance[];
  readonly images?: readonly OhifInstance[];
  readonly imageIds?: readonly string[];
  /** Of a dynamic (4D) volume, the images of each group. */
  readonly dynamicVolumeInfo?: { readonly timePoints?: readonly (readonly string[])[] };
}

export interface OhifSegment {
  readonly segmentIndex: number;
  readonly label: string;
  readonly locked: boolean;
  readonly active?: boolean;
  /** Of a segment that came with a SEG, also what the SEG says of its making. */
  readonly cachedStats?: {
    readonly algorithmType?: string;
    readonly algorithmName?: string;
    /** What the viewer has counted in its voxels. */
    readonly namedStats?: Readonly<Record<string, unknown>>;
  };
}

export type OhifSegments = Readonly<Record<number, OhifSegment | undefined>>;

export interface OhifSegmentation {
  readonly segmentationId: string;
  readonly label: string;
  readonly segments: OhifSegments;
}

export interface OhifRepresentation {
  readonly segmentationId: string;
  readonly active: boolean;
  readonly type: string;
}

export interface SegmentationService extends PubSub {
  addOrUpdateSegmentation?(data: {
    readonly segmentationId: string;
    readonly segments?: OhifSegments;
  }): void;
  getSegmentation(segmentationId: string): OhifSegmentation | undefined;
  getActiveSegmentation(viewportId: string): OhifSegmentation | null | undefined;
  getActiveSegment(viewportId: string): OhifSegment | null | undefined;
  getSegmentationRepresentations(
    viewportId: string,
    specifier?: { segmentationId?: string; type?: string },
  ): readonly OhifRepresentation[];
  addSegment(segmentationId: string, config: Readonly<Record<string, unknown>>): void;
  createLabelmapForDisplaySet(
    displaySet: OhifDisplaySet,
    options: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  addSegmentationRepresentation(
    viewportId: string,
    representation: { readonly segmentationId: string; readonly type: string },
  ): Promise<unknown>;
  getSegmentations(): readonly OhifSegmentation[];
  remove(segmentationId: string): void;
  toggleSegmentLocked(segmentationId: string, segmentIndex: number): void;
  setSegmentColor(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number,
    color: readonly number[],
  ): void;
  /** Without `skipRecordingHistory`, a step of the viewer's own undo history. */
  removeSegment(
    segmentationId: string,
    segmentIndex: number,
    options?: { readonly skipRecordingHistory?: boolean },
  ): void;
  setActiveSegment(segmentationId: string, segmentIndex: number): void;
  setActiveSegmentation(viewportId: string, segmentationId: string): void;
  setSegmentLabel(segmentationId: string, segmentIndex: number, label: string): void;
  getSegmentColor(viewportId: string, segmentationId: string, segmentIndex: number): number[];
}

export interface ViewportGridService extends PubSub {
  getActiveViewportId(): string | null;
  getState(): {
    readonly viewports: ReadonlyMap<
      string,
      { readonly displaySetInstanceUIDs?: readonly string[] | undefined }
    >;
  };
}

export interface DisplaySetService extends PubSub {
  getActiveDisplaySets(): readonly OhifDisplaySet[];
  getDisplaySetByUID(uid: string): OhifDisplaySet | undefined;
}

export interface ToolbarService {
  register(buttons: readonly unknown[]): void;
  updateSection(section: string, buttonIds: readonly string[]): void;
  getButtonSection?(section: string): readonly { readonly id: string }[] | undefined;
  refreshToolbarState(context: Readonly<Record<string, unknown>>): void;
  readonly state: { readonly buttonSections: Readonly<Record<string, readonly string[]>> };
}

export interface ToolGroupService {
  readonly EVENTS: Readonly<Record<string, string>>;
  subscribe(event: string, listener: () => void): OhifSubscription;
  getToolGroupIds(): readonly string[];
  getToolGroup(id?: string): CornerstoneTools.Types.IToolGroup | undefined;
  getToolGroupForViewport(viewportId: string): CornerstoneTools.Types.IToolGroup | undefined;
}

export interface CornerstoneViewportService {
  getCornerstoneViewport(
    viewportId: string,
  ):
    CornerstoneCore.Types.IStackViewport | CornerstoneCore.Types.IVolumeViewport | null | undefined;
}

export interface CustomizationService {
  getCustomization(id: string): unknown;
  setCustomizations(customizations: Readonly<Record<string, unknown>>, scope?: string): void;
}

export interface WorkflowStepsService extends PubSub {
  readonly workflowSteps: readonly { readonly id: string }[];
  addWorkflowSteps(steps: readonly Readonly<Record<string, unknown>>[]): void;
  setActiveWorkflowStep(id: string): void;
}

export interface HangingProtocolService {
  addCustomAttribute(
    id: string,
    name: string,
    valueOf: (metadata: unknown, options?: unknown) => unknown,
  ): void;
  getState?(): { readonly protocolId?: string; readonly stageId?: string } | undefined;
}

export interface OhifServices {
  readonly hangingProtocolService?: HangingProtocolService;
  readonly workflowStepsService?: WorkflowStepsService;
  readonly segmentationService: SegmentationService;
  readonly viewportGridService: ViewportGridService;
  readonly displaySetService: DisplaySetService;
  readonly toolbarService: ToolbarService;
  readonly toolGroupService: ToolGroupService;
  readonly cornerstoneViewportService: CornerstoneViewportService;
  readonly customizationService: CustomizationService;
}

export interface DicomWebClient {
  retrieveInstance(options: {
    studyInstanceUID: string;
    seriesInstanceUID: string;
    sopInstanceUID: string;
  }): Promise<ArrayBuffer>;
}

export interface DataSource {
  readonly store?: {
    dicom?(dataset: unknown, request?: unknown, dicomDict?: unknown): Promise<unknown>;
  };
  readonly retrieve?: {
    getWadoDicomWebClient?(): DicomWebClient;
    readonly series?: {
      /** Reads what a study holds; the viewer makes display sets of it. */
      metadata?(options: { readonly StudyInstanceUID: string }): unknown;
    };
  };
  /** Some sources answer at once, some lack a search, some resolve to nothing. */
  readonly query?: {
    readonly studies?: {
      search?(parameters: Readonly<Record<string, unknown>>): unknown;
    };
    readonly series?: { search?(studyInstanceUid: string): unknown };
  };
}

/** A study as a data source's search names it. */
export interface QueriedStudy {
  readonly studyInstanceUid?: string;
  /** Patient ID. */
  readonly mrn?: string;
  readonly patientBirthDate?: string;
  /** YYYYMMDD */
  readonly date?: string;
  readonly time?: string;
  readonly description?: string;
  readonly modalities?: string;
}

/** A series as a data source's search names it. */
export interface QueriedSeries {
  readonly seriesInstanceUid?: string;
  readonly modality?: string;
  readonly description?: string;
}

export interface CommandsManager {
  runCommand(name: string, options?: Readonly<Record<string, unknown>>, context?: string): unknown;
}

interface ModuleEntry {
  readonly exports?: {
    getCornerstoneLibraries?(): {
      readonly cornerstone: typeof CornerstoneCore;
      readonly cornerstoneTools: typeof CornerstoneTools;
    };
  };
}

export interface ExtensionManager {
  getModuleEntry(id: string): ModuleEntry | undefined;
  getActiveDataSource(): readonly DataSource[];
}

/** The argument of an extension's `preRegistration` and of its `getXModule` functions. */
export interface ExtensionParameters {
  readonly servicesManager: {
    readonly services: OhifServices;
    registerService(registration: {
      readonly name: string;
      readonly altName: string;
      create(): unknown;
    }): void;
  };
  readonly commandsManager: CommandsManager;
  readonly extensionManager: ExtensionManager;
  /** What the site sets under `sam` is of any form until it has been read (`readSiteConfig`). */
  readonly appConfig?: { readonly sam?: unknown };
}

/** Everything of the viewer that the rest of the host ring works with, typed and made once. */
export interface Host {
  readonly core: typeof CornerstoneCore;
  readonly tools: typeof CornerstoneTools;
  readonly services: OhifServices;
  readonly commands: CommandsManager;
  readonly extensionManager: ExtensionManager;
}

const CORNERSTONE_UTILITIES = '@ohif/extension-cornerstone.utilityModule.common';

/**
 * Collects the host from what OHIF hands to `preRegistration`.
 * Throws when the viewer has no cornerstone extension (then nothing of ours can work).
 */
export function createHost(parameters: ExtensionParameters): Host {
  const { servicesManager, commandsManager, extensionManager } = parameters;
  const libraries = extensionManager
    .getModuleEntry(CORNERSTONE_UTILITIES)
    ?.exports?.getCornerstoneLibraries?.();
  if (!libraries) {
    throw new Error('The viewer has no @ohif/extension-cornerstone: list it before this one.');
  }
  keepSegments(servicesManager.services.segmentationService);
  return {
    core: libraries.cornerstone,
    tools: libraries.cornerstoneTools,
    services: servicesManager.services,
    commands: commandsManager,
    extensionManager,
  };
}
