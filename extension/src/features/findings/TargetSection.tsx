import type { SessionState } from '../../app/types';
import { CodingSelects } from './CodingSelects';
import { ActionButton } from '../../ui/ActionButton';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';

type TargetSectionProps = Pick<SessionState, 'target' | 'slice' | 'refines'>;

/** The segment that Accept writes to. */
export function TargetSection({ target, slice, refines }: TargetSectionProps) {
  const { actions, texts } = usePanel();
  const add = (
    <ActionButton
      look="ghost"
      hint={texts.text('target.add.tooltip')}
      disabledReason={slice.phase === 'none' ? texts.text('slice.none') : null}
      onClick={() => void actions.addSegment()}
    >
      <Icon name="add" />
      {texts.text('command.addSegment')}
    </ActionButton>
  );
  return (
    <Section title={texts.text('target.title')} aside={add}>
      {target ? (
        <>
          <div className="sam-target">
            <span
              className="sam-swatch"
              aria-hidden="true"
              style={{ backgroundColor: `rgb(${target.color.join(', ')})` }}
            />
            <span className="sam-target-label" title={target.label}>
              {target.label}
            </span>
            {target.locked && (
              <span className="sam-target-lock">
                <Icon name="lock" />
                {texts.text('target.locked')}
              </span>
            )}
          </div>
          <CodingSelects coding={target.coding} />
          <p className="sam-hint">
            {texts.text(
              target.locked
                ? 'target.lockedHint'
                : refines !== null
                  ? 'target.refines'
                  : 'target.writes',
            )}
          </p>
        </>
      ) : (
        <p className="sam-hint sam-target-none">{texts.text('target.none')}</p>
      )}
    </Section>
  );
}
