import { useStore } from 'zustand';
import type { Texts } from '../../i18n/texts';
import { ActionButton } from '../../ui/ActionButton';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { Drafts } from './types';

interface DraftsProps {
  readonly drafts: Drafts;
}

/** Work of an earlier session that can be brought back; nothing where there is none. */
export function DraftOffers({ drafts }: DraftsProps) {
  const { texts } = usePanel();
  const { offers, restoring } = useStore(drafts.store);
  const [newest] = offers;
  if (!newest) return null;
  const time = momentOf(texts, newest.savedAt);
  const busy = restoring === null ? null : texts.text('disabled.restoring');
  return (
    <Section title={texts.text('drafts.offer.title')}>
      <p className="sam-hint" role="status">
        {restoring !== null
          ? texts.text('drafts.restoring', { percent: Math.round(100 * restoring) })
          : newest.archivedAt === null
            ? texts.text('drafts.offer')
            : texts.text('drafts.offer.archived', { time: momentOf(texts, newest.archivedAt) })}
      </p>
      <div className="sam-starts sam-offer">
        {restoring !== null && (
          <ActionButton
            look="secondary"
            hint={texts.text('drafts.cancel.tooltip')}
            onClick={() => drafts.cancelRestore()}
          >
            {texts.text('drafts.cancel')}
          </ActionButton>
        )}
        <ActionButton
          look="secondary"
          hint={texts.text('drafts.restore.tooltip')}
          disabledReason={busy}
          onClick={() => void drafts.restore(newest.session)}
        >
          {texts.text('drafts.restore', { time })}
        </ActionButton>
        <ActionButton
          look="secondary"
          hint={texts.text('drafts.discard.tooltip')}
          disabledReason={busy}
          onClick={() => void drafts.discard(newest.session)}
        >
          {texts.text('drafts.discard')}
        </ActionButton>
      </div>
    </Section>
  );
}

/** What the browser keeps of the work, and the way to take it away. */
export function DraftsSection({ drafts }: DraftsProps) {
  const { texts } = usePanel();
  const { enabled, trouble, keptAt, archivedAt } = useStore(drafts.store);
  const state = !enabled
    ? texts.text('drafts.off')
    : trouble
      ? texts.text(`notice.drafts${trouble === 'full' ? 'Full' : 'Unavailable'}`)
      : keptAt === null
        ? texts.text('drafts.none')
        : archivedAt === null
          ? texts.text('drafts.kept', { time: momentOf(texts, keptAt) })
          : texts.text('drafts.archived', { time: momentOf(texts, archivedAt) });
  return (
    <FoldedSection title={texts.text('drafts.title')}>
      <p className="sam-hint" data-drafts={archivedAt === null ? 'kept' : 'archived'}>
        {state}
      </p>
      <ActionButton
        look="secondary"
        hint={texts.text('drafts.remove.tooltip')}
        disabledReason={enabled && trouble !== 'unavailable' ? null : state}
        onClick={() => void drafts.removeAll()}
      >
        {texts.text('drafts.remove')}
      </ActionButton>
    </FoldedSection>
  );
}

/** Hours and minutes, with the day when it is not today. */
function momentOf({ language }: Texts, at: number): string {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString(language, {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
  });
}
