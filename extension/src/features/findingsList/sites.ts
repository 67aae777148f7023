import type { AnatomyId, FindingCoding, Laterality } from '../../core/export/segmentTypes';
import type { SliceImage } from '../../core/image/sliceImage';
import { maskArea, type RegionMask } from '../../core/mask/regionMask';
import { organAround, siteByPosition } from '../../core/site';
import { toErrorData } from '../../core/errors';
import { pageYielder, toEnd } from '../../host/mainThread';
import type { SliceReader } from '../../host/slices';
import { throwIfAborted } from '../findings';
import type { ScannedSegment } from './scan';

/** Where a finding lies by what is around it, or by its position. */
export interface SuggestedSite {
  readonly structure?: AnatomyId;
  readonly side?: Laterality;
  readonly from: 'organ' | 'position';
}

/** A segment that is a normal structure. */
export interface OrganSegment {
  readonly coding: FindingCoding;
  /** Another one for other voxels. */
  readonly fingerprint: string;
  readonly masks: ReadonlyMap<string, RegionMask>;
}

/** What was found of findings before, by segment index. */
export interface KnownSites {
  readonly positions: Map<number, SuggestedSite | null>;
  /** From the organs around: as long as neither they nor the finding have changed. */
  readonly inOrgans: Map<number, { readonly of: string; readonly site: SuggestedSite | null }>;
}

/**
 * Suggests sites of findings: from the organ segments around them, else from their position in the
 * body. Yields to the page. What an image does not tell is left out. Rejects with SamError `aborted`.
 *
 * @param known what is in it is not looked up again; what was looked up is added
 */
export async function suggestSites(
  reader: Pick<SliceReader, 'readImage'>,
  findings: readonly ScannedSegment[],
  organs: readonly OrganSegment[],
  known: KnownSites,
  signal: AbortSignal,
): Promise<Map<number, SuggestedSite | null>> {
  const pause = pageYielder();
  const sites = new Map<number, SuggestedSite | null>();
  const allOrgans = organs.map(({ coding, fingerprint }) => [coding, fingerprint]);
  const unplaced: { readonly finding: ScannedSegment; readonly imageId: string }[] = [];
  for (const finding of findings) {
    await pause();
    throwIfAborted(signal);
    const { segmentIndex, masks, fingerprint } = finding;
    const of = JSON.stringify([fingerprint, allOrgans]);
    if (known.inOrgans.get(segmentIndex)?.of !== of) {
      const organ = await toEnd(organAround(masks, organs), pause);
      throwIfAborted(signal);
      known.inOrgans.set(segmentIndex, { of, site: organ && siteOf(organ) });
    }
    const site = known.inOrgans.get(segmentIndex)?.site;
    if (site) sites.set(segmentIndex, site);
    else unplaced.push({ finding, imageId: largestOn(finding) });
  }
  // Findings on one image after the other: each image is read once.
  unplaced.sort((a, b) => (a.imageId < b.imageId ? -1 : 1));
  let last: { readonly imageId: string; readonly image: SliceImage | null } = NOTHING_READ;
  for (const { finding, imageId } of unplaced) {
    if (!known.positions.has(finding.segmentIndex)) {
      if (last.imageId !== imageId) last = { imageId, image: await readOrNull(reader, imageId) };
      await pause();
      throwIfAborted(signal);
      const site = last.image && siteByPosition(last.image, finding.masks.get(imageId)!);
      const isTold = site && (site.side || site.structure);
      known.positions.set(finding.segmentIndex, isTold ? { ...site, from: 'position' } : null);
    }
    sites.set(finding.segmentIndex, known.positions.get(finding.segmentIndex) ?? null);
  }
  return sites;
}

const siteOf = ({ coding: { structure, side } }: OrganSegment): SuggestedSite => ({
  ...(structure ? { structure } : {}),
  ...(side ? { side } : {}),
  from: 'organ',
});

const NOTHING_READ = { imageId: '', image: null };

function largestOn({ masks }: ScannedSegment): string {
  let best = { imageId: '', area: -1 };
  for (const [imageId, mask] of masks) {
    const area = maskArea(mask);
    if (area > best.area) best = { imageId, area };
  }
  return best.imageId;
}

/** Without the image there is no position; measuring says why. */
async function readOrNull(
  reader: Pick<SliceReader, 'readImage'>,
  imageId: string,
): Promise<SliceImage | null> {
  try {
    return await reader.readImage(imageId);
  } catch (error) {
    toErrorData(error, 'pixels-unavailable');
    return null;
  }
}
