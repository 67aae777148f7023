import { qualify, type Reason, type StudyFacts } from '../../core/studyTypes/qualify';
import type { ConfigProblem, StudyType } from '../../core/studyTypes/siteConfig';
import type { Texts } from '../../i18n/texts';

/** Modalities that the panel can work on; other objects of a study are shown beside. */
const IMAGE_MODALITIES = ['CT', 'MR', 'PT', 'CR', 'DX', 'MG', 'US', 'XA', 'RF', 'NM', 'OT', 'SC'];

/** A study as the viewer's list of studies has it. */
export interface ListedStudy {
  /** Separated by backslashes. */
  readonly modalities: string;
  readonly study?: { readonly description?: string; readonly instances?: number };
}

/** The viewer's answer to whether the mode is offered for a study. */
export interface ModeValidity {
  readonly valid: boolean;
  /** Why not. */
  readonly description: string;
}

/** Whether the mode is offered for a study in the list, as far as that knows it. Throws nothing. */
export function offeredFor(
  { modalities, study }: ListedStudy,
  types: readonly StudyType[] | undefined,
  texts: Texts,
): ModeValidity {
  const facts: StudyFacts = {
    modalities: modalities.split('\\'),
    // An empty one is what an archive gives that does not tell.
    description: study?.description || undefined,
    instances: study?.instances || undefined,
  };
  if (!facts.modalities.some(modality => IMAGE_MODALITIES.includes(modality))) {
    return { valid: false, description: texts.text('setup.noImages') };
  }
  const found = qualify(facts, types);
  if (found.qualifies) return { valid: true, description: '' };
  return { valid: false, description: reasonTexts(found.reasons, texts).join(' ') };
}

/** For each type, why the study is none of it. */
export const reasonTexts = (reasons: readonly Reason[], texts: Texts): readonly string[] =>
  reasons.map(({ type, criterion, wanted, found }) =>
    texts.text('setup.reason', {
      type: texts.of({ en: type.name.en, zh: type.name.zh ?? type.name.en }),
      reason: texts.text(`setup.reason.${criterion}`, {
        wanted,
        found: found || texts.text('setup.nothing'),
      }),
    }),
  );

/** What is wrong in the configuration, one sentence each. */
export const problemTexts = (problems: readonly ConfigProblem[], texts: Texts): readonly string[] =>
  problems.map(({ path, problem, params }) =>
    texts.text('setup.wrong', {
      path,
      problem: texts.lookUp(`setup.problem.${problem}`, params) ?? problem,
    }),
  );
