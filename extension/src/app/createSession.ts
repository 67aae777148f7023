import { createInferenceClient } from '../inference/client';
import type { Texts } from '../i18n/texts';
import type { AssetUrls, SiteConfig } from '../host/assets';
import { LabelmapStore } from '../host/labelmap';
import type { Host } from '../host/ohif';
import { SamError } from '../core/errors';
import {
  findingFiles,
  findingReport,
  measureFinding,
  openFindings,
  storeFindings,
} from '../features/export';
import { FindingRegistry, SegmentTarget } from '../features/findings';
import { Engine, runtimeChoice } from '../features/runtime';
import { SamSession } from './session';
import { SliceReader } from '../host/slices';
import { ToolActivation } from '../features/prompting';
import { Viewports } from '../host/viewports';

/** Large segmentations over slow lines take a while; nobody waits longer. */
const ARCHIVE_TIMEOUT_SECONDS = 120;
/** Well below what a tab may take: some 240 embeddings at 448 pixels, 48 at 1024. */
const CACHE_BYTES = 192 * 1024 * 1024;

/** Puts the session together from its parts; the one place that knows them all. */
export function createSession(
  host: Host,
  assets: AssetUrls,
  texts: Texts,
  version: string,
  site: SiteConfig = {},
): SamSession {
  const client = createInferenceClient({ workerUrl: assets.inferenceWorker });
  const engine = new Engine(client, () => ({
    modelsUrl: assets.models,
    runtimeUrl: assets.runtime,
    siteModels: site.models,
    ...runtimeChoice(session.getState().settings),
    cacheBytes: CACHE_BYTES,
  }));
  const model = () => {
    const { runtime } = session.getState();
    return runtime.phase === 'ready' ? runtime.info.model : null;
  };
  const target = new SegmentTarget(host, () => model()?.name ?? 'SAM');
  const labelmaps = new LabelmapStore(host);
  const reader = new SliceReader(host);
  const viewports = new Viewports(host);
  const findings = new FindingRegistry();
  const workerUrl = assets.exportWorker;
  const timeoutMs = 1000 * (site.archiveTimeoutSeconds ?? ARCHIVE_TIMEOUT_SECONDS);
  const exportParts = {
    host,
    labelmaps,
    reader,
    target,
    findings,
    workerUrl,
    version,
    model,
    timeoutMs,
    settings: () => {
      const { window, wholeSlice } = session.getState().settings;
      return { window, wholeSlice };
    },
    report: () => ({
      language: texts.language,
      showsPatient: session.getState().reportShowsPatient,
      fontUrl: assets.reportFont,
    }),
  };
  const session: SamSession = new SamSession({
    host,
    viewports,
    reader,
    labelmaps,
    target,
    tools: new ToolActivation(host),
    engine,
    findings,
    storeFindings: (...parameters) => storeFindings(exportParts, ...parameters),
    findingFiles: (...parameters) => findingFiles(exportParts, ...parameters),
    findingReport: choice => findingReport(exportParts, choice),
    openFindings: file => {
      const { activeId } = viewports;
      const shown = activeId ? viewports.get(activeId) : null;
      if (!activeId || !shown) throw new SamError('no-segmentation', 'no pane is active');
      const label = texts.text('segmentation.newLabel');
      return openFindings(exportParts, activeId, shown.getImageIds(), file, label);
    },
    measureFinding: segment => measureFinding(exportParts, segment),
    newSegmentationLabel: () => texts.text('segmentation.newLabel'),
  });
  return session;
}
