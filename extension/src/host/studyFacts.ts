import type { ProcedureCode, StudyFacts } from '../core/studyTypes/qualify';
import type { Host, OhifDisplaySet, OhifInstance } from './ohif';

/** What the viewer has read of a study: of its series with images. */
export function studyFacts({ services }: Pick<Host, 'services'>, studyUid: string): StudyFacts {
  const displaySets = services.displaySetService
    .getActiveDisplaySets()
    .filter(set => set.StudyInstanceUID === studyUid && firstOf(set) && framesOf(set) > 0);
  const firsts = displaySets.flatMap(set => firstOf(set) ?? []);
  const description = firsts.find(({ StudyDescription }) => StudyDescription)?.StudyDescription;
  return {
    modalities: [...new Set(displaySets.map(({ Modality }) => Modality))],
    description: textOf(description) ?? '',
    series: displaySets.map(set => ({
      modality: set.Modality,
      bodyPart: textOf(firstOf(set)?.BodyPartExamined),
      description: textOf(firstOf(set)?.SeriesDescription),
      slices: framesOf(set),
    })),
    procedureCodes: firsts.flatMap(codesOf),
  };
}

const firstOf = ({ instances, images }: OhifDisplaySet): OhifInstance | undefined =>
  (instances ?? images)?.[0];

/** Images that can be shown; a stored object such as a SEG has none of its own. */
function framesOf({ imageIds, instances, images }: OhifDisplaySet): number {
  const ids = imageIds ?? (instances ?? images ?? []).flatMap(({ imageId }) => imageId ?? []);
  return ids.length;
}

function codesOf(instance: OhifInstance): ProcedureCode[] {
  const requests = itemsOf(instance.RequestAttributesSequence);
  const codes = [
    ...itemsOf(instance.ProcedureCodeSequence),
    ...[instance, ...requests].flatMap(item => itemsOf(item.RequestedProcedureCodeSequence)),
  ];
  return codes.flatMap(({ CodeValue, CodingSchemeDesignator }) => {
    const [value, scheme] = [textOf(CodeValue), textOf(CodingSchemeDesignator)];
    return value && scheme ? [{ scheme, value }] : [];
  });
}

type Item = Readonly<Record<string, unknown>>;

/** The viewer gives a sequence of one item as that item. */
function itemsOf(sequence: unknown): readonly Item[] {
  if (Array.isArray(sequence)) return sequence as readonly Item[];
  return sequence && typeof sequence === 'object' ? [sequence as Item] : [];
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined;
