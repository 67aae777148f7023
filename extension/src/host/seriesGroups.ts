import { toErrorData } from '../core/errors';
import { planeNormal } from '../core/geometry/imagePlane';
import { dot } from '../core/geometry/vec3';
import { areParallel } from '../core/series';
import { groupShown } from './imageGroups';
import { instanceOf, type Instance } from './imageMetadata';
import type { Host, OhifDisplaySet } from './ohif';
import type { ShownSlice, SliceReader } from './slices';

/** What tells a group of a series from its others: b-values and directions, phases, echoes. */
export interface GroupName {
  /** b-value in s/mm². */
  readonly bValue?: number;
  /** Number among the groups of that b-value, from 1, where there are several. */
  readonly direction?: number;
  /** Number among all groups, from 1, and how many there are. */
  readonly number: number;
  readonly of: number;
}

/** A series with images, or one group of a series that has several images at each place. */
export interface SeriesGroup {
  /** Opaque (holds no UID), the same whenever the study is opened on this page. */
  readonly id: string;
  readonly description: string;
  readonly modality: string;
  readonly group?: GroupName;
  readonly frameOfReference: string;
  readonly slices: readonly ShownSlice[];
}

interface KnownSet {
  readonly images: number;
  readonly groups: readonly SeriesGroup[];
}

/** Of series with more images than this the first group stands for all: no list would help. */
const MOST_GROUPED_IMAGES = 2000;

/** The series of the study, group by group. */
export class SeriesGroups {
  private readonly known = new WeakMap<OhifDisplaySet, KnownSet>();
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly host: Host,
    private readonly reader: Pick<SliceReader, 'storedSlices'>,
  ) {}

  /** The group that an image belongs to; null for an image of no series here. */
  of(imageId: string): SeriesGroup | null {
    for (const set of this.displaySets()) {
      const ids = imageIdsOf(set);
      if (!ids.includes(imageId)) continue;
      const groups = this.groupsOf(set, ids);
      return groups.find(({ slices }) => slices.some(one => one.imageId === imageId)) ?? null;
    }
    return null;
  }

  /**
   * The other series of the same frame of reference, and the other groups of the same one, that have
   * a slice parallel to those of a group.
   */
  beside(group: SeriesGroup): readonly SeriesGroup[] {
    if (!group.frameOfReference) return [];
    const [{ plane }] = group.slices;
    return this.displaySets()
      .flatMap(set => this.groupsOf(set, imageIdsOf(set)))
      .filter(
        ({ id, frameOfReference, slices }) =>
          id !== group.id &&
          frameOfReference === group.frameOfReference &&
          slices.some(slice => areParallel(slice.plane, plane)),
      );
  }

  private displaySets(): readonly OhifDisplaySet[] {
    // A segmentation is of the same frame of reference, and no image.
    return this.host.services.displaySetService
      .getActiveDisplaySets()
      .filter(({ isOverlayDisplaySet, Modality }) => !isOverlayDisplaySet && Modality !== 'SEG');
  }

  private groupsOf(set: OhifDisplaySet, imageIds: readonly string[]): readonly SeriesGroup[] {
    const known = this.known.get(set);
    if (known?.images === imageIds.length) return known.groups;
    const groups = this.readGroups(imageIds);
    // What has no size yet is looked at again.
    if (groups) this.known.set(set, { images: imageIds.length, groups });
    return groups ?? [];
  }

  private readGroups(imageIds: readonly string[]): readonly SeriesGroup[] | null {
    if (!imageIds.length) return [];
    try {
      const groups = this.split(this.reader.storedSlices(imageIds));
      const names = namesOf(this.host, groups);
      return groups.map((slices, n) => this.describe(slices, names[n]));
    } catch (error) {
      toErrorData(error, 'pixels-unavailable');
      return null;
    }
  }

  private split(slices: readonly ShownSlice[]): ShownSlice[][] {
    const [{ plane }] = slices;
    const normal = planeNormal(plane);
    const place = (slice: ShownSlice) => dot(slice.plane.origin, normal);
    if (!slices.every(slice => areParallel(slice.plane, plane))) return [[...slices]];
    const groups: ShownSlice[][] = [];
    for (let rest = [...slices]; rest.length;) {
      const group = groupShown(this.host, rest, rest[0].imageId, place);
      groups.push(group);
      if (slices.length > MOST_GROUPED_IMAGES) break;
      const taken = new Set(group);
      rest = rest.filter(slice => !taken.has(slice));
    }
    return groups;
  }

  private describe(slices: readonly ShownSlice[], group: GroupName | undefined): SeriesGroup {
    const instance = instanceOf(this.host, slices[0].imageId);
    const { SeriesDescription, SeriesInstanceUID, Modality, FrameOfReferenceUID } = instance;
    return {
      id: this.idOf(`${textOf(SeriesInstanceUID)} ${group?.number ?? 1}`),
      description: textOf(SeriesDescription),
      modality: textOf(Modality),
      ...(group ? { group } : {}),
      frameOfReference: textOf(FrameOfReferenceUID),
      slices,
    };
  }

  private idOf(identity: string): string {
    const id = this.ids.get(identity) ?? `series-${this.ids.size + 1}`;
    this.ids.set(identity, id);
    return id;
  }
}

/** Names of groups, in their order; undefined for a series of one. */
function namesOf(
  host: Host,
  groups: readonly (readonly ShownSlice[])[],
): readonly (GroupName | undefined)[] {
  if (groups.length < 2) return groups.map(() => undefined);
  const bValues = groups.map(([{ imageId }]) => bValueOf(instanceOf(host, imageId)));
  return bValues.map((bValue, n) => {
    const place = { number: n + 1, of: groups.length };
    if (bValue === undefined) return place;
    const isSame = (other: number | undefined) => other === bValue;
    if (bValues.filter(isSame).length < 2) return { ...place, bValue };
    return { ...place, bValue, direction: bValues.slice(0, n + 1).filter(isSame).length };
  });
}

/**
 * b-value in s/mm²: the standard's attribute, else Siemens' or GE's own; GE adds 10⁹ to it.
 */
function bValueOf(instance: Instance): number | undefined {
  const stated = [instance.DiffusionBValue, instance['0019100C'], instance['00431039']].find(
    value => value !== undefined && value !== null && value !== '',
  );
  const [first] = Array.isArray(stated) ? (stated as readonly unknown[]) : [stated];
  const value = typeof first === 'string' ? Number(first.split('\\')[0]) : first;
  return typeof value === 'number' && Number.isFinite(value) ? value % 1e9 : undefined;
}

const imageIdsOf = ({ imageIds, instances, images }: OhifDisplaySet): readonly string[] =>
  imageIds ?? (instances ?? images ?? []).flatMap(({ imageId }) => imageId ?? []);

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
