import { useStore } from 'zustand';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import { problemTexts, reasonTexts } from './qualification';
import type { Workflow } from './types';

/** What is wrong in the site's settings, and why the study is none that they name; else nothing. */
export function SiteSection({ workflow }: { readonly workflow: Pick<Workflow, 'store'> }) {
  const { texts } = usePanel();
  const { problems, unsuited } = useStore(workflow.store);
  if (!problems.length && !unsuited.length) return null;
  const lines = [
    ...(unsuited.length ? [texts.text('setup.unsuited')] : []),
    ...reasonTexts(unsuited, texts),
    ...problemTexts(problems, texts),
  ];
  return (
    <Section title={texts.text('setup.title')}>
      <div className="sam-notice sam-notice-warning" role="note">
        <Icon name="alert" />
        <div>
          {lines.map(line => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </div>
    </Section>
  );
}
