import type { UnknownReason } from '../../measure';
import type { FindingEdit, FindingStep } from '../findingSet';
import type { FollowUpRecord } from '../json';

/** The texts of a report, which the catalogue outside the core has in each language. */
export type ReportTextKey =
  | 'report.title'
  | 'report.pseudonym'
  | 'report.patient'
  | 'report.patientId'
  | 'report.birthDate'
  | 'report.sex'
  | 'report.studyDate'
  | 'report.accession'
  | 'report.written'
  | 'report.images'
  | 'report.imagesValue'
  | 'report.findings'
  | 'report.number'
  | 'report.what'
  | 'report.slice'
  | 'report.sliceOf'
  | 'report.volume'
  | 'report.axes'
  | 'report.values'
  | 'report.range'
  | 'report.rangeValue'
  | 'report.sentence'
  | 'report.unmeasured'
  | 'report.sum'
  | 'report.followUp'
  | 'report.followUpSince'
  | 'report.followUpSentence'
  | 'report.followUpTargets'
  | 'report.followUpSums'
  | 'report.followUpNonTargets'
  | 'report.followUpJudged'
  | 'report.followUpOverall'
  | 'report.fate'
  | `report.fate.${FollowUpRecord['lesions'][number]['kind']}`
  | `recist.${FollowUpRecord['response']['overall']}`
  | 'report.prior'
  | 'report.now'
  | 'report.change'
  | 'report.volumeChange'
  | 'unit.percent'
  | 'report.priorLesion'
  | 'report.pictures'
  | 'report.pictureWidth'
  | 'report.texture'
  | 'report.entropy'
  | 'report.homogeneity'
  | 'report.contrast'
  | 'report.uniformity'
  | 'report.correlation'
  | 'report.making'
  | 'report.byModel'
  | 'report.byModelAlone'
  | 'report.byModelOnly'
  | 'report.byHand'
  | 'report.propagated'
  | `report.made.${NonNullable<FindingStep['made']>}`
  | 'report.noteReaderAxes'
  | 'report.role.target'
  | 'report.role.non-target'
  | 'report.edited'
  | `report.edit.${FindingEdit['kind']}`
  | 'report.points'
  | 'report.boxes'
  | 'report.scribbles'
  | 'report.lassos'
  | 'report.notes'
  | 'report.noteAxes'
  | 'report.noteVolume'
  | 'report.noteEstimate'
  | 'report.noteTexture'
  | 'report.noteUse'
  | 'report.noVolume'
  | 'report.noMillimetres'
  | 'report.noValues'
  | `unknown.${UnknownReason}`
  | 'report.versions'
  | 'report.software'
  | 'report.model'
  | 'report.page'
  | 'coding.left'
  | 'coding.right'
  | 'coding.unspecified'
  | 'unit.mm'
  | 'unit.px'
  | 'unit.cm3';

/** Texts and numbers as one language writes them. */
export interface ReportTexts {
  /** BCP 47 tag. */
  readonly language: string;
  text(key: ReportTextKey, params?: Readonly<Record<string, string | number>>): string;
  /** A number with fixed decimals. */
  number(value: number, decimals: number): string;
}
