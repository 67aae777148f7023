import { useEffect, useRef } from 'react';
import { toErrorData } from '../core/errors';
import { usePanel } from './panelContext';
import type { MountedSection } from './panelSection';
import { Section } from './Section';

interface MountedSectionViewProps {
  readonly section: MountedSection;
  readonly context: unknown;
}

/** A section of another extension; one that throws leaves its place empty and the rest alone. */
export function MountedSectionView({ section, context }: MountedSectionViewProps) {
  const { texts } = usePanel();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = element.current;
    if (!place) return undefined;
    const unmount = guarded(() => section.mount(place, context));
    return () => {
      guarded(() => unmount?.());
      place.replaceChildren();
    };
  }, [section, context]);
  return (
    <Section title={texts.of(section.texts.title)}>
      <div ref={element} data-section={section.id} />
    </Section>
  );
}

function guarded<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    // Logged there; the panel works on.
    toErrorData(error, 'runtime-failed');
    return undefined;
  }
}
