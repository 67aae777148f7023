import { Component } from 'react';

import { samCommands } from './app/commands';
import { createApp, type App } from './app/createApp';
import type { Registries } from './app/registries';
import { createSamService, type SamService } from './app/samService';
import { panelSections, usePanelData, usePanelFolds, usePanelOrder } from './app/sections';
import { CLEANUP_KEYS } from './features/cleanup';
import { AUTOMATIC_KEYS } from './features/automatic';
import { ORGAN_KEYS } from './features/organs';
import { LESIONS_KEYS } from './features/lesions';
import { FINDINGS_LIST_KEYS } from './features/findingsList';
import { LESION_SEARCH_KEYS } from './features/lesionSearch';
import { PROPAGATION_KEYS } from './features/propagation';
import { WORKFLOW_KEYS, type ListedStudy, type ModeValidity } from './features/workflow';
import { promptingKeys, toolbarButtons, toolbarSections } from './features/prompting';
import { PROTOCOL_ID, seriesProtocol, tellPlaces } from './host/hangingProtocol';
import { createHost, type ExtensionParameters } from './host/ohif';
import { createTexts, viewerLanguage } from './i18n/texts';
import { hotkeyBindings, panelKeys } from './ui/keys';
import { createPanelComponent } from './ui/mountPanel';

/** Replaced by the build: the address that our files lie beside. */
declare const SAM_ASSET_BASE: string;
/** Replaced by the build: the version in package.json. */
declare const SAM_VERSION: string;

let app: App | null = null;
let service: SamService | null = null;

function requireApp(parameters: ExtensionParameters): App {
  app ??= createApp({
    host: createHost(parameters),
    assetBase: SAM_ASSET_BASE,
    texts: createTexts(viewerLanguage()),
    version: SAM_VERSION,
    site: parameters.appConfig?.sam,
  });
  return app;
}

const requireService = (parameters: ExtensionParameters): SamService =>
  (service ??= createSamService(() => requireApp(parameters)));

const keysOf = ({ promptTools }: Registries) => [
  ...promptingKeys(promptTools()),
  ...PROPAGATION_KEYS,
  ...CLEANUP_KEYS,
  ...AUTOMATIC_KEYS,
  ...FINDINGS_LIST_KEYS,
  ...LESIONS_KEYS,
  ...WORKFLOW_KEYS,
  ...LESION_SEARCH_KEYS,
  ...ORGAN_KEYS,
];

function createPanel(parameters: ExtensionParameters) {
  const current = requireApp(parameters);
  const Panel = createPanelComponent(() => ({
    sections: panelSections(current, requireService(parameters)),
    notices: current.notices,
    texts: current.texts,
    keys: panelKeys(keysOf(current.registries)),
    useData: () => usePanelData(current),
    useFolds: () => usePanelFolds(current),
    useOrder: () => usePanelOrder(current),
  }));
  // The model is loaded for those who open the panel, not for every study.
  return class SamPanelEntry extends Component {
    override componentDidMount(): void {
      current.start();
    }

    override render() {
      return <Panel />;
    }
  };
}

/** What the mode needs: buttons and keys, in the viewer's language, as of when it asks. */
function toolbarExports(parameters: ExtensionParameters) {
  const { texts, registries } = requireApp(parameters);
  return {
    get buttons() {
      return toolbarButtons(texts, registries.promptTools());
    },
    get sections() {
      return toolbarSections(registries.promptTools());
    },
    get hotkeys() {
      return hotkeyBindings(keysOf(registries), texts);
    },
    modeName: texts.text('mode.name'),
    /** The mode leads through steps. */
    lead: () => requireApp(parameters).workflow.lead(),
    /** The mode tells before the viewer takes the segmentations away. */
    leave: () => app?.drafts.leave(),
  };
}

/** The OHIF extension: names its modules and nothing else. */
const extension = {
  id: 'ohif-extension-sam',
  version: SAM_VERSION,

  getPanelModule: (parameters: ExtensionParameters) => [
    {
      name: 'sam',
      iconName: 'icon-tool-click-segment',
      iconLabel: 'SAM',
      label: 'SAM',
      component: createPanel(parameters),
    },
  ],

  /** Other extensions find the service as `servicesManager.services.samService`. */
  preRegistration: (parameters: ExtensionParameters) =>
    parameters.servicesManager.registerService({
      name: 'samService',
      altName: 'SamService',
      create: () => requireService(parameters),
    }),

  getCommandsModule: (parameters: ExtensionParameters) =>
    samCommands(requireApp(parameters), requireService(parameters)),

  getHangingProtocolModule: (parameters: ExtensionParameters) => {
    tellPlaces(parameters.servicesManager);
    return [{ name: PROTOCOL_ID, protocol: seriesProtocol }];
  },

  getUtilityModule: (parameters: ExtensionParameters) => [
    { name: 'toolbar', exports: toolbarExports(parameters) },
  ],

  /** The mode asks whether it is offered for a study of the viewer's list. */
  offeredFor: (study: ListedStudy): ModeValidity =>
    app?.workflow.offeredFor(study) ?? { valid: true, description: '' },

  onModeExit: () => app?.reset(),
};

export default extension;
