import { useStore } from 'zustand';
import { sumOfDiameters } from '../../core/recist';
import type { Texts } from '../../i18n/texts';
import { DraftInput } from '../../ui/DraftInput';
import { usePanel } from '../../ui/panelContext';
import type { FollowUp } from './createFollowUp';
import type { Pairing } from './pairing';
import { lesionText, shareText, UNKNOWN } from './texts';

interface ResponseSummaryProps {
  readonly followUp: Pick<FollowUp, 'store' | 'decide'>;
  readonly found: Pairing;
}

/** Sums of diameters and the response by RECIST 1.1, with what only the reader knows. */
export function ResponseSummary({ followUp, found }: ResponseSummaryProps) {
  const { texts } = usePanel();
  const { nonTargetsProgress, baseline, nadir } = useStore(followUp.store, s => s.decisions);
  const { pairs } = found;
  const lines = linesOf(texts, found);
  const open = undecided(texts, found);
  const hasTargets = pairs.some(({ lesion }) => lesion.role === 'target');
  const { overall } = found.comparison;
  return (
    <>
      <dl className="sam-cleanup-sums sam-number">
        {lines.map(([name, value]) => (
          <div key={name} className="sam-spread">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div className="sam-spread sam-follow-up-overall" data-response={overall}>
          <dt>{texts.text('followUp.overall')}</dt>
          <dd>{texts.text(`recist.${overall}`)}</dd>
        </div>
      </dl>
      {!hasTargets && <p className="sam-hint">{texts.text('followUp.noTargets')}</p>}
      {open.length > 0 && (
        <p className="sam-hint sam-refused">
          {texts.text('followUp.undecided', { names: open.join(', ') })}
        </p>
      )}
      <label className="sam-toggle" title={texts.text('followUp.nonTargetsProgress.tooltip')}>
        <input
          type="checkbox"
          checked={nonTargetsProgress}
          onChange={({ target }) => followUp.decide({ nonTargetsProgress: target.checked })}
        />
        {texts.text('followUp.nonTargetsProgress')}
      </label>
      {hasTargets && (
        <div className="sam-follow-up-sums" title={texts.text('followUp.sums.tooltip')}>
          <SumField
            label={texts.text('followUp.baseline')}
            value={baseline}
            onValue={value => followUp.decide({ baseline: value })}
          />
          <SumField
            label={texts.text('followUp.nadir')}
            value={nadir}
            onValue={value => followUp.decide({ nadir: value })}
          />
        </div>
      )}
    </>
  );
}

/** Prior lesions and findings that nobody has decided on. */
const undecided = (texts: Texts, { pairs, others }: Pairing): readonly string[] => [
  ...pairs.filter(({ kind }) => kind === 'open').map(({ lesion }) => lesionText(texts, lesion)),
  ...others.filter(({ fate }) => fate === 'open').map(({ row }) => row.label),
];

/** Sums and responses, with their names. */
function linesOf(
  texts: Texts,
  { pairs, others, comparison: { targets, nonTargets } }: Pairing,
): readonly (readonly [string, string])[] {
  const chosen = pairs.map(({ lesion }) => lesion).filter(({ role }) => role === 'target');
  const mm = (value: number | null) => (value === null ? UNKNOWN : texts.number(value, 1));
  const sums = texts.text('unit.mm', {
    value: `${mm(sumOfDiameters(chosen))} → ${mm(targets.sum)}`,
  });
  const ofTargets: readonly (readonly [string, string])[] = [
    [texts.text('followUp.sum'), sums],
    [texts.text('followUp.sinceBaseline'), shareText(texts, targets.sinceBaseline)],
    [texts.text('followUp.sinceNadir'), shareText(texts, targets.sinceNadir)],
    [texts.text('followUp.targets'), texts.text(`recist.${targets.response}`)],
  ];
  return [
    ...(chosen.length ? ofTargets : []),
    [texts.text('followUp.nonTargets'), texts.text(`recist.${nonTargets ?? 'none'}`)],
    [
      texts.text('followUp.newLesions'),
      texts.number(others.filter(({ fate }) => fate === 'new').length),
    ],
  ];
}

interface SumFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly onValue: (value: number | null) => void;
}

/** A length in mm, or nothing; taken when the field is left or Enter is pressed. */
function SumField({ label, value, onValue }: SumFieldProps) {
  return (
    <DraftInput
      type="number"
      min={0}
      step={0.1}
      label={label}
      value={value === null ? '' : String(value)}
      onValue={text => onValue(text.trim() && Number(text) >= 0 ? Number(text) : null)}
    />
  );
}
