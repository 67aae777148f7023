import type { SamService } from '../../../extension/src/app/samService';
import { panelSections, usePanelData } from '../../../extension/src/app/sections';
import type { PanelKeys } from '../../../extension/src/ui/keys';
import type { SamPanelProps } from '../../../extension/src/ui/SamPanel';
import type { FakeApp } from './fakeApp';

/** The panel's properties as the extension gives them. */
export const panelProps = (app: FakeApp, keys: PanelKeys = {}): SamPanelProps => ({
  sections: panelSections(app, {} as SamService),
  notices: app.notices,
  texts: app.texts,
  keys,
  useData: () => usePanelData(app),
});
