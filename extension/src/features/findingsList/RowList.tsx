import { memo, useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import type { FindingsList } from './createFindingsList';
import { axesText, siteText, typeText, valueTexts } from './rowText';
import type { FindingRow } from './types';

/** Of a row and of the list, pixels. */
const ROW = 40;
const SHOWN = 5;
/** Rows beyond the window that are there already when it moves. */
const SPARE = 4;

interface RowListProps {
  readonly list: Pick<FindingsList, 'show' | 'pick' | 'step' | 'remove'>;
  readonly rows: readonly FindingRow[];
  readonly activeId: string | null;
  readonly picked: readonly string[];
}

/** The rows in a window that scrolls; only those in it are there, however many findings there are. */
export function RowList({ list, rows, activeId, picked }: RowListProps) {
  const { texts } = usePanel();
  const element = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const active = rows.findIndex(({ id }) => id === activeId);
  useEffect(() => {
    const window = element.current;
    if (!window || active < 0) return;
    const place = active * ROW;
    if (place < window.scrollTop) window.scrollTop = place;
    else if (place + ROW > window.scrollTop + window.clientHeight) {
      window.scrollTop = place + ROW - SHOWN * ROW;
    }
  }, [active]);
  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const shown = rows.slice(first, first + SHOWN + 2 * SPARE);
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) list.step(step);
    else if (event.key === 'Delete') void list.remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={element}
      className="sam-findings"
      role="listbox"
      tabIndex={0}
      aria-label={texts.text('list.title')}
      aria-multiselectable="true"
      aria-activedescendant={active < 0 ? undefined : `sam-${activeId}`}
      style={{ height: ROW * Math.min(SHOWN, rows.length) }}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      onKeyDown={press}
    >
      <div style={{ height: rows.length * ROW, position: 'relative' }}>
        {shown.map((row, n) => (
          <Row
            key={row.id}
            row={row}
            place={(first + n) * ROW}
            isActive={row.id === activeId}
            isPicked={picked.includes(row.id)}
            list={list}
          />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: FindingRow;
  readonly place: number;
  readonly isActive: boolean;
  readonly isPicked: boolean;
  readonly list: RowListProps['list'];
}

const STATUS_ICONS = { candidate: 'info', accepted: 'check', reviewed: 'check' } as const;

const Row = memo(function Row({ row, place, isActive, isPicked, list }: RowProps) {
  const { texts } = usePanel();
  const { id, number, label, color, coding, status, role, locked } = row;
  const type = typeText(texts, coding);
  const what = [...(type ? [type] : []), siteText(texts, coding)].join(', ');
  const details = [what, ...valueTexts(texts, row)].join(' · ');
  const choose = ({ ctrlKey, metaKey, shiftKey }: MouseEvent) =>
    ctrlKey || metaKey || shiftKey ? list.pick(id) : list.show(id);
  return (
    <div
      id={`sam-${id}`}
      className="sam-finding"
      role="option"
      aria-selected={isActive || isPicked}
      data-active={isActive}
      data-finding={number}
      style={{ top: place }}
      title={`${label}\n${axesText(texts, row)}\n${details}\n${texts.text('list.row.tooltip')}`}
      onClick={choose}
    >
      <div className="sam-finding-line">
        <span className="sam-finding-number sam-number">{number}</span>
        <span
          className="sam-swatch"
          aria-hidden="true"
          style={{ backgroundColor: `rgb(${color.join(', ')})` }}
        />
        <span className="sam-target-label">{label}</span>
        <span className="sam-finding-axes sam-number">{axesText(texts, row)}</span>
        {role && (
          <span className="sam-finding-role">
            {texts.text(role === 'target' ? 'list.role.targetShort' : 'list.role.nonTargetShort')}
          </span>
        )}
        {locked && <Icon name="lock" />}
        <span
          className={`sam-finding-status sam-finding-${status}`}
          title={texts.text(`list.status.${status}`)}
        >
          <Icon name={STATUS_ICONS[status]} />
        </span>
      </div>
      <div className="sam-finding-details sam-number">{details}</div>
    </div>
  );
});
