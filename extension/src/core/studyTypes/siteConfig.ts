import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));
/** Patterns, of which one has to match: `*` any characters, `?` one; upper and lower case alike. */
const patterns = z.array(text).check(z.minLength(1));

const studyType = z.strictObject({
  /** Letters, digits and dashes; what the panel's attributes call it. */
  id: z.string().check(z.regex(/^[a-zA-Z][\w-]*$/)),
  /** What readers call it. */
  name: z.strictObject({ en: text, zh: z.optional(text) }),
  /** Modality (0008,0060), as DICOM writes it. */
  modalities: z.optional(z.array(z.string().check(z.regex(/^[A-Z]{2,}$/))).check(z.minLength(1))),
  /** Body Part Examined (0018,0015). */
  bodyParts: z.optional(patterns),
  /** Study Description (0008,1030). */
  studyDescriptions: z.optional(patterns),
  /** Series Description (0008,103E). */
  seriesDescriptions: z.optional(patterns),
  /** Procedure Code Sequence (0008,1032), Requested Procedure Code Sequence (0032,1064). */
  procedureCodes: z.optional(
    z.array(z.strictObject({ scheme: text, value: text })).check(z.minLength(1)),
  ),
  /** Images of one series. */
  minimumSlices: z.optional(z.int().check(z.positive())),
});

const setting = {
  modelsUrl: z.string().check(z.regex(/\/$/)),
  models: z.array(z.unknown()),
  archiveTimeoutSeconds: z.number().check(z.positive()),
  keepWork: z.boolean(),
  studyTypes: z.array(z.unknown()),
} as const;

/**
 * A kind of study that the mode is meant for. What is stated has to hold, of one and the same series
 * where it is about series; lists name alternatives.
 */
export type StudyType = z.infer<typeof studyType>;

/** What a site may set in the viewer's configuration, as `sam`. */
export interface SiteConfig {
  /** Folder of the models, with a slash at its end. */
  readonly modelsUrl?: string;
  /** Entries of models as in the list beside the files, which go before those of the list. */
  readonly models?: readonly unknown[];
  /** How long the archive may take to answer, in seconds; 120 when not given. */
  readonly archiveTimeoutSeconds?: number;
  /** False keeps no work in the browser; it is kept when not given. */
  readonly keepWork?: boolean;
  /** Studies that the mode is offered for; all with images when not given. */
  readonly studyTypes?: readonly StudyType[];
}

/** One thing that is wrong in a configuration, and where. */
export interface ConfigProblem {
  /** As in a script: `sam.studyTypes[1].minimumSlices`. */
  readonly path: string;
  /** Key of a text, with its parameters. */
  readonly problem: 'type' | 'unknown' | 'small' | 'empty' | 'form' | 'twice';
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * Reads a configuration as far as it is right: a setting that is wrong is left out, and so is a study
 * type; each is named. Throws nothing, whatever it is given.
 */
export function readSiteConfig(raw: unknown): {
  readonly config: SiteConfig;
  readonly problems: readonly ConfigProblem[];
} {
  if (raw === undefined || raw === null) return { config: {}, problems: [] };
  const problems: ConfigProblem[] = [];
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    return { config: {}, problems: [wrongType('sam', 'object')] };
  }
  const config: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    const path = `sam.${key}`;
    if (!Object.hasOwn(setting, key)) {
      problems.push({
        path,
        problem: 'unknown',
        params: { known: Object.keys(setting).join(', ') },
      });
      continue;
    }
    const parsed = setting[key as keyof typeof setting].safeParse(value);
    if (parsed.success) config[key] = parsed.data;
    else problems.push(...parsed.error.issues.flatMap(issue => problemsOf(path, issue)));
  }
  if (config.studyTypes) {
    config.studyTypes = readStudyTypes(config.studyTypes as readonly unknown[], problems);
  }
  return { config, problems };
}

/** The entries that are right; undefined where none is, so that no study is refused by mistake. */
function readStudyTypes(
  entries: readonly unknown[],
  problems: ConfigProblem[],
): readonly StudyType[] | undefined {
  const types: StudyType[] = [];
  entries.forEach((entry, n) => {
    const path = `sam.studyTypes[${n}]`;
    const parsed = studyType.safeParse(entry);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.flatMap(issue => problemsOf(path, issue)));
    } else if (types.some(({ id }) => id === parsed.data.id)) {
      problems.push({ path: `${path}.id`, problem: 'twice', params: { id: parsed.data.id } });
    } else types.push(parsed.data);
  });
  return types.length ? types : undefined;
}

/** One for each setting that is wrong. */
function problemsOf(at: string, issue: z.core.$ZodIssue): readonly ConfigProblem[] {
  const path =
    at + issue.path.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  switch (issue.code) {
    case 'invalid_type':
      return [wrongType(path, issue.expected)];
    case 'unrecognized_keys':
      return issue.keys.map(key => ({
        path: `${path}.${key}`,
        problem: 'unknown',
        params: { known: knownKeys(issue.path).join(', ') },
      }));
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? [{ path, problem: 'empty', params: {} }]
        : [{ path, problem: 'small', params: {} }];
    case 'invalid_format':
      return [{ path, problem: 'form', params: { pattern: issue.pattern ?? issue.format } }];
    default:
      return [wrongType(path, 'value')];
  }
}

const wrongType = (path: string, expected: string): ConfigProblem => ({
  path,
  problem: 'type',
  params: { expected },
});

/** The settings that there are at a place of a study type. */
function knownKeys([key]: readonly PropertyKey[]): readonly string[] {
  if (key === 'name') return ['en', 'zh'];
  if (key === 'procedureCodes') return ['scheme', 'value'];
  return Object.keys(studyType.shape);
}
