import { useStore } from 'zustand';
import { ActionButton } from '../../ui/ActionButton';
import { FoldedSection } from '../../ui/FoldedSection';
import { volumeText } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import type { FindingsList } from './createFindingsList';
import { FindingDetail } from './FindingDetail';
import { RowList } from './RowList';
import { problemText } from './rowText';
import type { FindingsListState, SortKey } from './types';

interface FindingsListSectionProps {
  readonly list: FindingsList;
}

const SORT_KEYS: readonly SortKey[] = [
  'number',
  'site',
  'type',
  'volume',
  'longAxis',
  'mean',
  'status',
];

/** All findings of the active segmentation: one a row, with what can be done about them. */
export function FindingsListSection({ list }: FindingsListSectionProps) {
  const { texts } = usePanel();
  const state = useStore(list.store);
  const { rows, activeId, picked, organs } = state;
  const active = rows.find(({ id }) => id === activeId);
  const title = rows.length
    ? texts.text('list.titleCount', { count: rows.length })
    : texts.text('list.title');
  return (
    <FoldedSection title={title}>
      {rows.length ? (
        <>
          <SortRow list={list} state={state} />
          <RowList list={list} rows={rows} activeId={activeId} picked={picked} />
          <Actions list={list} state={state} />
          {active && <FindingDetail list={list} row={active} />}
          <label className="sam-toggle" title={texts.text('list.drawAxes.tooltip')}>
            <input
              type="checkbox"
              checked={state.drawsAxes}
              onChange={({ target }) => list.drawAxes(target.checked)}
            />
            {texts.text('list.drawAxes')}
          </label>
          <Sums state={state} />
        </>
      ) : (
        <p className="sam-hint">{texts.text('list.none')}</p>
      )}
      {organs > 0 && <p className="sam-hint">{texts.text('list.organs', { count: organs })}</p>}
    </FoldedSection>
  );
}

interface PartProps {
  readonly list: FindingsList;
  readonly state: FindingsListState;
}

function SortRow({ list, state: { sorting, rows, activeId } }: PartProps) {
  const { texts, keys } = usePanel();
  const at = rows.findIndex(({ id }) => id === activeId);
  const direction = texts.text(sorting.descending ? 'list.descending' : 'list.ascending');
  return (
    <div className="sam-spread sam-findings-sort">
      <label>
        {texts.text('list.sort')}
        <select
          value={sorting.by}
          onChange={({ target }) => {
            list.sort({ ...sorting, by: target.value as SortKey });
            target.blur();
          }}
        >
          {SORT_KEYS.map(by => (
            <option key={by} value={by}>
              {texts.text(`list.sort.${by}`)}
            </option>
          ))}
        </select>
        <ActionButton
          look="ghost"
          hint={direction}
          iconOnly
          pressed={sorting.descending}
          onClick={() => list.sort({ ...sorting, descending: !sorting.descending })}
        >
          {sorting.descending ? '↓' : '↑'}
        </ActionButton>
      </label>
      <span className="sam-stepper">
        <ActionButton
          look="ghost"
          hint={texts.text('list.previous')}
          shortcut={keys.previousFinding}
          iconOnly
          onClick={() => list.step(-1)}
        >
          <Icon name="previous" />
        </ActionButton>
        <span className="sam-number">{`${at + 1} / ${rows.length}`}</span>
        <ActionButton
          look="ghost"
          hint={texts.text('list.next')}
          shortcut={keys.nextFinding}
          iconOnly
          onClick={() => list.step(1)}
        >
          <Icon name="next" />
        </ActionButton>
      </span>
    </div>
  );
}

function Actions({ list, state: { picked, activeId, working } }: PartProps) {
  const { texts, keys } = usePanel();
  const busy = working ? texts.text('list.working') : null;
  const none = activeId === null ? texts.text('list.noneActive') : null;
  return (
    <div className="sam-command-row">
      <ActionButton
        look="secondary"
        hint={texts.text('list.review.tooltip')}
        shortcut={keys.reviewFinding}
        disabledReason={none}
        onClick={() => list.review()}
      >
        {texts.text('list.reviewButton')}
        {keys.reviewFinding && <kbd>{keys.reviewFinding}</kbd>}
      </ActionButton>
      <ActionButton
        look="secondary"
        hint={texts.text('list.merge.tooltip')}
        disabledReason={busy ?? (picked.length < 2 ? texts.text('list.pickTwo') : null)}
        onClick={() => void list.merge()}
      >
        {texts.text('list.merge')}
      </ActionButton>
      <ActionButton
        look="secondary"
        hint={texts.text('list.split.tooltip')}
        disabledReason={busy ?? none}
        onClick={() => void list.split()}
      >
        {texts.text('list.splitButton')}
      </ActionButton>
      <ActionButton
        look="secondary"
        hint={texts.text('list.delete.tooltip')}
        disabledReason={busy ?? (picked.length ? null : none)}
        onClick={() => void list.remove()}
      >
        {texts.text('list.delete')}
      </ActionButton>
    </div>
  );
}

/** What all findings come to, and where the targets do not follow RECIST 1.1. */
function Sums({ state: { burden, sumOfDiameters, problems, rows } }: Pick<PartProps, 'state'>) {
  const { texts } = usePanel();
  const volume = volumeText(texts, burden.volume);
  return (
    <>
      <dl className="sam-cleanup-sums sam-number">
        {burden.known > 0 && (
          <div className="sam-spread">
            <dt>{texts.text('list.burden')}</dt>
            <dd>{texts.text('list.burden.value', { volume, count: burden.known })}</dd>
          </div>
        )}
        {sumOfDiameters !== null && (
          <div className="sam-spread">
            <dt>{texts.text('list.sum')}</dt>
            <dd>{texts.text('unit.mm', { value: texts.number(sumOfDiameters, 1) })}</dd>
          </div>
        )}
      </dl>
      {problems.map((problem, n) => (
        <p key={n} className="sam-hint sam-refused">
          {problemText(texts, problem, rows)}
        </p>
      ))}
    </>
  );
}
