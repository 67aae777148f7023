import type { RegionMask } from '../mask/regionMask';
import type { Ask } from '../volume';
import { askAbout, largestOn, sampled } from './ask';
import { LESION_CONFIG, type LesionConfig } from './config';
import { apart, detailOf, detect, suspectsOf, type Suspect } from './detect';
import { findByGrid, marked } from './grid';
import { masksOf } from './masks';
import { readOrgan, type OrganGrid } from './organGrid';
import { usualSigns, valuesOf, type OrganValues } from './organValues';
import { gridParameters, type Sensitivity } from './parameters';
import { growBlob } from './regions';
import type {
  AskGrid,
  LesionCandidate,
  LesionMask,
  LesionProgress,
  LesionSettings,
  OrganVolume,
  Sign,
  Steps,
} from './types';

export interface LesionAsks {
  /** The engine with a model. */
  readonly mask: Ask;
  /** Its automatic masks; none are looked for when not given. */
  readonly grid?: AskGrid;
}

export interface SearchOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LesionProgress) => void;
  /** Awaited between the steps of long work, so that a page stays responsive. */
  readonly pause?: () => Promise<void>;
}

/** What was found, and what the organ is like. */
export interface LesionSearch {
  /** Those most worth a look first. */
  readonly candidates: readonly LesionCandidate[];
  readonly values: OrganValues;
}

/**
 * Two-stage search: in an organ that is known, what differs from it. Values give suspects, and the
 * model, asked about a grid of points where the organ differs and nothing is suspected, more of them;
 * then the model draws each on a few slices, and what is left of the list when its opinion is counted
 * on all of them. Nothing is known of what a candidate is.
 *
 * @returns undefined where nothing of the organ was measured.
 * Rejects with an AbortError once the signal is aborted, and with what reading and asking reject with.
 */
export async function findLesions(
  volume: OrganVolume,
  settings: LesionSettings,
  asks: LesionAsks,
  { signal, onProgress, pause = () => Promise.resolve() }: SearchOptions = {},
  config: LesionConfig = LESION_CONFIG,
): Promise<LesionSearch | undefined> {
  const tell = (phase: LesionProgress['phase']) => async (done: number, total: number) => {
    signal?.throwIfAborted();
    onProgress?.({ phase, done, total });
    await pause();
  };
  const run = async <Result>(steps: Steps<Result>): Promise<Result> => {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      signal?.throwIfAborted();
      await pause();
    }
  };
  const organ = await readOrgan(volume, config, tell('reading'));
  if (!organ) return undefined;
  const first = await volume.read(organ.origin[2]);
  const values = valuesOf(organ, first, config);
  const signs = usualSigns(settings.contrast, values, first, config);
  await tell('comparing')(0, 1);
  let suspects = await run(detect(organ, values, signs, config));
  if (asks.grid) {
    const more = await gridSuspects(
      { volume, settings, organ, values, signs, suspects },
      asks.grid,
      config,
      {
        tell: tell('grid'),
        run,
        signal,
      },
    );
    suspects = apart([...suspects, ...more], organ.inside.length, config);
  }
  const rated = await rate(volume, organ, suspects, asks.mask, config, tell('asking'), signal);
  const chosen = worthALook(rated, settings.sensitivity, values.inHu, config);
  const candidates = await outline(volume, chosen, asks.mask, config, tell('outlining'), signal);
  return { candidates, values };
}

interface GridStage {
  readonly volume: OrganVolume;
  readonly settings: LesionSettings;
  readonly organ: OrganGrid;
  readonly values: OrganValues;
  readonly signs: readonly Sign[];
  readonly suspects: readonly Suspect[];
}

interface Running {
  readonly tell: (done: number, total: number) => Promise<void>;
  readonly run: <Result>(steps: Steps<Result>) => Promise<Result>;
  readonly signal?: AbortSignal;
}

/** What the model finds by its grid, as far as the values bear it out. */
async function gridSuspects(
  { volume, settings, organ, values, signs, suspects }: GridStage,
  ask: AskGrid,
  config: LesionConfig,
  { tell, run, signal }: Running,
): Promise<Suspect[]> {
  const detail = await run(detailOf(organ, values, config));
  const request = {
    ...{ volume, signs, field: { ...organ, ...detail } },
    known: marked(
      organ,
      suspects.map(({ region }) => region),
    ),
    parameters: gridParameters(settings.sensitivity, settings.scale),
  };
  const blobs = await findByGrid(request, ask, config, tell, signal);
  const regions = blobs.flatMap(blob => growBlob(detail, blob, config) ?? []);
  return run(suspectsOf(organ, values, detail, regions, config));
}

/** A suspect that the model was asked about. */
interface Rated {
  readonly suspect: Suspect;
  readonly regions: ReadonlyMap<number, RegionMask>;
  readonly drawn: Map<number, LesionMask>;
  readonly predictedIoU: number;
  readonly stabilityScore: number;
  readonly score: number;
}

/** Has the model draw the suspects on a few slices each: its opinion counts squared. */
async function rate(
  volume: OrganVolume,
  organ: OrganGrid,
  suspects: readonly Suspect[],
  ask: Ask,
  config: LesionConfig,
  tell: (done: number, total: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<Rated[]> {
  const asked = suspects.slice(0, config.list.mostAsked);
  const rated: Rated[] = [];
  for (const [n, suspect] of asked.entries()) {
    await tell(n, asked.length);
    const regions = masksOf(organ, suspect.region.voxels);
    const drawn = new Map<number, LesionMask>();
    let [iou, stability] = [0, 0];
    const slices = sampled(regions, config.model.slicesAsked);
    for (const k of slices) {
      const answer = await askAbout(await volume.read(k), regions.get(k)!, ask, config, signal);
      drawn.set(k, answer);
      iou += answer.predictedIoU / slices.length;
      stability += answer.stabilityScore / slices.length;
    }
    const score = suspect.worth * Math.max(0, iou) ** 2;
    rated.push({ suspect, regions, drawn, predictedIoU: iou, stabilityScore: stability, score });
  }
  return rated.sort((a, b) => b.score - a.score);
}

/**
 * The list cut to what is worth a look: what scores much less than the first one is not, nor what is
 * one of many alike, as sections of vessels are; unless all are, as many lesions may be.
 */
export function worthALook<Scored extends { readonly score: number }>(
  rated: readonly Scored[],
  sensitivity: Sensitivity,
  inHu: boolean,
  { list }: LesionConfig,
): Scored[] {
  const first = rated[0]?.score ?? 0;
  const crowd = list.crowdFactor * (rated[list.crowdRank - 1]?.score ?? 0);
  const share = list.leastShare[sensitivity];
  const alike = Math.min(Math.max(share * first, crowd), list.crowdShare * share * first);
  const least = Math.max(inHu ? list.leastScoreHu : list.leastScore, alike);
  return rated.filter(({ score }) => score >= least).slice(0, list.most[sensitivity]);
}

/** Draws the chosen ones on all their slices. */
async function outline(
  volume: OrganVolume,
  chosen: readonly Rated[],
  ask: Ask,
  config: LesionConfig,
  tell: (done: number, total: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<LesionCandidate[]> {
  const total = chosen.reduce((sum, { regions }) => sum + regions.size, 0);
  const candidates: LesionCandidate[] = [];
  let done = 0;
  for (const { suspect, regions, drawn, predictedIoU, stabilityScore, score } of chosen) {
    const masks = new Map<number, LesionMask>();
    for (const [k, region] of [...regions].sort(([a], [b]) => a - b)) {
      await tell(done++, total);
      const known = drawn.get(k);
      masks.set(k, known ?? (await askAbout(await volume.read(k), region, ask, config, signal)));
    }
    const k = largestOn(new Map([...masks].map(([at, { mask }]) => [at, mask])));
    const { sign } = suspect.region;
    const evidence = { ...suspect.evidence, sign, predictedIoU, stabilityScore };
    candidates.push({ masks, k, score, evidence });
  }
  return candidates;
}
