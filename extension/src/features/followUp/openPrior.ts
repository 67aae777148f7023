import { text, type Attributes } from '../../core/export/dicom/dataset';
import { SamError } from '../../core/errors';
import { decodeSeg, type DecodedSeg } from '../../core/export/seg';
import { priorLesions, priorSegments, type PriorImage } from '../../core/followUp';
import type { Host, OhifDisplaySet } from '../../host/ohif';
import { identityOf } from '../../host/imageMetadata';
import type { PriorReport, PriorStudies } from '../../host/priorStudies';
import { ifPlanar } from '../../host/slices';
import { imageIdsOf } from '../../host/studyImages';
import { throwIfAborted } from '../findings';
import type { FindingsList } from '../findingsList';
import { alignSeries, type AlignReader, type Series } from './align';
import type { FollowUpState, OpenPrior, StudyAlignment } from './types';

export interface OpenDeps {
  readonly host: Host;
  readonly priors: Pick<PriorStudies, 'read' | 'displaySetsOf' | 'displaySetOf'>;
  readonly reader: AlignReader;
  readonly findingsList: Pick<FindingsList, 'store'>;
}

/** The images that a report's lesions lie on. */
interface PriorImages {
  /** By SOP Instance UID and frame. */
  readonly imageIds: ReadonlyMap<string, string>;
  /** The same with their display sets. */
  readonly setOf: ReadonlyMap<string, OhifDisplaySet>;
  /** Of the frame of reference with the most lesions. */
  readonly frameOfReference: unknown;
  readonly displaySet: OhifDisplaySet | null;
}

/**
 * Reads a report or segmentation of a prior study, and aligns the images of its lesions with those of this one.
 * Rejects with SamError `prior-unavailable`, `prior-unreadable`, and `aborted` on the signal.
 */
export async function openPrior(
  deps: OpenDeps,
  report: PriorReport,
  told: (progress: FollowUpState['progress']) => void,
  signal: AbortSignal,
): Promise<OpenPrior> {
  const { host, priors, reader } = deps;
  const object = await priors.read(report);
  throwIfAborted(signal);
  const { attributes } = object;
  const seg = report.kind === 'SEG' ? segmentation(object.bytes) : null;
  const { imageIds, setOf, displaySet, frameOfReference } = imagesOf(
    deps,
    seg ? sourcesOf(seg) : imagesOfReport(attributes),
    report.studyUid,
  );
  const planeOf = (uid: string, frame = 1) => {
    const imageId = imageIds.get(`${uid} ${frame}`);
    if (imageId === undefined) return null;
    // Places of another frame of reference are in another world.
    if (frameOf(host, imageId) !== frameOfReference) return null;
    const plane = ifPlanar(() => reader.planeOf(imageId));
    return plane?.placeKnown === false ? null : plane;
  };
  const images = (): PriorImage[] =>
    [...imageIds.keys()].flatMap(identity => {
      const [sopInstanceUID, frame] = identity.split(' ');
      const frameNumber = Number(frame);
      const isOfSeries = displaySet && setOf.get(identity) === displaySet;
      const plane = isOfSeries ? planeOf(sopInstanceUID, frameNumber) : null;
      return plane ? [{ sopInstanceUID, frameNumber, plane }] : [];
    });
  const { lesions, placed } = seg
    ? priorSegments(seg, images())
    : priorLesions(attributes, planeOf);
  const alignment: StudyAlignment = placed.length
    ? await alignWith(deps, displaySet, told, signal)
    : { kind: 'none', reason: displaySet ? 'no-places' : 'no-images' };
  return { report, reference: referenceTo(attributes, report), lesions, placed, alignment };
}

function referenceTo(
  attributes: Attributes,
  { studyUid, date }: PriorReport,
): OpenPrior['reference'] {
  const [sopInstanceUID, seriesInstanceUID, sopClassUID] = [
    text(attributes.SOPInstanceUID),
    text(attributes.SeriesInstanceUID),
    text(attributes.SOPClassUID),
  ];
  if (!sopInstanceUID || !seriesInstanceUID || !sopClassUID) return undefined;
  const uids = { studyInstanceUID: studyUid, seriesInstanceUID, sopInstanceUID, sopClassUID };
  return { studyDate: date, ...uids };
}

async function alignWith(
  deps: OpenDeps,
  prior: OhifDisplaySet | null,
  told: (progress: FollowUpState['progress']) => void,
  signal: AbortSignal,
): Promise<StudyAlignment> {
  const current = currentSeries(deps);
  if (!prior || !current) return { kind: 'none', reason: 'no-images' };
  return alignSeries(deps.reader, seriesOf(prior), seriesOf(current), told, signal);
}

const seriesOf = (displaySet: OhifDisplaySet): Series => ({
  modality: displaySet.Modality,
  imageIds: imageIdsOf(displaySet),
});

/** The series that the findings lie on, else the one in the active pane. */
function currentSeries({ host, priors, findingsList }: OpenDeps): OhifDisplaySet | null {
  for (const { measurement } of findingsList.store.getState().rows) {
    const found =
      measurement.phase === 'ready' ? priors.displaySetOf(measurement.imageId) : undefined;
    if (found) return found;
  }
  const { viewportGridService: grid, displaySetService } = host.services;
  const shown = grid.getState().viewports.get(grid.getActiveViewportId() ?? '');
  const sets = (shown?.displaySetInstanceUIDs ?? []).flatMap(
    uid => displaySetService.getDisplaySetByUID(uid) ?? [],
  );
  return sets.find(set => imageIdsOf(set).length > 0) ?? null;
}

/** Throws SamError `prior-unreadable`. */
function segmentation(bytes: ArrayBuffer | undefined): DecodedSeg {
  if (!bytes) throw new SamError('prior-unreadable', 'the data source gives no file');
  try {
    return decodeSeg(bytes);
  } catch (error) {
    throw new SamError('prior-unreadable', 'no segmentation of a known kind', { cause: error });
  }
}

/** The images that a report's lesions lie on, one for each. */
function imagesOfReport(attributes: Attributes): string[] {
  const found: string[] = [];
  priorLesions(attributes, (uid, frame = 1) => {
    found.push(`${uid} ${frame}`);
    return null;
  });
  return found;
}

const sourcesOf = ({ segments }: DecodedSeg): string[] =>
  segments.flatMap(({ frames }) =>
    frames.map(
      ({ sourceSopInstanceUID, sourceFrameNumber = 1 }) =>
        `${sourceSopInstanceUID ?? ''} ${sourceFrameNumber}`,
    ),
  );

/** Where the images are that lesions lie on. */
function imagesOf(
  { host, priors }: OpenDeps,
  wanted: readonly string[],
  studyUid: string,
): PriorImages {
  const sets = priors.displaySetsOf(studyUid).filter(set => imageIdsOf(set).length > 0);
  const imageIds = new Map<string, string>();
  const setOf = new Map<string, OhifDisplaySet>();
  for (const set of sets) {
    for (const imageId of imageIdsOf(set)) {
      const identity = identityOf(host, imageId);
      if (identity === undefined) continue;
      imageIds.set(identity, imageId);
      setOf.set(identity, set);
    }
  }
  const counts = new Map<OhifDisplaySet, number>();
  for (const identity of wanted) {
    const set = setOf.get(identity);
    if (set) counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  const [displaySet = null] = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  const first = displaySet && imageIdsOf(displaySet)[0];
  return { imageIds, setOf, displaySet, frameOfReference: first && frameOf(host, first) };
}

const frameOf = ({ core }: Host, imageId: string): unknown =>
  (core.metaData.get('instance', imageId) as { FrameOfReferenceUID?: unknown } | undefined)
    ?.FrameOfReferenceUID;
