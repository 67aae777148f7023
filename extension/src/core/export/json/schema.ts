import * as z from 'zod/mini';
import { UNKNOWN_REASONS } from '../../measure';

/** The version that is written. Raise it with each change that an older reader can't take. */
export const FINDINGS_VERSION = 5;
export const FINDINGS_FORMAT = 'ohif-sam-findings';

const count = z.number().check(z.int(), z.minimum(0));
const positive = z.number().check(z.positive());
const vec3 = z.tuple([z.number(), z.number(), z.number()]);
/** Continuous pixel coordinates: column, row; integers are pixel centres. */
const point = z.tuple([z.number(), z.number()]);
const polarity = z.enum(['include', 'exclude']);

const code = z.strictObject({
  value: z.string(),
  scheme: z.string(),
  meaning: z.string(),
  version: z.optional(z.string()),
});

const image = z.strictObject({
  /** The first 32 hex digits of the SHA-256 of "SOP instance UID" or "UID#frame". */
  key: z.string(),
  /** Left out of a pseudonymous file. */
  sopInstanceUID: z.optional(z.string()),
  seriesInstanceUID: z.optional(z.string()),
  frameNumber: z.optional(count),
  columns: count,
  rows: count,
  /** Between rows, then between columns, mm; null where the image doesn't say. */
  pixelSpacing: z.nullable(z.tuple([positive, positive])),
  /** LPS, mm; null for an image without a place in the patient. */
  geometry: z.nullable(
    z.strictObject({
      imagePositionPatient: vec3,
      imageOrientationPatient: z.array(z.number()).check(z.length(6)),
      /** Between rows, then between columns, mm. */
      pixelSpacing: z.tuple([positive, positive]),
    }),
  ),
});

const mask = z.strictObject({
  /** Index into `images`. */
  image: count,
  /** The rectangle of the image that is stored; all beyond it is outside. */
  x: count,
  y: count,
  width: count,
  height: count,
  /** Pixels outside, inside, outside, … of the rectangle, rows from the top. */
  runs: z.array(count),
});

const prompt = z.union([
  z.strictObject({ kind: z.literal('point'), polarity, at: point }),
  z.strictObject({ kind: z.literal('box'), corners: z.tuple([point, point]) }),
  z.strictObject({ kind: z.literal('scribble'), polarity, path: z.array(point) }),
  z.strictObject({ kind: z.literal('lasso'), path: z.array(point) }),
]);

/** One accepted answer: what was asked, what the model was shown, which mask was taken. */
const step = z.strictObject({
  image: count,
  prompts: z.array(prompt),
  model: z.string(),
  region: z.strictObject({ x: z.number(), y: z.number(), width: positive, height: positive }),
  window: z.strictObject({ lower: z.number(), upper: z.number() }),
  /** 0 the single-mask token, 1 to 3 the multi-mask tokens. */
  token: count,
  /**
   * How the reader had a part in it: `prompted` the slice, `corrected` or `checked` what propagation
   * from other slices had found, or left it as it was `propagated`; or picked it from masks that were
   * found without a prompt (`automatic`), by the grid's point on record. Not known of older files.
   */
  made: z.optional(z.enum(['prompted', 'corrected', 'checked', 'propagated', 'automatic'])),
});

/**
 * What was done to the whole segment, and how many voxels that added and took away: a clean-up, or
 * that it got the voxels of others (`merge`), or its parts became findings of their own (`split`).
 */
const edit = z.strictObject({
  kind: z.enum([
    'keep-largest',
    'fill-holes',
    'fill-slice-holes',
    'smooth',
    'fit-edges',
    'merge',
    'split',
  ]),
  added: count,
  removed: count,
});

const diameter = z.strictObject({ from: point, to: point, length: z.number() });

const axes = z.strictObject({ slice: count, longAxis: diameter, shortAxis: diameter });
const numbers = z.record(z.string(), z.nullable(z.number()));

const texture = z.strictObject({
  discretisation: z.union([
    z.strictObject({
      method: z.literal('fixed-bin-size'),
      size: positive,
      lowerBound: z.number(),
    }),
    z.strictObject({ method: z.literal('fixed-bin-number'), bins: count }),
  ]),
  histogram: numbers,
  glcm: z.nullable(z.strictObject({ averaged: numbers, merged: numbers })),
});

/** Of SegmentMeasurements; mm³, the unit of length stated, and the image's units. */
const measurements = z.strictObject({
  voxels: count,
  lengthUnit: z.enum(['mm', 'px']),
  volume: z.nullable(z.number()),
  meshVolume: z.nullable(z.number()),
  isRegular: z.boolean(),
  axes,
  /** Only where the reader has placed them. */
  axesBy: z.optional(z.literal('reader')),
  intensity: z.nullable(numbers),
  texture: z.nullable(texture),
  /** Each image by itself, where the images are no one stack. */
  images: z.array(
    z.strictObject({
      slice: count,
      pixels: count,
      area: z.number(),
      axes,
      intensity: z.nullable(numbers),
    }),
  ),
  /** Why what is null can't be known. */
  unknown: z.partialRecord(
    z.enum(['volume', 'meshVolume', 'millimetres', 'intensity', 'texture']),
    z.enum(UNKNOWN_REASONS),
  ),
});

const algorithm = z.union([
  z.strictObject({ type: z.literal('MANUAL') }),
  z.strictObject({
    type: z.enum(['SEMIAUTOMATIC', 'AUTOMATIC']),
    name: z.string(),
    version: z.optional(z.string()),
    family: z.optional(code),
    source: z.optional(z.string()),
    parameters: z.optional(z.string()),
  }),
]);

const finding = z.strictObject({
  label: z.string(),
  description: z.optional(z.string()),
  property: z.strictObject({
    category: code,
    type: code,
    typeModifiers: z.optional(z.array(code)),
    region: z.optional(code),
    regionModifiers: z.optional(z.array(code)),
  }),
  algorithm,
  tracking: z.optional(z.strictObject({ id: z.string(), uid: z.string() })),
  color: z.optional(z.tuple([count, count, count])),
  /** How far it has come; not said of findings that were only accepted. */
  status: z.optional(z.enum(['candidate', 'accepted', 'reviewed'])),
  /** Whether RECIST 1.1 follows it. */
  role: z.optional(z.enum(['target', 'non-target'])),
  masks: z.array(mask),
  /** In the order in which they were accepted. */
  steps: z.array(step),
  /** In the order in which they were made. */
  edits: z.array(edit),
  measurements: z.nullable(measurements),
});

const response = z.enum(['CR', 'PR', 'SD', 'PD', 'NE']);
const known = z.nullable(z.number());

/** How findings compare with a prior study, by RECIST 1.1; lengths in mm, changes as shares. */
const followUp = z.strictObject({
  /** Of the prior study and its report; left out of a pseudonymous file. */
  prior: z.optional(
    z.strictObject({
      /** YYYYMMDD; empty where it is not known. */
      studyDate: z.string(),
      studyInstanceUID: z.string(),
      seriesInstanceUID: z.string(),
      sopInstanceUID: z.string(),
      sopClassUID: z.string(),
    }),
  ),
  lesions: z.array(
    z.strictObject({
      /** `unplaced`: nobody has said what has become of it. */
      kind: z.enum(['matched', 'gone', 'new', 'unplaced']),
      /** Index into `findings`; null for one that is gone, or is not in this file. */
      finding: z.nullable(count),
      /** Of the prior lesion; left out of a pseudonymous file. */
      tracking: z.optional(z.strictObject({ id: z.string(), uid: z.string() })),
      role: z.nullable(z.enum(['target', 'non-target'])),
      priorDiameter: known,
      diameter: known,
      diameterChange: known,
      volumeChange: known,
    }),
  ),
  /** Of the targets' diameters; baseline and nadir where the reader has given them. */
  sums: z.strictObject({ prior: known, now: known, baseline: known, nadir: known }),
  /** The reader's judgement. */
  nonTargetsProgress: z.boolean(),
  newLesions: count,
  response: z.strictObject({
    targets: z.nullable(response),
    nonTargets: z.nullable(z.enum(['CR', 'non-CR/non-PD', 'PD', 'NE'])),
    overall: z.enum([...response.options, 'non-CR/non-PD']),
  }),
});

/** A file of findings, complete: masks, geometry, prompts, model, settings and measurements. */
export const findingsSchema = z.strictObject({
  format: z.literal(FINDINGS_FORMAT),
  version: z.literal(FINDINGS_VERSION),
  software: z.strictObject({ name: z.string(), version: z.string() }),
  /** ISO 8601; left out of a pseudonymous file, as all that identifies. */
  created: z.optional(z.string()),
  /** Attributes of patient and study by DICOM keyword; left out of a pseudonymous file. */
  study: z.optional(z.record(z.string(), z.string())),
  units: z.enum(['HU', 'SUV', 'arbitrary']),
  models: z.array(
    z.strictObject({ id: z.string(), name: z.string(), sha256: z.array(z.string()) }),
  ),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  images: z.array(image),
  findings: z.array(finding),
  followUp: z.optional(followUp),
});

export type FindingsDocument = z.infer<typeof findingsSchema>;
export type FindingRecord = FindingsDocument['findings'][number];
export type FollowUpRecord = NonNullable<FindingsDocument['followUp']>;
