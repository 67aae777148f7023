import { useStore } from 'zustand';
import { CodingSelects } from './CodingSelects';
import { ActionButton } from '../../ui/ActionButton';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { Findings } from './types';

interface TargetSectionProps {
  readonly findings: Pick<Findings, 'store' | 'addSegment' | 'codeSegment'>;
  /** False while no image is shown. */
  readonly hasSlice: boolean;
  /** True while a mask of the segment is being corrected. */
  readonly refining: boolean;
}

/** The segment that Accept writes to. */
export function TargetSection({ findings, hasSlice, refining }: TargetSectionProps) {
  const { texts } = usePanel();
  const { target, otherKind } = useStore(findings.store);
  const add = (
    <ActionButton
      look="ghost"
      hint={texts.text('target.add.tooltip')}
      disabledReason={hasSlice ? null : texts.text('slice.none')}
      onClick={() => void findings.addSegment()}
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
          <CodingSelects coding={target.coding} onCode={findings.codeSegment} />
          {target.loadedAs && (
            <p className="sam-hint">{texts.text('coding.loaded', { codes: target.loadedAs })}</p>
          )}
          <p className="sam-hint">
            {texts.text(
              target.locked ? 'target.lockedHint' : refining ? 'target.refines' : 'target.writes',
            )}
          </p>
        </>
      ) : (
        <p className="sam-hint sam-target-none">
          {texts.text(otherKind ? 'target.otherKind' : 'target.none')}
        </p>
      )}
    </Section>
  );
}
