import type { LesionChange } from '../../core/followUp';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import type { FindingRow, FindingsList } from '../findingsList';
import type { FollowUp } from './createFollowUp';
import type { OtherFinding, Pairing, PriorPair } from './pairing';
import { changeText, findingText, lesionText } from './texts';
import type { FindingFate, OpenPrior } from './types';

interface PairTableProps {
  readonly followUp: FollowUp;
  readonly prior: OpenPrior;
  readonly found: Pairing;
  readonly rows: readonly FindingRow[];
}

/** The lesions of the prior study, and what each has become. */
export function PairTable({ followUp, prior, found, rows }: PairTableProps) {
  const { texts } = usePanel();
  const { pairs, comparison } = found;
  const isKept = pairs.every(
    ({ row, isKept: kept, lesion }) => !row || (kept && row.role === lesion.role),
  );
  if (!pairs.length) return null;
  return (
    <>
      <ul className="sam-follow-up">
        {pairs.map(pair => (
          <PairRow
            key={pair.lesion.id}
            followUp={followUp}
            pair={pair}
            change={comparison.changes.find(({ prior: id }) => id === pair.lesion.id)}
            canCarry={
              prior.alignment.kind === 'aligned' &&
              prior.placed.some(({ id }) => id === pair.lesion.id)
            }
            rows={rows}
          />
        ))}
      </ul>
      <div className="sam-command-row">
        <ActionButton
          look="secondary"
          hint={texts.text('followUp.keepAll.tooltip')}
          disabledReason={isKept ? texts.text('followUp.nothingToKeep') : null}
          onClick={() => followUp.keep()}
        >
          {texts.text('followUp.keepAll')}
        </ActionButton>
      </div>
    </>
  );
}

interface PairRowProps {
  readonly followUp: FollowUp;
  readonly pair: PriorPair;
  readonly change: LesionChange | undefined;
  readonly canCarry: boolean;
  readonly rows: readonly FindingRow[];
}

function PairRow({ followUp, pair, change, canCarry, rows }: PairRowProps) {
  const { texts } = usePanel();
  const { lesion, kind, by, isKept } = pair;
  const { role } = lesion;
  return (
    <li data-prior={lesion.tracking.id} data-fate={kind}>
      <div className="sam-finding-line">
        <span className="sam-target-label">{lesionText(texts, lesion)}</span>
        {role && (
          <span className="sam-finding-role">
            {texts.text(role === 'target' ? 'list.role.targetShort' : 'list.role.nonTargetShort')}
          </span>
        )}
        {by && (
          <span className="sam-follow-up-by">
            {texts.text(isKept ? 'followUp.kept.mark' : `followUp.by.${by}`)}
          </span>
        )}
      </div>
      <div className="sam-follow-up-line">
        <FateChoice followUp={followUp} pair={pair} rows={rows} />
        <PairActions followUp={followUp} pair={pair} canCarry={canCarry} />
      </div>
      {change && <div className="sam-follow-up-change sam-number">{changeText(texts, change)}</div>}
    </li>
  );
}

/** Which finding a prior lesion is, or that it is gone. */
function FateChoice({ followUp, pair, rows }: Pick<PairRowProps, 'followUp' | 'pair' | 'rows'>) {
  const { texts } = usePanel();
  const { lesion, kind, row, by } = pair;
  return (
    <select
      aria-label={`${texts.text('followUp.match')}: ${lesionText(texts, lesion)}`}
      value={row?.id ?? kind}
      onChange={({ target }) => {
        followUp.match(lesion.id, target.value || null);
        target.blur();
      }}
    >
      {by === 'reader' && <option value="">{texts.text('followUp.fate.proposed')}</option>}
      <option value="open">{texts.text('followUp.fate.open')}</option>
      <option value="gone">{texts.text('followUp.fate.gone')}</option>
      {rows.map(({ id: finding, number, label }) => (
        <option key={finding} value={finding}>
          {findingText({ number, label })}
        </option>
      ))}
    </select>
  );
}

function PairActions({
  followUp,
  pair: { lesion, row, isKept },
  canCarry,
}: Pick<PairRowProps, 'followUp' | 'pair' | 'canCarry'>) {
  const { texts } = usePanel();
  const { id } = lesion;
  return (
    <>
      <ActionButton
        look="ghost"
        hint={texts.text('followUp.show.tooltip')}
        onClick={() => followUp.show(id)}
      >
        {texts.text('followUp.show')}
      </ActionButton>
      {row ? (
        !isKept && (
          <ActionButton
            look="ghost"
            hint={texts.text('followUp.keep.tooltip')}
            onClick={() => followUp.keep([id])}
          >
            {texts.text('followUp.keep')}
          </ActionButton>
        )
      ) : (
        <ActionButton
          look="ghost"
          hint={texts.text('followUp.carry.tooltip')}
          disabledReason={canCarry ? null : texts.text('followUp.carry.notAligned')}
          onClick={() => followUp.carryOver(id)}
        >
          {texts.text('followUp.carry')}
        </ActionButton>
      )}
    </>
  );
}

interface OtherFindingsProps {
  readonly followUp: Pick<FollowUp, 'judge'>;
  readonly list: Pick<FindingsList, 'show'>;
  readonly found: Pairing;
}

/** Findings that are no lesion of the prior study. */
export function OtherFindings({ followUp, list, found: { others } }: OtherFindingsProps) {
  const { texts } = usePanel();
  if (!others.length) return null;
  return (
    <>
      <p className="sam-hint">{texts.text('followUp.others')}</p>
      <ul className="sam-follow-up">
        {others.map(other => (
          <OtherRow key={other.row.id} followUp={followUp} list={list} other={other} />
        ))}
      </ul>
    </>
  );
}

interface OtherRowProps extends Omit<OtherFindingsProps, 'found'> {
  readonly other: OtherFinding;
}

const FATES: readonly FindingFate[] = ['new', 'known', 'open'];

function OtherRow({ followUp, list, other: { row, fate } }: OtherRowProps) {
  const { texts } = usePanel();
  const { id, number, label } = row;
  const name = findingText({ number, label });
  return (
    <li className="sam-follow-up-line" data-other={number} data-fate={fate}>
      <span className="sam-target-label">{name}</span>
      <select
        aria-label={`${texts.text('followUp.judge')}: ${name}`}
        value={fate}
        onChange={({ target }) => {
          followUp.judge(id, target.value as FindingFate);
          target.blur();
        }}
      >
        {FATES.map(one => (
          <option key={one} value={one}>
            {texts.text(`followUp.fate.${one}`)}
          </option>
        ))}
      </select>
      <ActionButton
        look="ghost"
        hint={texts.text('followUp.show.tooltip')}
        onClick={() => list.show(id)}
      >
        {texts.text('followUp.show')}
      </ActionButton>
    </li>
  );
}
