import { ActionButton } from '../../ui/ActionButton';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import type { Propagation } from './createPropagation';

interface ReviewRowProps {
  readonly propagation: Pick<Propagation, 'jump' | 'check'>;
  /** How many slices are to be looked at; null before anything was propagated. */
  readonly count: number | null;
}

/** The way through the slices to look at. */
export function ReviewRow({ propagation, count }: ReviewRowProps) {
  const { texts, keys } = usePanel();
  const none = count ? null : texts.text('propagation.nothingDoubtful');
  return (
    <div className="sam-spread sam-review-row">
      <span className="sam-hint" aria-live="polite">
        {count === null ? '' : (none ?? texts.text('propagation.review', { count }))}
      </span>
      <span className="sam-stepper">
        <ActionButton
          look="secondary"
          hint={texts.text('command.checkSlice.tooltip')}
          shortcut={keys.checkSlice}
          disabledReason={none}
          onClick={propagation.check}
        >
          {texts.text('command.checkSlice')}
          {keys.checkSlice && <kbd>{keys.checkSlice}</kbd>}
        </ActionButton>
        {([-1, 1] as const).map(step => (
          <ActionButton
            key={step}
            look="ghost"
            iconOnly
            hint={texts.text(step < 0 ? 'command.previousDoubtful' : 'command.nextDoubtful')}
            shortcut={step < 0 ? keys.previousDoubtful : keys.nextDoubtful}
            disabledReason={none}
            onClick={() => propagation.jump(step)}
          >
            <Icon name={step < 0 ? 'previous' : 'next'} />
          </ActionButton>
        ))}
      </span>
    </div>
  );
}
