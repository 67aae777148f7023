import { SamError } from '../errors';
import { type RegionMask } from '../mask/regionMask';
import type { Axes } from '../measure';
import { codesOf, sameCode } from './codes';
import { type SourceImage } from './dicom/source';
import { type SegmentAlgorithm } from './exportInput';
import { type FindingEdit, type FindingStep } from './findingSet';
import {
  fromMaskRecord,
  imageKey,
  readFindings,
  type FindingRecord,
  type FindingsDocument,
} from './json';
import { masksOnSources, readNifti } from './nifti';
import {
  ANATOMY_TERMS,
  MORPHOLOGY_TERMS,
  propertyOf,
  type FindingCoding,
  type SegmentProperty,
} from './segmentTypes';

/** A finding of a file, on the images at hand. */
export interface ImportedFinding {
  readonly label: string;
  readonly coding: FindingCoding;
  /** What it is, as the file says, where the reader's short lists don't have it. */
  readonly property: SegmentProperty | null;
  readonly tracking: { readonly id: string; readonly uid: string } | null;
  /** By index of the source. */
  readonly masks: ReadonlyMap<number, RegionMask>;
  /** How it was made; null where the file doesn't say. */
  readonly algorithm: SegmentAlgorithm | null;
  /** Those on images at hand; `image` is an index of the sources. */
  readonly steps: readonly FindingStep[];
  readonly edits: readonly FindingEdit[];
  readonly status?: FindingRecord['status'];
  readonly role?: FindingRecord['role'];
  /** Those that the reader has placed; `slice` is an index of the sources. */
  readonly axes?: Axes;
}

/**
 * Reads findings from a file of this project (JSON) or a label map (NIfTI, gzipped or not), and
 * places them on the images of a series.
 *
 * @throws SamError `import-unreadable`, or `import-other-images` when nothing of it lies on them
 */
export function importFindings(
  bytes: ArrayBuffer,
  sources: readonly SourceImage[],
): readonly ImportedFinding[] {
  const isJson = new Uint8Array(bytes, 0, Math.min(1, bytes.byteLength))[0] === 0x7b;
  const findings = isJson ? fromJson(bytes, sources) : fromNifti(bytes, sources);
  if (!findings.some(({ masks }) => masks.size)) {
    throw new SamError('import-other-images', 'no image of the file is at hand');
  }
  return findings;
}

function fromJson(bytes: ArrayBuffer, sources: readonly SourceImage[]): ImportedFinding[] {
  let document: FindingsDocument;
  try {
    document = readFindings(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new SamError('import-unreadable', (error as Error).message, { cause: error });
  }
  const indexOf = new Map(
    sources.map((source, index) => [imageKey(source.sopInstanceUID, source.frameNumber), index]),
  );
  const sourceOf = (image: number) => indexOf.get(document.images[image].key);
  return document.findings.map(({ property, tracking, masks, steps, measurements, ...rest }) => ({
    ...{ label: rest.label, algorithm: rest.algorithm, property, edits: rest.edits },
    ...(rest.status ? { status: rest.status } : {}),
    ...(rest.role ? { role: rest.role } : {}),
    ...axesOn(sourceOf, measurements),
    tracking: tracking ?? null,
    coding: codingOf(property),
    masks: new Map(
      masks.flatMap(record => {
        const index = sourceOf(record.image);
        if (index === undefined) return [];
        return [[index, fromMaskRecord(record)] as const];
      }),
    ),
    steps: steps.flatMap(step => {
      const image = sourceOf(step.image);
      return image === undefined ? [] : [{ ...step, image }];
    }),
  }));
}

/** The reader's axes, where their image is at hand. */
function axesOn(
  sourceOf: (image: number) => number | undefined,
  measurements: FindingsDocument['findings'][number]['measurements'],
): Pick<ImportedFinding, 'axes'> {
  if (measurements?.axesBy !== 'reader') return {};
  const { axes } = measurements;
  const slice = sourceOf(axes.slice);
  return slice === undefined ? {} : { axes: { ...axes, slice } };
}

function fromNifti(bytes: ArrayBuffer, sources: readonly SourceImage[]): ImportedFinding[] {
  const labels = reading('import-unreadable', () => readNifti(bytes));
  const masks = reading('import-other-images', () => masksOnSources(labels, sources));
  return [...masks]
    .sort(([a], [b]) => a - b)
    .map(([label, ofLabel]) => ({
      label: `Label ${label}`,
      coding: {},
      property: null,
      tracking: null,
      algorithm: null,
      masks: ofLabel,
      steps: [],
      edits: [],
    }));
}

function reading<T>(code: 'import-unreadable' | 'import-other-images', read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SamError(code, (error as Error).message, { cause: error });
  }
}

/** What codes say that a segment is; empty where the lists don't have them. */
export function codingOf(property: SegmentProperty): FindingCoding {
  for (const abnormality of [undefined, ...MORPHOLOGY_TERMS.map(({ id }) => id)]) {
    for (const structure of [undefined, ...ANATOMY_TERMS.map(({ id }) => id)]) {
      for (const side of [undefined, 'left', 'right'] as const) {
        const coding = {
          ...(abnormality ? { abnormality } : {}),
          ...(structure ? { structure } : {}),
          ...(side ? { side } : {}),
        };
        if (sameProperty(propertyOf(coding), property)) return coding;
      }
    }
  }
  return {};
}

const PARTS = ['category', 'type', 'typeModifiers', 'region', 'regionModifiers'] as const;

const sameProperty = (a: SegmentProperty, b: SegmentProperty) =>
  PARTS.every(part => {
    const [x, y] = [codesOf(a[part]), codesOf(b[part])];
    return x.length === y.length && x.every((code, n) => sameCode(code, y[n]));
  });
