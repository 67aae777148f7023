import { useContext, useId, useState, type ReactNode } from 'react';
import { Icon } from './Icon';
import { SectionFoldContext } from './sectionFold';

interface FoldedSectionProps {
  readonly title: string;
  /** Something in it needs to be seen. */
  readonly opened?: boolean;
  readonly children: ReactNode;
}

/** A part of the panel that shows its title only, until it is opened. */
export function FoldedSection({ title, opened = false, children }: FoldedSectionProps) {
  const id = useId();
  const own = useState(false);
  const fold = useContext(SectionFoldContext);
  const [isOpen, setOpen] = fold ? [fold.isOpen, fold.setOpen] : own;
  return (
    <section aria-labelledby={id} data-open={isOpen || opened}>
      <details
        className="sam-folded"
        open={isOpen || opened}
        onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      >
        <summary className="sam-section-bar">
          <h3 id={id} className="sam-section-title">
            {title}
          </h3>
          <Icon name="next" />
        </summary>
        <div className="sam-section-body">{children}</div>
      </details>
    </section>
  );
}
