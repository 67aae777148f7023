import { sameCode, ANATOMY, CATEGORY, LATERALITY, type Code } from '../codes';
import { text as attribute } from '../dicom/dataset';
import { patientAndStudy } from '../dicom/modules';
import { stackOrder } from '../dicom/source';
import type { Finding, FindingSet } from '../findingSet';
import { imageKey } from '../json';
import { ANATOMY_TERMS, MORPHOLOGY_TERMS, type SegmentProperty } from '../segmentTypes';
import type { SegmentMeasurements } from '../../measure';
import type { Prompt } from '../../prompt/prompt';
import type { ReportTextKey, ReportTexts } from './reportTexts';

/** A picture of a finding: red, green and blue of each pixel, rows from the top. */
export interface ReportPicture {
  readonly caption: string;
  readonly pixels: Uint8Array;
  readonly columns: number;
  readonly rows: number;
}

/** A part of a report, to be set in any medium. All strings are plain text. */
export type ReportPart = { readonly title: string } & (
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, string])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** What the rows say, for media without tables; none where they only add detail. */
      readonly sentences: readonly string[];
      readonly footer?: string;
    }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'pictures'; readonly pictures: readonly ReportPicture[] }
);

export interface ReportContent {
  /** BCP 47 tag. */
  readonly language: string;
  readonly title: string;
  /** Null in a pseudonymous report: dates identify. */
  readonly written: Date | null;
  readonly parts: readonly ReportPart[];
}

export interface ReportInput extends Pick<
  FindingSet,
  'sources' | 'findings' | 'units' | 'equipment' | 'models' | 'now'
> {
  /** Of each finding; null for one that could not be measured. */
  readonly measurements: readonly (SegmentMeasurements | null)[];
  /** The finding's picture and its width in mm; null where none can be drawn. */
  readonly pictureOf: (
    finding: number,
  ) => { readonly picture: Omit<ReportPicture, 'caption'>; readonly widthMm: number } | null;
  readonly texts: ReportTexts;
  /** Name, dates and the reader's own labels, which may identify the patient. */
  readonly showsPatient: boolean;
}

/**
 * What a report says of the findings: what and where they are, how large, what they hold, what
 * the model and what the reader did. Names nobody unless asked to.
 */
export function reportContent(input: ReportInput): ReportContent {
  const { texts, models, equipment, showsPatient, now } = input;
  const { text } = texts;
  const software = `${equipment.modelName} ${equipment.softwareVersions}`;
  const parts: ReportPart[] = [
    { kind: 'facts', title: '', facts: header(input) },
    findingTable(input),
    ...pictures(input),
    ...textureTable(input),
    { kind: 'lines', title: text('report.making'), lines: making(input) },
    { kind: 'lines', title: text('report.notes'), lines: notes(input) },
    {
      kind: 'facts',
      title: text('report.versions'),
      facts: [
        [text('report.software'), software],
        ...models.map(({ name, sha256 }): [string, string] => [
          text('report.model'),
          `${name}, SHA-256 ${sha256.join(', ')}`,
        ]),
      ],
    },
  ];
  const written = showsPatient ? now : null;
  return { language: texts.language, title: text('report.title'), written, parts };
}

/** What a finding is, in words: "Metastasis, liver", "右肺结节". */
export function propertyText(property: SegmentProperty, { language, text }: ReportTexts): string {
  const isChinese = language.startsWith('zh');
  if (sameCode(property.type, CATEGORY.tissue)) return text('coding.unspecified');
  const sideCode = property.region ? property.regionModifier : property.typeModifier;
  const side = !sideCode
    ? ''
    : sameCode(sideCode, LATERALITY.left)
      ? text('coding.left')
      : text('coding.right');
  const name = (code: Code) => {
    const terms = [...ANATOMY_TERMS, ...MORPHOLOGY_TERMS];
    return terms.find(term => sameCode(term.code, code))?.name[isChinese ? 'zh' : 'en'];
  };
  const type = name(property.type) ?? property.type.meaning;
  const region = property.region ? (name(property.region) ?? property.region.meaning) : '';
  if (isChinese) return `${side}${region}${type}`;
  return [type, region.toLowerCase(), side.toLowerCase()].filter(Boolean).join(', ');
}

function header({ sources, texts, showsPatient, now }: ReportInput): [string, string][] {
  const { text } = texts;
  const [first] = sources;
  const facts: [ReportTextKey, string][] = [];
  if (showsPatient) {
    const patient = patientAndStudy(first);
    const copy = (key: ReportTextKey, value: unknown) => {
      const shown = attribute(value);
      if (shown) facts.push([key, shown]);
    };
    copy('report.patient', personText(attribute(patient.PatientName)));
    copy('report.patientId', patient.PatientID);
    copy('report.birthDate', dateText(attribute(patient.PatientBirthDate)));
    copy('report.sex', patient.PatientSex);
    copy('report.studyDate', dateText(attribute(patient.StudyDate)));
    copy('report.accession', patient.AccessionNumber);
    copy('report.written', `${dateText(isoDay(now))} ${now.toTimeString().slice(0, 5)}`);
  } else {
    facts.push(['report.pseudonym', imageKey(first.studyInstanceUID).slice(0, 12)]);
  }
  const modality = attribute(first.attributes.Modality) ?? '';
  facts.push(['report.images', text('report.imagesValue', { modality, count: sources.length })]);
  return facts.map(([key, value]) => [text(key), value]);
}

const isoDay = (date: Date) =>
  `${date.getFullYear()}${String(date.getMonth() + 1).padStart(2, '0')}${String(date.getDate()).padStart(2, '0')}`;

/** A DICOM date (DA) as ISO 8601. */
const dateText = (date: string | undefined) => date?.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');

/** The groups of a person's name (PN), their parts apart. */
const personText = (name: string | undefined) =>
  name
    ?.split('=')
    .map(group => group.replace(/\^+/g, ' ').trim())
    .filter(Boolean)
    .join(' · ');

/** What a finding is called: its codes; with the reader's own words where these may be shown. */
function nameOf({ property, label }: Finding, { texts, showsPatient }: ReportInput): string {
  const coded = propertyText(property, texts);
  return showsPatient && label && label !== coded ? `${label} (${coded})` : coded;
}

function findingTable(input: ReportInput): ReportPart {
  const { findings, measurements, sources, units, texts } = input;
  const { text, number } = texts;
  const order = stackOrder(sources);
  const unit = units === 'arbitrary' ? '' : ` ${units}`;
  const rows: string[][] = [];
  const sentences: string[] = [];
  findings.forEach((finding, n) => {
    const [count, what] = [String(n + 1), nameOf(finding, input)];
    const measured = measurements[n];
    if (!measured) {
      rows.push([count, what, '', '', '', text('report.unmeasured'), '']);
      sentences.push(`${count}. ${what}: ${text('report.unmeasured')}.`);
      return;
    }
    const { axes, intensity } = measured;
    const cm3 = measured.volume / 1000;
    const slice = text('report.sliceOf', {
      slice: String(order.indexOf(axes.slice) + 1),
      count: String(sources.length),
    });
    const estimate = measured.isRegular ? '' : '≈ ';
    const volume = text('unit.cm3', { value: estimate + number(cm3, decimalsOf(cm3)) });
    const size = `${number(axes.longAxis.length, 1)} × ${number(axes.shortAxis.length, 1)}`;
    const sizeText = text('unit.mm', { value: size });
    const values = intensity
      ? `${number(intensity.mean, 1)} ± ${number(intensity.standardDeviation, 1)}${unit}`
      : '';
    const range = intensity
      ? text('report.rangeValue', {
          minimum: number(intensity.minimum, 0),
          maximum: number(intensity.maximum, 0),
        }) + unit
      : '';
    rows.push([count, what, slice, volume, sizeText, values, range]);
    const parts = { number: count, what, volume, axes: sizeText, values: values || '–', slice };
    sentences.push(text('report.sentence', parts));
  });
  const footer = sumOfDiameters(input);
  return {
    kind: 'table',
    title: text('report.findings'),
    columns: [
      text('report.number'),
      text('report.what'),
      text('report.slice'),
      text('report.volume'),
      text('report.axes'),
      text('report.values'),
      text('report.range'),
    ],
    rows,
    sentences,
    ...(footer ? { footer } : {}),
  };
}

/** Two decimals for small volumes, as a cubic centimetre is what a nodule has. */
const decimalsOf = (cm3: number) => (cm3 < 10 ? 2 : 1);

/**
 * Sum of the diameters of abnormalities (RECIST 1.1, Eisenhauer et al. 2009): long axes, and short
 * axes of lymph nodes. Undefined when nothing abnormal was measured.
 */
function sumOfDiameters({ findings, measurements, texts }: ReportInput): string | undefined {
  const diameters = findings.flatMap(({ property }, n) => {
    const measured = measurements[n];
    const isAbnormal = sameCode(property.category, CATEGORY.morphologicallyAbnormalStructure);
    if (!measured || !isAbnormal) return [];
    const isNode = property.region && sameCode(property.region, ANATOMY.lymphNode);
    return [(isNode ? measured.axes.shortAxis : measured.axes.longAxis).length];
  });
  if (!diameters.length) return undefined;
  const value = texts.number(
    diameters.reduce((sum, diameter) => sum + diameter, 0),
    1,
  );
  return texts.text('report.sum', { value, count: diameters.length });
}

function pictures(input: ReportInput): ReportPart[] {
  const { text, number } = input.texts;
  const drawn = input.findings.flatMap((finding, n) => {
    const found = input.pictureOf(n);
    if (!found) return [];
    const what = propertyText(finding.property, input.texts);
    const caption = text('report.pictureWidth', {
      ...{ number: String(n + 1), what },
      width: number(found.widthMm, 0),
    });
    return [{ ...found.picture, caption }];
  });
  return drawn.length
    ? [{ kind: 'pictures', title: text('report.pictures'), pictures: drawn }]
    : [];
}

function textureTable({ measurements, texts }: ReportInput): ReportPart[] {
  const { text, number } = texts;
  const rows = measurements.flatMap((measured, n) => {
    const merged = measured?.texture?.glcm?.merged;
    if (!merged) return [];
    const values = [
      merged.jointEntropy,
      merged.inverseDifferenceMoment,
      merged.contrast,
      merged.angularSecondMoment,
      merged.correlation,
    ];
    return [[String(n + 1), ...values.map(value => number(value, 3))]];
  });
  if (!rows.length) return [];
  const columns = [
    text('report.number'),
    text('report.entropy'),
    text('report.homogeneity'),
    text('report.contrast'),
    text('report.uniformity'),
    text('report.correlation'),
  ];
  return [{ kind: 'table', title: text('report.texture'), columns, rows, sentences: [] }];
}

const PROMPT_TEXTS = {
  point: 'report.points',
  box: 'report.boxes',
  scribble: 'report.scribbles',
  lasso: 'report.lassos',
} as const satisfies Readonly<Record<Prompt['kind'], ReportTextKey>>;

/** Of each finding, what the model and what the reader did. */
function making({ findings, sources, texts: { text, language } }: ReportInput): string[] {
  const list = new Intl.ListFormat(language);
  return findings.map((finding, n) => {
    const { algorithm, steps } = finding;
    const say = (sentence: string) => `${n + 1}. ${sentence}`;
    if (algorithm.type === 'MANUAL') return say(text('report.byHand'));
    const model = algorithm.name;
    if (!steps.length) return say(text('report.byModelOnly', { model }));
    const kinds = steps.flatMap(({ prompts }) => prompts.map(({ kind }) => kind));
    const prompts = Object.entries(PROMPT_TEXTS).flatMap(([kind, key]) => {
      const count = kinds.filter(k => k === kind).length;
      return count ? [text(key, { count })] : [];
    });
    const answered = new Set(steps.map(({ image }) => image)).size;
    const slices = sources.filter((_, k) => hasVoxel(finding, k)).length;
    return say(
      text('report.byModel', {
        ...{ model, prompts: list.format(prompts) },
        ...{ answered: String(answered), slices: String(slices) },
      }),
    );
  });
}

const hasVoxel = ({ maskOf }: Finding, index: number) => maskOf(index)?.some(Boolean) ?? false;

function notes({ measurements, texts: { text } }: ReportInput): string[] {
  const measured = measurements.filter(m => m !== null);
  const keys: ReportTextKey[] = [];
  if (measured.length) keys.push('report.noteAxes', 'report.noteVolume');
  if (measured.some(({ isRegular }) => !isRegular)) keys.push('report.noteEstimate');
  if (measured.some(({ texture }) => texture?.glcm)) keys.push('report.noteTexture');
  return [...keys, 'report.noteUse' as const].map(key => text(key));
}
