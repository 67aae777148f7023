import { text as attribute } from '../dicom/dataset';
import { patientAndStudy } from '../dicom/modules';
import type { FindingJob } from '../findingJob';
import type { Finding } from '../findingSet';
import { imageKey } from '../json';
import type { Prompt } from '../../prompt/prompt';
import { followUpTable } from './followUpTable';
import { findingTable } from './findingTable';
import { propertyText } from './propertyText';
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
  FindingJob,
  | 'sources'
  | 'layout'
  | 'findings'
  | 'measurements'
  | 'units'
  | 'equipment'
  | 'models'
  | 'followUp'
  | 'now'
> {
  /** The findings' pictures and their width in mm, where known; null where none can be drawn. */
  readonly pictures: readonly ({
    readonly picture: Omit<ReportPicture, 'caption'>;
    readonly widthMm: number | null;
  } | null)[];
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
    ...followUpTable(input),
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

function pictures(input: ReportInput): ReportPart[] {
  const { text, number } = input.texts;
  const drawn = input.findings.flatMap((finding, n) => {
    const found = input.pictures[n];
    if (!found) return [];
    const what = propertyText(finding.property, input.texts);
    const caption =
      found.widthMm === null
        ? `${n + 1}. ${what}`
        : text('report.pictureWidth', {
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
function making(input: ReportInput): string[] {
  const { findings, texts } = input;
  const list = new Intl.ListFormat(texts.language);
  return findings.map((finding, n) => {
    const made = `${n + 1}. ${howMade(finding, input, list)}`;
    const edits = [
      ...new Set(finding.edits.map(({ kind }) => texts.text(`report.edit.${kind}` as const))),
    ];
    if (!edits.length) return made;
    return texts.text('report.edited', { made, edits: list.format(edits) });
  });
}

function howMade(
  finding: Finding,
  { sources, texts: { text } }: ReportInput,
  list: Intl.ListFormat,
): string {
  const { algorithm, steps } = finding;
  if (algorithm.type === 'MANUAL') return text('report.byHand');
  const model = algorithm.name;
  if (!steps.length) return text('report.byModelOnly', { model });
  const own = steps.filter(({ made }) => made === undefined || PROMPTED.has(made));
  const kinds = own.flatMap(({ prompts }) => prompts.map(({ kind }) => kind));
  const prompts = Object.entries(PROMPT_TEXTS).flatMap(([kind, key]) => {
    const count = kinds.filter(k => k === kind).length;
    return count ? [text(key, { count })] : [];
  });
  const answered = new Set(steps.map(({ image }) => image)).size;
  const slices = sources.filter((_, k) => hasVoxel(finding, k)).length;
  const counts = { model, answered: String(answered), slices: String(slices) };
  const made = prompts.length
    ? text('report.byModel', { ...counts, prompts: list.format(prompts) })
    : text('report.byModelAlone', counts);
  const shares = readersShares(steps, text);
  return shares.length ? text('report.propagated', { made, shares: list.format(shares) }) : made;
}

/** Of a finding that was propagated, how many slices had which part of the reader's. */
function readersShares(steps: Finding['steps'], text: ReportTexts['text']): string[] {
  const newest = new Map(steps.map(({ image, made }) => [image, made]));
  const all = [...newest.values()];
  if (!all.some(made => made !== undefined && made !== 'prompted')) return [];
  return MADE.flatMap(made => {
    const count = all.filter(one => one === made).length;
    return count ? [text(`report.made.${made}`, { count })] : [];
  });
}

const MADE = ['prompted', 'corrected', 'checked', 'propagated', 'automatic'] as const;
/** What the model was asked elsewhere is not the reader's: propagation's prompts, points of a grid. */
const PROMPTED: ReadonlySet<string> = new Set(['prompted', 'corrected']);

const hasVoxel = ({ maskOf }: Finding, index: number) => maskOf(index) !== null;

function notes({ measurements, texts: { text } }: ReportInput): string[] {
  const measured = measurements.filter(m => m !== null);
  const keys: ReportTextKey[] = [];
  if (measured.some(({ axesBy }) => !axesBy)) keys.push('report.noteAxes');
  if (measured.some(({ axesBy }) => axesBy)) keys.push('report.noteReaderAxes');
  if (measured.some(({ volume }) => volume !== null)) keys.push('report.noteVolume');
  if (measured.some(({ isRegular }) => !isRegular)) keys.push('report.noteEstimate');
  if (measured.some(({ texture }) => texture?.glcm)) keys.push('report.noteTexture');
  return [
    ...keys.map(key => text(key)),
    ...measurements.flatMap((m, n) => unknowns(m, n + 1, text)),
    text('report.noteUse'),
  ];
}

/** Why numbers of a finding are not stated. */
function unknowns(
  measured: ReportInput['measurements'][number],
  number: number,
  text: ReportTexts['text'],
): string[] {
  const { volume, millimetres, intensity } = measured?.unknown ?? {};
  const why = [
    ...(volume ? [['report.noVolume', volume] as const] : []),
    ...(millimetres ? [['report.noMillimetres', millimetres] as const] : []),
    ...(intensity ? [['report.noValues', intensity] as const] : []),
  ];
  return why.map(([what, reason]) =>
    text(what, { number: String(number), why: text(`unknown.${reason}`) }),
  );
}
