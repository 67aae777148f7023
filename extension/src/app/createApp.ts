import { readSiteConfig, type ConfigProblem, type SiteConfig } from '../core/studyTypes/siteConfig';
import { createCleanup, type Cleanup } from '../features/cleanup';
import { createAutomatic, type Automatic } from '../features/automatic';
import { createCarryOver, destinationOn, type CarryOver } from '../features/carryOver';
import { createDrafts, type Drafts } from '../features/drafts';
import { createExport, type Exporting } from '../features/export';
import { createFindings, type Findings, type FindingsFeature } from '../features/findings';
import { createFollowUp, type FollowUp } from '../features/followUp';
import { createFindingsList, type FindingsList } from '../features/findingsList';
import { createLesions, type Lesions } from '../features/lesions';
import { createLesionWorklist, type LesionWorklist } from '../features/lesionSearch';
import { createOrgans, type Organs } from '../features/organs';
import { createPropagation, type Propagation } from '../features/propagation';
import { createPrompting, ToolActivation, type Prompting } from '../features/prompting';
import { createRuntime, type Runtime } from '../features/runtime';
import { createWorkflow, type Workflow } from '../features/workflow';
import { assetUrls, type AssetUrls } from '../host/assets';
import { showLayout } from '../host/hangingProtocol';
import { LabelmapStore } from '../host/labelmap';
import { measuredPrompt } from '../host/measurements';
import type { Host } from '../host/ohif';
import { PriorStudies } from '../host/priorStudies';
import { SeriesGroups } from '../host/seriesGroups';
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
  /** Address that our files lie beside. */
  readonly assetBase: string;
  readonly texts: Texts;
  readonly version: string;
  /** What the viewer's configuration has under `sam`. */
  readonly site?: unknown;
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
  readonly lesionSearch: LesionWorklist;
  readonly organs: Organs;
  readonly findings: Findings;
  readonly cleanup: Cleanup;
  readonly carryOver: CarryOver;
  readonly findingsList: FindingsList;
  readonly followUp: FollowUp;
  readonly lesions: Lesions;
  readonly exporting: Exporting;
  readonly drafts: Drafts;
  readonly workflow: Workflow;
  undo(): void;
  redo(): void;
  /** Begins to follow the viewer and loads the model. Repeated calls do nothing. */
  start(): void;
  /** The study is left: the viewer is as it was; loaded models stay for the next study. */
  reset(): void;
}

/** Puts the features together; the one place that knows them all. */
export function createApp({ host, assetBase, texts, version, site: raw }: AppOptions): App {
  const { config: site, problems } = readSiteConfig(raw);
  const assets = assetUrls(assetBase, site);
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
  const series = new SeriesGroups(host, reader);
  const prompting = createPrompting({
    ...{ ...viewer, runtime, findings, series },
    activation: new ToolActivation(host, registries.promptTools),
    measuredPrompt: slice => measuredPrompt(host, slice),
    tools: registries.promptTools,
  });
  const objects = { ...viewer, runtime, findings, prompting };
  const propagation = createPropagation({ ...objects, texts });
  const [automatic, lesionSearch] = [createAutomatic(objects), createLesionWorklist(objects)];
  const organs = createOrgans({ ...objects, texts, presets: registries.organPresets });
  const lesions = createLesions({ ...objects, texts });
  const cleanup = createCleanup({ ...viewer, findings });
  const carryOver = carrying({ ...objects, series, texts });
  const findingsList = createFindingsList({ ...viewer, findings });
  const priors = new PriorStudies(host, new StudyImages(host));
  const followUp = createFollowUp({ ...objects, priors, findingsList });
  const exporting = createExport({
    ...{ ...viewer, findings, version },
    followUp: ids => followUp.record(ids),
    timeoutMs: 1000 * (site.archiveTimeoutSeconds ?? ARCHIVE_TIMEOUT_SECONDS),
    settings: () => shownSettings(prompting),
    report: () => ({ language: texts.language, fontUrl: assets.reportFont }),
    otherFormats: registries.formats,
  });
  const around = aroundStudy({ ...objects, exporting }, { site, problems, texts });
  const found = { automatic, organs, lesions, lesionSearch, carryOver };
  const objectFeatures = { prompting, propagation, findings, cleanup, followUp, ...found };
  // The work is kept before it goes. Propagation ends before the drafts that it fills are gone.
  const ended = [propagation, ...Object.values(found), prompting, cleanup, followUp, findingsList];
  const following = [...Object.values(around), ...ended, findings, exporting];
  return {
    ...{ host, texts, notices, registries, runtime, ...objectFeatures, findingsList, exporting },
    ...around,
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

interface CarryingDeps extends Omit<Parameters<typeof createCarryOver>[0], 'destinationOn'> {
  readonly host: Host;
  readonly series: SeriesGroups;
  readonly labelmaps: LabelmapStore;
  readonly findings: FindingsFeature;
  readonly runtime: Runtime;
  readonly texts: Texts;
}

/** Segments on other series. */
function carrying(deps: CarryingDeps): CarryOver {
  const { runtime, texts } = deps;
  const algorithmName = () => runtime.model()?.name ?? 'SAM';
  const newSegmentationLabel = () => texts.text('segmentation.newLabel');
  const naming = { algorithmName, newSegmentationLabel };
  return createCarryOver({
    ...deps,
    destinationOn: (to, like) => destinationOn({ ...deps, ...naming }, to, like),
  });
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

/** The worker's side, with the site's models. */
const modelRuntime = (assets: AssetUrls, site: SiteConfig, notices: Notices): Runtime =>
  createRuntime({
    client: createInferenceClient({ workerUrl: assets.inferenceWorker }),
    notices,
    loadOptions: {
      modelsUrl: assets.models,
      runtimeUrl: assets.runtime,
      siteModels: site.models,
      cacheBytes: CACHE_BYTES,
    },
  });

interface SiteSettings {
  readonly site: SiteConfig;
  readonly problems: readonly ConfigProblem[];
  readonly texts: Texts;
}

type DraftsDeps = Parameters<typeof createDrafts>[0];

/** What goes on around the work: it is kept, unless the site wants nothing kept, and led. */
function aroundStudy(
  deps: Omit<DraftsDeps, 'enabled' | 'texts' | 'images'> & {
    readonly prompting: Prompting;
  },
  { site, problems, texts }: SiteSettings,
): { readonly drafts: Drafts; readonly workflow: Workflow } {
  const { host, prompting } = deps;
  const { keepWork = true, studyTypes } = site;
  const images = new StudyImages(host);
  const drafts = createDrafts({
    ...{ ...deps, images },
    ...{ texts, enabled: keepWork },
  });
  const workflow = createWorkflow({
    ...{ host, images, texts, problems, studyTypes },
    memory: drafts,
    selectTool: tool => prompting.selectTool(tool),
    showLayout: layout => showLayout(host, layout),
  });
  return { drafts, workflow };
}
