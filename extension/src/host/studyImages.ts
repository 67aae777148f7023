import { identityOf } from './imageMetadata';
import type { Host, OhifDisplaySet } from './ohif';

/** The study that is open and its images, as they are known in every session. */
export class StudyImages {
  private readonly identities = new Map<string, string>();

  constructor(private readonly host: Host) {}

  /** Study Instance UID of the study that was opened, not of others beside it; null before. */
  studyUid(): string | null {
    const asked = new URLSearchParams(window.location.search).get('StudyInstanceUIDs');
    const [first] = this.displaySets();
    return asked?.split(',')[0] || first?.StudyInstanceUID || null;
  }

  /**
   * SOP Instance UID and frame of an image; undefined for what is no image. It identifies the study:
   * it is only for hashing.
   */
  identityOf(imageId: string): string | undefined {
    const known = this.identities.get(imageId);
    if (known !== undefined) return known;
    const identity = identityOf(this.host, imageId);
    if (identity !== undefined) this.identities.set(imageId, identity);
    return identity;
  }

  /** Every image that can be shown, with the display set that it belongs to. */
  *all(): Generator<{ readonly imageId: string; readonly displaySet: OhifDisplaySet }> {
    for (const displaySet of this.displaySets()) {
      for (const imageId of imageIdsOf(displaySet)) yield { imageId, displaySet };
    }
  }

  /** Of a dynamic (4D) display set, the images of the group that an image is of; else none. */
  groupOf({ dynamicVolumeInfo }: OhifDisplaySet, imageId: string): readonly string[] {
    return dynamicVolumeInfo?.timePoints?.find(group => group.includes(imageId)) ?? [];
  }

  /**
   * True for a segmentation that came with a stored object, such as a SEG. The viewer makes a display
   * set for every other one as well, without an instance.
   */
  isLoaded(segmentationId: string): boolean {
    const displaySet = this.host.services.displaySetService.getDisplaySetByUID(segmentationId);
    return Boolean(displaySet?.instance ?? displaySet?.instances?.length);
  }

  /** Calls back when there are more images to show. Returns the way to stop. */
  onMore(listener: () => void): () => void {
    const { displaySetService: service } = this.host.services;
    const subscriptions = [service.EVENTS.DISPLAY_SETS_ADDED, service.EVENTS.DISPLAY_SETS_CHANGED]
      .filter(Boolean)
      .map(event => service.subscribe(event, listener));
    return () => subscriptions.forEach(subscription => subscription.unsubscribe());
  }

  /** The study is left. */
  reset(): void {
    this.identities.clear();
  }

  private displaySets(): readonly OhifDisplaySet[] {
    return this.host.services.displaySetService.getActiveDisplaySets();
  }
}

/** Its images, frame by frame; none of a stored object such as a SEG. */
export const imageIdsOf = ({ imageIds, instances }: OhifDisplaySet): readonly string[] =>
  imageIds ?? (instances ?? []).flatMap(({ imageId }) => imageId ?? []);
