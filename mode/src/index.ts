/**
 * Replaced by the build: the extension as a dependency of the mode. Null in the drop-in, whose
 * installer has registered it: by address the viewer would load it twice.
 */
declare const SAM_EXTENSION: string | null;

const EXTENSION_ID = 'ohif-extension-sam';
const PANEL_ID = `${EXTENSION_ID}.panelModule.sam`;
const MEASUREMENT_PANEL_ID = '@ohif/extension-cornerstone.panelModule.panelMeasurement';
/** Phases or sequences side by side; the base mode's own protocols stand behind it. */
const PROTOCOL_ID = 'ohif-sam.series';
const BASE_MODE = '@ohif/mode-segmentation';
/**
 * What shows stored structured reports, which the base mode leaves out. The viewer's extension for
 * PDF is left out as well: the base mode's layout would give a stored report half of the screen.
 */
const SR_EXTENSION = '@ohif/extension-cornerstone-dicom-sr';
const SR_VIEWPORT = `${SR_EXTENSION}.viewportModule.dicom-sr`;
const SR_HANDLERS = ['dicom-sr-3d', 'dicom-sr'].map(
  name => `${SR_EXTENSION}.sopClassHandlerModule.${name}`,
);

interface LayoutTemplate {
  readonly props: {
    readonly rightPanels?: readonly string[];
    readonly viewports?: readonly unknown[];
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

interface Route {
  readonly layoutTemplate: (parameters: unknown) => LayoutTemplate | Promise<LayoutTemplate>;
  readonly [key: string]: unknown;
}

interface ToolbarModule {
  readonly exports?: {
    readonly buttons: readonly unknown[];
    readonly sections: Readonly<Record<string, readonly string[]>>;
    readonly hotkeys: readonly unknown[];
    readonly lead: () => void;
    readonly leave: () => void;
  };
}

interface Subscription {
  unsubscribe(): void;
}

interface ModeParameters {
  readonly servicesManager: {
    readonly services: {
      readonly toolbarService: {
        register(buttons: readonly unknown[]): void;
        updateSection(section: string, ids: readonly string[]): void;
        readonly state: { readonly buttonSections: Readonly<Record<string, readonly string[]>> };
      };
      readonly customizationService: {
        setCustomizations(customizations: Readonly<Record<string, unknown>>): void;
      };
      readonly segmentationService: {
        readonly EVENTS: Readonly<Record<string, string>>;
        subscribe(event: string, callback: () => void): Subscription;
        getSegmentations(): readonly unknown[];
        getSegmentationRepresentations(
          viewportId: string | null,
        ): readonly { readonly active: boolean }[] | undefined;
      };
      readonly viewportGridService: { getActiveViewportId(): string | null };
      readonly panelService: { activatePanel(panelId: string, force: boolean): void };
    };
  };
  readonly extensionManager: { getModuleEntry(id: string): ToolbarModule | undefined };
}

/** An OHIF mode, as far as this one changes it. */
export interface Mode {
  readonly routes: readonly Route[];
  readonly extensions: Readonly<Record<string, string>>;
  readonly sopClassHandlers?: readonly string[];
  readonly layoutInstance?: unknown;
  readonly hangingProtocol?: string | readonly string[];
  readonly onModeEnter?: (parameters: ModeParameters) => unknown;
  readonly onModeExit?: (parameters: ModeParameters) => unknown;
  readonly [key: string]: unknown;
}

interface BaseModeModule {
  readonly modeFactory: (options: Readonly<Record<string, unknown>>) => Mode | Promise<Mode>;
}

/** A study as the viewer's list has it. */
interface ListedStudy {
  readonly modalities: string;
  readonly study?: unknown;
}

interface Validity {
  readonly valid: boolean;
  readonly description: string;
}

/** What the mode asks of the extension before a study is opened. */
interface Extension {
  offeredFor?(study: ListedStudy): Validity | undefined;
}

interface FactoryOptions {
  /** Given by the drop-in's installer; a viewer that was built with the extension loads it by name. */
  readonly extension?: Extension;
  readonly loadModules: (ids: readonly string[]) => Promise<readonly unknown[]>;
  readonly modeConfiguration?: Readonly<Record<string, unknown>>;
}

const toolbarOf = ({ extensionManager }: Pick<ModeParameters, 'extensionManager'>) =>
  extensionManager.getModuleEntry(`${EXTENSION_ID}.utilityModule.toolbar`)?.exports;

/** Adds buttons and keys of the extension to what the base mode has set up. */
export function addTools({ servicesManager, extensionManager }: ModeParameters): void {
  const { toolbarService, customizationService } = servicesManager.services;
  const tools = toolbarOf({ extensionManager });
  if (!tools) return;
  toolbarService.register(tools.buttons);
  for (const [section, ids] of Object.entries(tools.sections)) {
    const present = toolbarService.state.buttonSections[section] ?? [];
    const added = ids.filter(id => !present.includes(id));
    toolbarService.updateSection(section, [...present, ...added]);
  }
  customizationService.setCustomizations({
    'ohif.hotkeyBindings': { $push: tools.hotkeys },
  });
}

/**
 * Keeps our panel in front when Accept makes the first segmentation: the base mode brings its own
 * panel forward at that event, and whoever subscribed later has the last word.
 */
function keepPanel({ servicesManager }: ModeParameters): readonly Subscription[] {
  const { panelService, segmentationService, viewportGridService } = servicesManager.services;
  const { EVENTS } = segmentationService;
  let brought = false;
  const bringForward = () => {
    const shown = segmentationService.getSegmentationRepresentations(
      viewportGridService.getActiveViewportId(),
    );
    if (!segmentationService.getSegmentations().length) brought = false;
    else if (!brought && shown?.some(({ active }) => active)) {
      brought = true;
      panelService.activatePanel(PANEL_ID, true);
    }
  };
  return [
    EVENTS.SEGMENTATION_ADDED,
    EVENTS.SEGMENTATION_MODIFIED,
    EVENTS.SEGMENTATION_REPRESENTATION_MODIFIED,
  ].map(event => segmentationService.subscribe(event, bringForward));
}

async function extensionOf({ extension, loadModules }: FactoryOptions): Promise<Extension> {
  if (extension || !SAM_EXTENSION) return extension ?? {};
  const [loaded] = (await loadModules([SAM_EXTENSION])) as readonly (Extension | undefined)[];
  return loaded ?? {};
}

/** False in a viewer that was built without the extension. */
async function hasExtension({ loadModules }: FactoryOptions, id: string): Promise<boolean> {
  try {
    const [module] = await loadModules([id]);
    return Boolean(module);
  } catch {
    return false;
  }
}

/**
 * OHIF's own segmentation mode with the SAM panel and tools added: whatever version the viewer is,
 * its panels, tools and layouts are the ones its readers know.
 */
async function modeFactory(options: FactoryOptions): Promise<Mode> {
  const [baseModule] = (await options.loadModules([BASE_MODE])) as readonly BaseModeModule[];
  const showsSr = await hasExtension(options, SR_EXTENSION);
  const extension = await extensionOf(options);
  const { layoutInstance: _replaced, ...base } = await baseModule.modeFactory({ ...options });
  const [first, ...others] = base.routes;
  const layoutTemplate = async (parameters: unknown) => {
    const template = await first.layoutTemplate(parameters);
    const present = template.props.rightPanels ?? [];
    const measurements = present.includes(MEASUREMENT_PANEL_ID) ? [] : [MEASUREMENT_PANEL_ID];
    const rightPanels = [PANEL_ID, ...present, ...measurements];
    const viewports = [
      ...(template.props.viewports ?? []),
      ...(showsSr ? [{ namespace: SR_VIEWPORT, displaySetsToDisplay: SR_HANDLERS }] : []),
    ];
    return { ...template, props: { ...template.props, rightPanels, viewports } };
  };
  let subscriptions: readonly Subscription[] = [];
  return {
    ...base,
    id: 'ohif-mode-sam-lesion',
    routeName: 'sam-lesion',
    displayName: 'SAM lesion workflow',
    hangingProtocol: [PROTOCOL_ID, ...[base.hangingProtocol ?? []].flat()],
    isValidMode: (study: ListedStudy): Validity =>
      extension.offeredFor?.(study) ?? { valid: true, description: '' },
    routes: [{ ...first, layoutTemplate }, ...others],
    extensions: {
      ...base.extensions,
      ...(showsSr ? { [SR_EXTENSION]: '^3.0.0' } : {}),
      ...(SAM_EXTENSION ? { [SAM_EXTENSION]: '0.1.0' } : {}),
    },
    sopClassHandlers: [...(base.sopClassHandlers ?? []), ...(showsSr ? SR_HANDLERS : [])],
    onModeEnter: parameters => {
      // Not awaited: the viewer reads the keys as soon as this returns.
      const entered = base.onModeEnter?.(parameters);
      addTools(parameters);
      toolbarOf(parameters)?.lead();
      subscriptions = keepPanel(parameters);
      return entered;
    },
    onModeExit: parameters => {
      subscriptions.forEach(subscription => subscription.unsubscribe());
      toolbarOf(parameters)?.leave();
      return base.onModeExit?.(parameters);
    },
  };
}

export default { id: 'ohif-mode-sam-lesion', modeFactory, extensionDependencies: {} };
