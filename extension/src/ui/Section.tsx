import { useId, type ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** What stands at the right end of the title bar. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of the panel, with the bar of the host's own panel sections. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="sam-section-bar">
        <h3 id={id} className="sam-section-title">
          {title}
        </h3>
        {aside}
      </div>
      <div className="sam-section-body">{children}</div>
    </section>
  );
}
