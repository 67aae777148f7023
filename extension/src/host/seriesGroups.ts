import { toErrorData } from '../core/errors';
import { planeNormal } from '../core/geometry/imagePlane';
import { dot } from '../core/geometry/vec3';
import { areParallel, type PhaseEncoding, type SeriesPlanes } from '../core/series';
import { roleOf } from '../core/studyTypes/seriesRow';
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
  /** Diffusion-weighted, or an ADC map of such: echo-planar, so displaced along the phase encoding. */
  readonly isDiffusion: boolean;
  /** Undefined where the images don't state it. */
  readonly phaseEncoding?: PhaseEncoding;
  readonly slices: readonly ShownSlice[];
}

/** Where the slices of a group lie. */
export const planesOf = ({ frameOfReference, slices }: SeriesGroup): SeriesPlanes => ({
  frameOfReference,
  planes: slices.map(({ plane }) => plane),
});

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
    const set = this.displaySetOf(imageId);
    const groups = set ? this.groupsOf(set, imageIdsOf(set)) : [];
    return groups.find(({ slices }) => slices.some(one => one.imageId === imageId)) ?? null;
  }

  /** The images that an image is one of. */
  displaySetOf(imageId: string): OhifDisplaySet | null {
    return this.displaySets().find(set => imageIdsOf(set).includes(imageId)) ?? null;
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
    const phaseEncoding = phaseEncodingOf(instance);
    const named = { description: textOf(SeriesDescription), modality: textOf(Modality) };
    const role = roleOf(named);
    return {
      id: this.idOf(`${textOf(SeriesInstanceUID)} ${group?.number ?? 1}`),
      ...named,
      ...(group ? { group } : {}),
      isDiffusion: bValueOf(instance) !== undefined || role === 'dwi' || role === 'adc',
      ...(phaseEncoding ? { phaseEncoding } : {}),
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

/** (0018,1312), also as enhanced images have it; those spell COLUMN out. */
function phaseEncodingOf(instance: Instance): PhaseEncoding | undefined {
  const shared = firstOf(instance.SharedFunctionalGroupsSequence);
  const stated = textOf(
    instance.InPlanePhaseEncodingDirection ??
      firstOf(shared?.MRFOVGeometrySequence)?.InPlanePhaseEncodingDirection,
  );
  if (stated === 'ROW') return 'ROW';
  return stated.startsWith('COL') ? 'COL' : undefined;
}

/** The first item of a sequence; the viewer gives a sequence of one item as that item. */
const firstOf = (sequence: unknown) =>
  (Array.isArray(sequence) ? sequence[0] : sequence) as Instance | undefined;

const imageIdsOf = ({ imageIds, instances, images }: OhifDisplaySet): readonly string[] =>
  imageIds ?? (instances ?? images ?? []).flatMap(({ imageId }) => imageId ?? []);

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
