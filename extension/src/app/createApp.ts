import { createCleanup, type Cleanup } from '../features/cleanup';
import { createAutomatic, type Automatic } from '../features/automatic';
import { createDrafts, type Drafts } from '../features/drafts';
import { createExport, type Exporting } from '../features/export';
import { createFindings, type Findings } from '../features/findings';
import { createFindingsList, type FindingsList } from '../features/findingsList';
import { createLesions, type Lesions } from '../features/lesions';
import { createPropagation, type Propagation } from '../features/propagation';
import { createPrompting, ToolActivation, type Prompting } from '../features/prompting';
import { createRuntime, type Runtime } from '../features/runtime';
import type { AssetUrls, SiteConfig } from '../host/assets';
import { LabelmapStore } from '../host/labelmap';
import { measuredPrompt } from '../host/measurements';
import type { Host } from '../host/ohif';
import { SliceReader } from '../host/slices';
import { StudyImages } from '../host/studyImages';
import { Viewports } from '../host/viewports';
import type { Texts } from '../i18n/texts';
import { createInferenceClient } from '../inference/client';
import { createNotices, type Notices } from '../ui/notices';
import { createRegistries, type Registries } from './registries';

/** Large segmentations over slow lines take a while; nobody waits longer. */
const ARCHIVE_TIMEOUT_SECONDS = 120;
/** Well below what a tab may take: some 240 embeddings at 448 pixels, 48 at 1024. */
const CACHE_BYTES = 192 * 1024 * 1024;

export interface AppOptions {
  readonly host: Host;
  readonly assets: AssetUrls;
  readonly texts: Texts;
  readonly version: string;
  readonly site?: SiteConfig;
}

/** The features, wired to each other and to the viewer. */
export interface App {
  readonly host: Host;
  readonly texts: Texts;
  readonly notices: Notices;
  readonly registries: Registries;
  readonly runtime: Runtime;
  readonly prompting: Prompting;
  readonly propagation: Propagation;
  readonly automatic: Automatic;
  readonly findings: Findings;
  readonly cleanup: Cleanup;
  readonly findingsList: FindingsList;
  readonly lesions: Lesions;
  readonly exporting: Exporting;
  readonly drafts: Drafts;
  undo(): void;
  redo(): void;
  /** Begins to follow the viewer and loads the model. Repeated calls do nothing. */
  start(): void;
  /** The study is left: the viewer is as it was; loaded models stay for the next study. */
  reset(): void;
}

/** Puts the features together; the one place that knows them all. */
export function createApp({ host, assets, texts, version, site = {} }: AppOptions): App {
  const notices = createNotices();
  const registries = createRegistries(host);
  const viewports = new Viewports(host);
  const reader = new SliceReader(host);
  const labelmaps = new LabelmapStore(host);
  const runtime = modelRuntime(assets, site, notices);
  const viewer = { host, viewports, reader, labelmaps, notices };
  const findings = createFindings({
    ...viewer,
    workerUrl: assets.exportWorker,
    model: runtime.model,
    newSegmentationLabel: () => texts.text('segmentation.newLabel'),
  });
  const prompting = createPrompting({
    ...{ ...viewer, runtime, findings },
    activation: new ToolActivation(host, registries.promptTools),
    measuredPrompt: slice => measuredPrompt(host, slice),
    tools: registries.promptTools,
  });
  const objects = { ...viewer, runtime, findings, prompting };
  const propagation = createPropagation({ ...objects, texts });
  const automatic = createAutomatic(objects);
  const lesions = createLesions({ ...objects, texts });
  const cleanup = createCleanup({ ...viewer, findings });
  const findingsList = createFindingsList({ ...viewer, findings });
  const exporting = createExport({
    ...{ ...viewer, findings, version },
    timeoutMs: 1000 * (site.archiveTimeoutSeconds ?? ARCHIVE_TIMEOUT_SECONDS),
    settings: () => shownSettings(prompting),
    report: () => ({ language: texts.language, fontUrl: assets.reportFont }),
    otherFormats: registries.formats,
  });
  const drafts = keptWork({ ...objects, host, exporting }, site, texts);
  const objectFeatures = { prompting, propagation, automatic, lesions, findings, cleanup };
  // The work is kept before it goes. Propagation ends before the drafts that it fills are gone.
  const ended = [drafts, propagation, automatic, lesions, prompting, cleanup, findingsList];
  const following = [...ended, findings, exporting];
  return {
    ...{
      host,
      texts,
      notices,
      registries,
      runtime,
      ...objectFeatures,
      findingsList,
      exporting,
      drafts,
    },
    ...undoing(host),
    start: () => {
      following.forEach(feature => feature.start());
      void runtime.load();
    },
    reset: () => {
      following.forEach(feature => feature.reset());
      notices.dismiss();
    },
  };
}

/** How the reader has the model be shown the slices, for the record. */
function shownSettings({ store }: Pick<Prompting, 'store'>) {
  const { window, wholeSlice } = store.getState().settings;
  return { window, wholeSlice };
}

const undoing = ({ commands }: Host): Pick<App, 'undo' | 'redo'> => ({
  undo: () => void commands.runCommand('undo'),
  redo: () => void commands.runCommand('redo'),
});

function modelRuntime(assets: AssetUrls, site: SiteConfig, notices: Notices): Runtime {
  return createRuntime({
    client: createInferenceClient({ workerUrl: assets.inferenceWorker }),
    notices,
    loadOptions: {
      modelsUrl: assets.models,
      runtimeUrl: assets.runtime,
      siteModels: site.models,
      cacheBytes: CACHE_BYTES,
    },
  });
}

type DraftsDeps = Parameters<typeof createDrafts>[0];

/** What keeps the work in the browser, unless the site wants nothing kept. */
function keptWork(
  deps: Omit<DraftsDeps, 'images' | 'enabled' | 'leaveQuestion'>,
  { keepWork = true }: SiteConfig,
  texts: Texts,
): Drafts {
  return createDrafts({
    ...deps,
    images: new StudyImages(deps.host),
    enabled: keepWork,
    leaveQuestion: () => texts.text(keepWork ? 'drafts.leave' : 'drafts.leaveUnkept'),
  });
}
