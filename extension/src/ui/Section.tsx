import { useContext, useId, type ReactNode } from 'react';
import { Icon } from './Icon';
import { SectionFoldContext } from './sectionFold';

interface SectionProps {
  readonly title: string;
  /** What stands at the right end of the title bar. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of the panel, with the bar of the host's own panel sections. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  const fold = useContext(SectionFoldContext);
  const isOpen = fold?.isOpen ?? true;
  return (
    <section aria-labelledby={id} data-open={isOpen}>
      <div className="sam-section-bar">
        {fold ? (
          <h3 id={id} className="sam-section-title">
            <button
              type="button"
              className="sam-fold"
              aria-expanded={isOpen}
              onClick={() => fold.setOpen(!isOpen)}
            >
              {title}
              <Icon name="next" />
            </button>
          </h3>
        ) : (
          <h3 id={id} className="sam-section-title">
            {title}
          </h3>
        )}
        {isOpen && aside}
      </div>
      <div className="sam-section-body" hidden={!isOpen}>
        {children}
      </div>
    </section>
  );
}
