import { useState, type InputHTMLAttributes } from 'react';

interface DraftInputProps extends Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'min' | 'step' | 'maxLength'
> {
  readonly label: string;
  readonly value: string;
  readonly onValue: (text: string) => void;
}

/** A field whose text is taken when it is left or Enter is pressed; Escape leaves the old one. */
export function DraftInput({ label, value, onValue, ...input }: DraftInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <label>
      <span>{label}</span>
      <input
        {...input}
        value={draft ?? value}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={() => {
          if (draft !== null) onValue(draft);
          setDraft(null);
        }}
        onKeyDown={event => {
          // The viewer's keys are letters and numbers, too.
          event.stopPropagation();
          if (event.key === 'Escape') setDraft(null);
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </label>
  );
}
