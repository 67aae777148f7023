import { Component } from 'react';

import { assetUrls } from './host/assets';
import { samCommands } from './app/commands';
import { createSession } from './app/createSession';
import { hotkeyBindings, panelKeys } from './app/keys';
import { createHost, type ExtensionParameters } from './host/ohif';
import type { SamSession } from './app/session';
import { TOOLBAR_SECTIONS, toolbarButtons } from './features/prompting';
import { createTexts, viewerLanguage } from './i18n/texts';
import { createPanelComponent } from './ui/mountPanel';

/** Replaced by the build: the address that our files lie beside. */
declare const SAM_ASSET_BASE: string;
/** Replaced by the build: the version in package.json. */
declare const SAM_VERSION: string;

const texts = createTexts(viewerLanguage());
let session: SamSession | null = null;

function requireSession(parameters: ExtensionParameters): SamSession {
  session ??= createSession(
    createHost(parameters),
    assetUrls(SAM_ASSET_BASE, parameters.appConfig?.sam),
    texts,
    SAM_VERSION,
    parameters.appConfig?.sam,
  );
  return session;
}

function createPanel(parameters: ExtensionParameters) {
  const current = requireSession(parameters);
  const Panel = createPanelComponent(current, texts, panelKeys());
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

  getCommandsModule: (parameters: ExtensionParameters) => samCommands(requireSession(parameters)),

  /** What the mode needs: buttons and keys, in the viewer's language. */
  getUtilityModule: () => [
    {
      name: 'toolbar',
      exports: {
        buttons: toolbarButtons(texts),
        sections: TOOLBAR_SECTIONS,
        hotkeys: hotkeyBindings(texts),
        modeName: texts.text('mode.name'),
      },
    },
  ],

  onModeExit: () => session?.stop(),
};

export default extension;
