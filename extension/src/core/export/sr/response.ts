import { LESION_RESPONSE, REPORT, type Code } from '../codes';
import { item, items, readCode, text, type Attributes, type Dataset } from '../dicom/dataset';
import { codeContent, container, textContent } from './content';
import { type SrInput } from './srInput';

type Compared = Pick<SrInput, 'followUp'>;

/** Something that a report says of all findings together: a code, or words. */
export interface DecodedEvaluation {
  readonly name: string | undefined;
  readonly value: string | undefined;
}

/** In the words of RECIST 1.1 (Eisenhauer et al. 2009). */
const OVERALL = {
  CR: 'complete response',
  PR: 'partial response',
  SD: 'stable disease',
  PD: 'progressive disease',
  NE: 'not evaluable',
  'non-CR/non-PD': 'non-CR/non-PD',
} as const;

/**
 * The response as qualitative evaluations (TID 1500): by which criteria, of target and non-target
 * lesions in codes (CID 6144), and in words what has no code: the overall response, sums of diameters,
 * new lesions. None without a prior study.
 */
export function responseContent({ followUp }: Compared): Dataset[] {
  if (!followUp) return [];
  const { response } = followUp;
  const { targets, nonTargets } = LESION_RESPONSE;
  const codes: readonly (Code | undefined)[] = [
    response.targets && response.targets !== 'NE' ? targets[response.targets] : undefined,
    response.nonTargets && response.nonTargets !== 'NE'
      ? nonTargets[response.nonTargets]
      : undefined,
  ];
  return [
    container(REPORT.qualitativeEvaluations, [
      codeContent('CONTAINS', REPORT.responseEvaluationMethod, REPORT.recist11),
      ...codes.flatMap(code =>
        code ? [codeContent('CONTAINS', REPORT.currentResponse, code)] : [],
      ),
      textContent('CONTAINS', REPORT.comment, inWords(followUp)),
    ]),
  ];
}

function inWords({ response, sums, newLesions, lesions }: NonNullable<SrInput['followUp']>) {
  const { overall } = response;
  const mm = (value: number | null) => (value === null ? 'not known' : `${value.toFixed(1)} mm`);
  const count = (kind: (typeof lesions)[number]['kind']) =>
    lesions.filter(lesion => lesion.kind === kind).length;
  return [
    `Overall response: ${OVERALL[overall]}${overall === 'non-CR/non-PD' ? '' : ` (${overall})`}.`,
    ...(response.targets
      ? [`Sum of diameters of targets: prior ${mm(sums.prior)}, now ${mm(sums.now)}.`]
      : []),
    ...(sums.baseline === null ? [] : [`Sum at baseline: ${mm(sums.baseline)}.`]),
    ...(sums.nadir === null ? [] : [`Smallest sum so far: ${mm(sums.nadir)}.`]),
    `Lesions: ${count('matched')} followed, ${count('gone')} gone, ${newLesions} new, ` +
      `${count('unplaced')} not decided.`,
  ].join(' ');
}

/** The report of the prior study, as other evidence than this study's (PS3.3 C.17.2). */
export function priorEvidence({ followUp }: Compared): Dataset {
  const { prior } = followUp ?? {};
  if (!prior) return {};
  return {
    PertinentOtherEvidenceSequence: [
      {
        StudyInstanceUID: prior.studyInstanceUID,
        ReferencedSeriesSequence: [
          {
            SeriesInstanceUID: prior.seriesInstanceUID,
            ReferencedSOPSequence: [
              {
                ReferencedSOPClassUID: prior.sopClassUID,
                ReferencedSOPInstanceUID: prior.sopInstanceUID,
              },
            ],
          },
        ],
      },
    ],
  };
}

export const priorReportOf = ({ followUp }: Compared): string | undefined =>
  followUp?.prior?.sopInstanceUID;

/** The first instance of a sequence of evidence. */
export const firstInstance = (evidence: unknown): string | undefined =>
  text(
    item(item(item(evidence).ReferencedSeriesSequence).ReferencedSOPSequence)
      .ReferencedSOPInstanceUID,
  );

/** What a container of qualitative evaluations holds, in its order. */
export const evaluationsOf = (evaluations: Attributes): DecodedEvaluation[] =>
  items(evaluations.ContentSequence).map(one => ({
    name: readCode(one.ConceptNameCodeSequence)?.value,
    value: readCode(one.ConceptCodeSequence)?.value ?? text(one.TextValue),
  }));
