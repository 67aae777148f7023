import { ActionButton } from '../../ui/ActionButton';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import type { Propagation } from './createPropagation';
import type { ReviewSlice } from './review';

interface ReviewStripProps {
  readonly propagation: Pick<Propagation, 'jump' | 'show' | 'check'>;
  readonly review: readonly ReviewSlice[];
  /** Key of the slice in the active viewport, where it has a mask. */
  readonly shownKey: string | undefined;
}

/** The slices in their order, how sure each is, and the way through those to look at. */
export function ReviewStrip({ propagation, review, shownKey }: ReviewStripProps) {
  const { texts, keys } = usePanel();
  const count = review.filter(({ kind }) => kind === 'doubtful').length;
  const none = count ? null : texts.text('propagation.nothingDoubtful');
  return (
    <>
      <div className="sam-strip" role="group" aria-label={texts.text('propagation.strip')}>
        {review.map(slice => (
          <button
            key={slice.key}
            type="button"
            tabIndex={-1}
            className={`sam-strip-slice sam-strip-${slice.kind}`}
            aria-current={slice.key === shownKey}
            title={texts.text(`propagation.slice.${slice.kind}`, {
              number: slice.number,
              percent: Math.round(100 * (slice.confidence ?? 0)),
            })}
            onClick={() => propagation.show(slice.key)}
          />
        ))}
      </div>
      <div className="sam-spread">
        <span className="sam-hint" aria-live="polite">
          {count
            ? texts.text('propagation.review', { count })
            : texts.text('propagation.nothingDoubtful')}
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
    </>
  );
}
