import { frameValues, positionAlong, sourceNormal, type SourceImage } from './source';
import { number, text } from './dataset';

/**
 * Images of one grid: one size, orientation, spacing and frame of reference; or images of one size
 * that have no place in the patient.
 */
export interface SourceGroup {
  /** Indices of its images: by place along the normal, else as given. */
  readonly indices: readonly number[];
  readonly isPlaced: boolean;
  /**
   * The images once more, as stacks in which each place occurs once, ascending along the normal:
   * several where positions are repeated, as in diffusion or dynamic series. Images without a place
   * are one stack.
   */
  readonly stacks: readonly (readonly number[])[];
  /** The source's frame of reference, or one made up for images that have none. */
  readonly frameOfReferenceUID: string;
}

/** How the images of a save lie; made once, so that all its objects agree. */
export interface SourceLayout {
  /** In the order of their first images. */
  readonly groups: readonly SourceGroup[];
  /** The group of each source. */
  readonly groupOf: readonly SourceGroup[];
}

/** Cosines and relative spacings that differ by less are one grid, written with other decimals. */
const SAME = 1e-4;
/** Images whose places along the normal differ by less lie at one place, mm. */
const SAME_PLACE = 1e-3;

/** Groups the images of a series by what they share. */
export function layoutOf(sources: readonly SourceImage[], makeUid: () => string): SourceLayout {
  const members: number[][] = [];
  sources.forEach((source, index) => {
    const group = members.find(([first]) => isSameGrid(sources[first], source));
    if (group) group.push(index);
    else members.push([index]);
  });
  const madeUp = new Map<string, string>();
  const groups = members.map(indices => {
    const { geometry, seriesInstanceUID } = sources[indices[0]];
    // Images that lie in one patient without saying in which frame are taken to share one.
    const key = geometry ? seriesInstanceUID : `${indices[0]}`;
    const frameOfReferenceUID = geometry?.frameOfReferenceUID ?? madeUp.get(key) ?? makeUid();
    if (!geometry?.frameOfReferenceUID) madeUp.set(key, frameOfReferenceUID);
    const sorted = byPlace(sources, indices);
    return {
      indices: sorted,
      isPlaced: geometry !== null,
      stacks: geometry ? stacksOf(sources, sorted) : [sorted],
      frameOfReferenceUID,
    };
  });
  const groupOf: SourceGroup[] = [];
  for (const group of groups) for (const index of group.indices) groupOf[index] = group;
  return { groups, groupOf };
}

/** Indices of all sources, group by group, within a group by place. */
export const orderOf = ({ groups }: SourceLayout): number[] =>
  groups.flatMap(({ indices }) => [...indices]);

/** Place of an image along the normal of another image's plane, mm; 0 without a place. */
export function placeOf(source: SourceImage, along: SourceImage): number {
  if (!source.geometry || !along.geometry) return 0;
  return positionAlong(sourceNormal(along.geometry), source.geometry);
}

function isSameGrid(a: SourceImage, b: SourceImage): boolean {
  const sameSize =
    a.rows === b.rows && a.columns === b.columns && a.studyInstanceUID === b.studyInstanceUID;
  if (!sameSize || (a.geometry === null) !== (b.geometry === null)) return false;
  if (!isSameSpacing(a.pixelSpacing, b.pixelSpacing)) return false;
  if (!a.geometry || !b.geometry) return true;
  const [o, p] = [a.geometry.imageOrientationPatient, b.geometry.imageOrientationPatient];
  return (
    a.geometry.frameOfReferenceUID === b.geometry.frameOfReferenceUID &&
    o.every((cosine, n) => Math.abs(cosine - p[n]) < SAME)
  );
}

function isSameSpacing(a: SourceImage['pixelSpacing'], b: SourceImage['pixelSpacing']): boolean {
  if (!a || !b) return a === b;
  return a.every((value, n) => Math.abs(value - b[n]) < SAME * value);
}

function byPlace(sources: readonly SourceImage[], indices: readonly number[]): number[] {
  const [first] = indices;
  const place = new Map(indices.map(index => [index, placeOf(sources[index], sources[first])]));
  return [...indices].sort((a, b) => place.get(a)! - place.get(b)!);
}

/** What tells images at one place apart, the surest first. */
const APART: readonly ((source: SourceImage) => number | undefined)[] = [
  ({ attributes }) => number(attributes.TemporalPositionIdentifier),
  source => frameNumberOf(source, 'FrameContentSequence', 'TemporalPositionIndex'),
  source => frameNumberOf(source, 'MRDiffusionSequence', 'DiffusionBValue'),
  source => frameNumberOf(source, 'MREchoSequence', 'EffectiveEchoTime'),
  ({ attributes }) => number(attributes.EchoTime),
  ({ attributes }) => number(attributes.AcquisitionNumber),
  ({ attributes }) => number(attributes.TriggerTime),
];

function frameNumberOf(source: SourceImage, macro: string, keyword: string): number | undefined {
  return number(frameValues(source.attributes, source.frameNumber)(macro, keyword));
}

/** Images sorted by place as stacks in which no place occurs twice. */
function stacksOf(sources: readonly SourceImage[], sorted: readonly number[]): number[][] {
  const places = atOnePlace(sources, sorted);
  if (places.every(place => place.length === 1)) return [[...sorted]];
  for (const apart of APART) {
    const stacks = new Map<number | undefined, number[]>();
    for (const index of sorted) {
      const value = apart(sources[index]);
      stacks.set(value, [...(stacks.get(value) ?? []), index]);
    }
    const isApart = [...stacks.values()].every(stack =>
      atOnePlace(sources, stack).every(place => place.length === 1),
    );
    if (isApart) return [...stacks].sort(([a], [b]) => (a ?? 0) - (b ?? 0)).map(([, s]) => s);
  }
  // The first image at each place, the second, …
  const most = Math.max(...places.map(place => place.length));
  const inOrder = places.map(place => [...place].sort((a, b) => orderIn(sources, a, b)));
  return Array.from({ length: most }, (_, n) => inOrder.flatMap(place => place[n] ?? []));
}

/** The images sorted by place, those at one place together. */
function atOnePlace(sources: readonly SourceImage[], sorted: readonly number[]): number[][] {
  const places: number[][] = [];
  let last = NaN;
  for (const index of sorted) {
    const place = placeOf(sources[index], sources[sorted[0]]);
    if (places.length && place - last < SAME_PLACE) places[places.length - 1].push(index);
    else places.push([index]);
    last = place;
  }
  return places;
}

/** By instance and frame number, else as given. */
function orderIn(sources: readonly SourceImage[], a: number, b: number): number {
  const key = (n: number) => {
    const { attributes, frameNumber } = sources[n];
    return [Number(text(attributes.InstanceNumber) ?? 0), frameNumber ?? 0, n];
  };
  const [x, y] = [key(a), key(b)];
  const at = x.findIndex((value, n) => value !== y[n]);
  return at < 0 ? 0 : x[at] - y[at];
}
