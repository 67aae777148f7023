import type { ReactNode } from 'react';
import type { LesionRole } from '../../core/recist';
import { ActionButton } from '../../ui/ActionButton';
import { DraftInput } from '../../ui/DraftInput';
import { usePanel } from '../../ui/panelContext';
import { CodingSelects, type FindingStatus } from '../findings';
import type { FindingsList } from './createFindingsList';
import { KeyPictureView } from './KeyPictureView';
import type { FindingRow } from './types';

interface FindingDetailProps {
  readonly list: Pick<
    FindingsList,
    'rename' | 'code' | 'setStatus' | 'setRole' | 'measureAgain' | 'picture'
  >;
  readonly row: FindingRow;
}

/** What the reader says of one finding: name, type, site, status, role. */
export function FindingDetail({ list, row }: FindingDetailProps) {
  const { texts } = usePanel();
  const { id, coding, siteFrom, status, role } = row;
  return (
    <div className="sam-finding-detail">
      <KeyPictureView list={list} row={row} />
      <DraftInput
        key={id}
        type="text"
        maxLength={64}
        label={texts.text('list.name')}
        value={row.label}
        onValue={name => list.rename(id, name)}
      />
      <CodingSelects coding={coding} onCode={next => list.code(id, next)} />
      <p className="sam-hint">{texts.text(`list.from.${siteFrom ?? 'none'}`)}</p>
      {row.measurement.phase === 'ready' && row.measurement.values.axesBy && (
        <p className="sam-hint sam-spread">
          {texts.text('list.readerAxes')}
          <ActionButton
            look="ghost"
            hint={texts.text('list.measureAgain.tooltip')}
            onClick={() => list.measureAgain(id)}
          >
            {texts.text('list.measureAgain')}
          </ActionButton>
        </p>
      )}
      <Choice
        label={texts.text('list.status')}
        value={status}
        onChange={value => list.setStatus([id], value as FindingStatus)}
      >
        {(['candidate', 'accepted', 'reviewed'] as const).map(one => (
          <option key={one} value={one}>
            {texts.text(`list.status.${one}`)}
          </option>
        ))}
      </Choice>
      <Choice
        label={texts.text('list.role')}
        value={role ?? ''}
        onChange={value => list.setRole(id, (value || null) as LesionRole | null)}
      >
        <option value="">{texts.text('list.role.none')}</option>
        {(['target', 'non-target'] as const).map(one => (
          <option key={one} value={one}>
            {texts.text(`list.role.${one}`)}
          </option>
        ))}
      </Choice>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
          // The viewer's keys work again.
          target.blur();
        }}
      >
        {children}
      </select>
    </label>
  );
}
