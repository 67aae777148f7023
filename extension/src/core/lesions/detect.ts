import { findBlobs } from './blobs';
import { meanAround } from './blur';
import type { LesionConfig } from './config';
import { evidenceOf, worthOf, type RegionEvidence } from './evidence';
import type { OrganGrid } from './organGrid';
import type { OrganValues } from './organValues';
import { growBlob, partsBeyond, type Differences, type GridRegion } from './regions';
import type { Sign, Steps } from './types';

/** A region of the organ that may be a lesion, before the model is asked. */
export interface Suspect {
  readonly region: GridRegion;
  readonly evidence: RegionEvidence;
  /** What suspects are ordered by. */
  readonly worth: number;
}

/**
 * Regions that differ from the organ they lie in, those most worth a look first; none overlaps
 * another by much. Found in two ways: around blobs of all sizes, by what differs locally, and as
 * connected parts beyond several levels, by what differs from the organ as a whole.
 */
export function* detect(
  organ: OrganGrid,
  values: OrganValues,
  signs: readonly Sign[],
  config: LesionConfig,
): Steps<Suspect[]> {
  const { blobs: blobConfig, parts } = config;
  const detail = yield* smoothed(organ, values, parts.detailMm, blobConfig.mostSpreads);
  const regions: GridRegion[] = [];
  for (const blob of yield* findBlobs(organ, values, signs, config)) {
    const region = growBlob(detail, blob, config);
    if (region) regions.push(region);
  }
  for (const sigma of parts.sigmasMm) {
    const field = yield* smoothed(organ, values, sigma, blobConfig.mostSpreads);
    for (const sign of signs) {
      for (const level of parts.levels) regions.push(...(yield* partsBeyond(field, sign, level)));
    }
  }
  const suspects = yield* suspectsOf(organ, values, detail, regions, config);
  return apart(suspects, organ.inside.length, config);
}

/** The regions of a plausible size that differ and are compact enough to be worth anything. */
export function* suspectsOf(
  { spacing, inside }: OrganGrid,
  values: OrganValues,
  detail: Differences,
  regions: readonly GridRegion[],
  config: LesionConfig,
): Steps<Suspect[]> {
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  const organ = inside.reduce((sum, share) => sum + (share >= 0.5 ? 1 : 0), 0);
  const most = config.parts.mostShare * organ;
  const suspects: Suspect[] = [];
  for (const region of regions) {
    const { length } = region.voxels;
    if (length * voxelMm3 < config.parts.leastMm3 || length < 2 || length > most) continue;
    const evidence = evidenceOf(detail, region, config);
    const worth = worthOf(
      evidence,
      isFat(evidence.fromOrgan * region.sign, values, config),
      config,
    );
    if (worth > 0) suspects.push({ region, evidence, worth });
    yield;
  }
  return suspects;
}

/** Fat in an organ that is none. */
function isFat(differs: number, values: OrganValues, { evidence }: LesionConfig): boolean {
  const [least, most] = evidence.fatHu;
  const value = values.median + differs * values.spread;
  return values.inHu && values.median > most && value >= least && value <= most;
}

/** The organ's differences at the detail that borders are seen in. */
export const detailOf = (
  organ: OrganGrid,
  values: OrganValues,
  { parts, blobs }: LesionConfig,
): Steps<Differences> => smoothed(organ, values, parts.detailMm, blobs.mostSpreads);

/** Differences from the organ's own values in its spreads, smoothed within it. */
function* smoothed(
  organ: OrganGrid,
  { median, spread }: OrganValues,
  sigmaMm: number,
  most: number,
): Steps<Differences> {
  const { inside } = organ;
  const raw = organ.values.map(value => Math.min(most, Math.max(-most, (value - median) / spread)));
  const weighted = raw.map((value, n) => value * inside[n]);
  const differs = yield* meanAround(weighted, inside, organ, sigmaMm);
  // Beyond the organ the values are as they are.
  for (let n = 0; n < differs.length; n++) if (inside[n] < 0.5) differs[n] = raw[n];
  return { ...organ, differs };
}

/** Of suspects that overlap the one most worth a look. */
export function apart(
  suspects: readonly Suspect[],
  size: number,
  { parts }: LesionConfig,
): Suspect[] {
  const taken = new Uint8Array(size);
  return [...suspects]
    .sort((a, b) => b.worth - a.worth)
    .filter(({ region: { voxels } }) => {
      let shared = 0;
      for (const n of voxels) shared += taken[n];
      if (shared > parts.mostShared * voxels.length) return false;
      for (const n of voxels) taken[n] = 1;
      return true;
    });
}
