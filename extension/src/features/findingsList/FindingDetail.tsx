import { useState, type ReactNode } from 'react';
import type { LesionRole } from '../../core/recist';
import { ActionButton } from '../../ui/ActionButton';
import { usePanel } from '../../ui/panelContext';
import { CodingSelects, type FindingStatus } from '../findings';
import type { FindingsList } from './createFindingsList';
import type { FindingRow } from './types';

interface FindingDetailProps {
  readonly list: Pick<FindingsList, 'rename' | 'code' | 'setStatus' | 'setRole' | 'measureAgain'>;
  readonly row: FindingRow;
}

/** What the reader says of one finding: name, type, site, status, role. */
export function FindingDetail({ list, row }: FindingDetailProps) {
  const { texts } = usePanel();
  const { id, coding, siteFrom, status, role } = row;
  return (
    <div className="sam-finding-detail">
      <NameField key={id} name={row.label} onName={name => list.rename(id, name)} />
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

interface NameFieldProps {
  readonly name: string;
  readonly onName: (name: string) => void;
}

/** Takes a new name when the field is left or Enter is pressed; Escape leaves the old one. */
function NameField({ name, onName }: NameFieldProps) {
  const { texts } = usePanel();
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <label>
      <span>{texts.text('list.name')}</span>
      <input
        type="text"
        value={draft ?? name}
        maxLength={64}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={() => {
          if (draft !== null) onName(draft);
          setDraft(null);
        }}
        onKeyDown={event => {
          // The viewer's keys are letters, too.
          event.stopPropagation();
          if (event.key === 'Escape') setDraft(null);
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </label>
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
