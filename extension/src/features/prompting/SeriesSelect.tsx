import { usePanel } from '../../ui/panelContext';
import { seriesName } from './seriesText';
import type { SeriesName } from './types';

interface SeriesSelectProps {
  readonly label: string;
  /** Text of the choice of none. */
  readonly none: string;
  readonly others: readonly SeriesName[];
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
}

/** Another series of the study, or none. */
export function SeriesSelect({ label, none, others, chosen, onChoose }: SeriesSelectProps) {
  const { texts } = usePanel();
  return (
    <select
      aria-label={label}
      value={chosen ?? ''}
      onChange={event => {
        onChoose(event.target.value || null);
        // The viewer's keys work again.
        event.target.blur();
      }}
    >
      <option value="">{none}</option>
      {others.map(other => (
        <option key={other.id} value={other.id}>
          {seriesName(texts, other)}
        </option>
      ))}
    </select>
  );
}
