import {
  ANATOMY_TERMS,
  isPaired,
  MORPHOLOGY_TERMS,
  type AnatomyId,
  type FindingCoding,
  type Laterality,
  type MorphologyId,
  type Term,
} from '../../core/export/segmentTypes';
import { usePanel } from '../../ui/panelContext';

interface CodingSelectsProps {
  readonly coding: FindingCoding;
  readonly onCode: (coding: FindingCoding) => void;
}

/** What the active segment is, from a short list: it is saved in these codes. */
export function CodingSelects({ coding, onCode }: CodingSelectsProps) {
  const { texts } = usePanel();
  const { abnormality, structure, side } = coding;
  const paired = structure !== undefined && isPaired(structure);
  const change = (part: Partial<Record<keyof FindingCoding, string | undefined>>) => {
    const next = { abnormality, structure, side, ...part };
    const keepsSide = next.structure && isPaired(next.structure as AnatomyId);
    onCode({
      ...(next.abnormality ? { abnormality: next.abnormality as MorphologyId } : {}),
      ...(next.structure ? { structure: next.structure as AnatomyId } : {}),
      ...(next.side && keepsSide ? { side: next.side as Laterality } : {}),
    });
  };
  return (
    <div className="sam-coding">
      <Choice
        label={texts.text('coding.abnormality')}
        none={texts.text('coding.unspecified')}
        options={optionsOf(MORPHOLOGY_TERMS, texts.language)}
        value={abnormality}
        onChange={value => change({ abnormality: value })}
      />
      <Choice
        label={texts.text('coding.structure')}
        none={texts.text('coding.unspecified')}
        options={optionsOf(ANATOMY_TERMS, texts.language)}
        value={structure}
        onChange={value => change({ structure: value })}
      />
      {paired && (
        <Choice
          label={texts.text('coding.side')}
          none={texts.text('coding.unspecified')}
          options={[
            ['left', texts.text('coding.left')],
            ['right', texts.text('coding.right')],
          ]}
          value={side}
          onChange={value => change({ side: value })}
        />
      )}
    </div>
  );
}

type Option = readonly [value: string, name: string];

/** By name, in the order of the reader's language. */
function optionsOf(terms: readonly Term<string>[], language: string): readonly Option[] {
  const key = language.startsWith('zh') ? 'zh' : 'en';
  return terms
    .map(({ id, name }): Option => [id, name[key]])
    .sort(([, a], [, b]) => a.localeCompare(b, language));
}

interface ChoiceProps {
  readonly label: string;
  /** What the empty choice says. */
  readonly none: string;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Choice({ label, none, options, value, onChange }: ChoiceProps) {
  return (
    <label>
      <span aria-hidden="true">{label}</span>
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={event => {
          onChange(event.target.value || undefined);
          // The viewer's keys work again.
          event.target.blur();
        }}
      >
        <option value="">{none}</option>
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
