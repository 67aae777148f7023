import type { StudyType } from './siteConfig';

/** A series of a study, as far as it is known. */
export interface SeriesFacts {
  readonly modality: string;
  readonly bodyPart?: string;
  readonly description?: string;
  /** Images. */
  readonly slices: number;
}

export interface ProcedureCode {
  readonly scheme: string;
  readonly value: string;
}

/** What is known of a study: the list of studies knows less than the viewer. */
export interface StudyFacts {
  readonly modalities: readonly string[];
  readonly description?: string;
  /** Images of the whole study. */
  readonly instances?: number;
  /** Undefined before the viewer has read them. */
  readonly series?: readonly SeriesFacts[];
  /** Undefined before the viewer has read them. */
  readonly procedureCodes?: readonly ProcedureCode[];
}

/** Why a study is not of a type: what the type wants and what there is. */
export interface Reason {
  readonly type: StudyType;
  readonly criterion:
    | 'modalities'
    | 'bodyParts'
    | 'studyDescriptions'
    | 'seriesDescriptions'
    | 'procedureCodes'
    | 'minimumSlices';
  readonly wanted: string;
  readonly found: string;
}

export type Qualification =
  | { readonly qualifies: true; readonly type: StudyType | null }
  /** A reason for each type. */
  | { readonly qualifies: false; readonly reasons: readonly Reason[] };

/**
 * Whether a study is one of the types, and which. What is not known yet is not held against it.
 *
 * @param types undefined where the site names none: then every study qualifies
 */
export function qualify(study: StudyFacts, types: readonly StudyType[] | undefined): Qualification {
  if (!types) return { qualifies: true, type: null };
  const reasons: Reason[] = [];
  for (const type of types) {
    const reason = reasonAgainst(study, type);
    if (!reason) return { qualifies: true, type };
    reasons.push({ type, ...reason });
  }
  return { qualifies: false, reasons };
}

type Against = Omit<Reason, 'type'>;

function reasonAgainst(study: StudyFacts, type: StudyType): Against | null {
  return againstStudy(study, type) ?? (study.series ? againstSeries(study.series, type) : null);
}

/** By what the study says as a whole. */
function againstStudy(study: StudyFacts, type: StudyType): Against | null {
  const { modalities, studyDescriptions, procedureCodes, minimumSlices } = type;
  const { description, instances, procedureCodes: codes } = study;
  if (modalities && !modalities.some(each => study.modalities.includes(each))) {
    return against('modalities', modalities, study.modalities);
  }
  if (studyDescriptions && description !== undefined && !matches(description, studyDescriptions)) {
    return against('studyDescriptions', studyDescriptions, [description]);
  }
  if (procedureCodes && codes && !codes.some(code => procedureCodes.some(isSameCode(code)))) {
    return against('procedureCodes', procedureCodes.map(codeText), codes.map(codeText));
  }
  if (minimumSlices && !study.series && instances !== undefined && instances < minimumSlices) {
    return against('minimumSlices', [String(minimumSlices)], [String(instances)]);
  }
  return null;
}

/** By its series, of which one has to fulfil everything: the criterion that the last one fails. */
function againstSeries(all: readonly SeriesFacts[], type: StudyType): Against | null {
  const { modalities, bodyParts, seriesDescriptions, minimumSlices } = type;
  let left = all;
  const narrow = (
    criterion: Against['criterion'],
    wanted: readonly string[] | undefined,
    valueOf: (series: SeriesFacts) => string | undefined,
    isWanted: (value: string) => boolean,
  ): Against | null => {
    if (!wanted) return null;
    const before = left;
    left = before.filter(series => isWanted(valueOf(series) ?? ''));
    const found = before.flatMap(series => valueOf(series) ?? []);
    return left.length ? null : against(criterion, wanted, found);
  };
  const most = Math.max(0, ...all.map(({ slices }) => slices));
  return (
    narrow(
      'modalities',
      modalities,
      series => series.modality,
      value => modalities!.includes(value),
    ) ??
    narrow(
      'bodyParts',
      bodyParts,
      series => series.bodyPart,
      value => matches(value, bodyParts!),
    ) ??
    narrow(
      'seriesDescriptions',
      seriesDescriptions,
      series => series.description,
      value => matches(value, seriesDescriptions!),
    ) ??
    (minimumSlices && !left.some(({ slices }) => slices >= minimumSlices)
      ? against(
          'minimumSlices',
          [String(minimumSlices)],
          [String(left.length ? Math.max(...left.map(({ slices }) => slices)) : most)],
        )
      : null)
  );
}

const against = (
  criterion: Against['criterion'],
  wanted: readonly string[],
  found: readonly string[],
): Against => ({
  criterion,
  wanted: [...new Set(wanted)].join(', '),
  found: [...new Set(found.filter(Boolean))].join(', '),
});

/** True when a text matches one of the patterns. */
function matches(value: string, wanted: readonly string[]): boolean {
  return wanted.some(pattern => {
    const literal = pattern.trim().replace(/[.+^${}()|[\]\\]/g, '\\$&');
    const expression = literal.replace(/\*+/g, '.*').replace(/\?/g, '.');
    return new RegExp(`^${expression}$`, 'is').test(value.trim());
  });
}

const codeText = ({ scheme, value }: ProcedureCode) => `${scheme} ${value}`;

const isSameCode =
  ({ scheme, value }: ProcedureCode) =>
  (other: ProcedureCode): boolean =>
    scheme === other.scheme && value === other.value;
