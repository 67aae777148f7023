import { ActionButton } from '../../ui/ActionButton';
import { megabytesText } from '../../ui/format';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import type { RuntimeFacts } from './types';

interface StoredModelsProps {
  readonly facts: RuntimeFacts;
  readonly onRemove: (hashes: readonly string[]) => Promise<void>;
}

/** What the model takes: memory, requests to elsewhere, and files in the browser's storage. */
export function StoredModels({ facts, onRemove }: StoredModelsProps) {
  const { texts } = usePanel();
  const { stored, cacheBytes, cacheLimitBytes, cachedEmbeddings, foreignRequests } = facts;
  return (
    <>
      <dl className="sam-number">
        <div className="sam-spread" title={texts.text('runtime.embeddings.tooltip')}>
          <dt>{texts.text('runtime.embeddings', { count: cachedEmbeddings })}</dt>
          <dd>
            {texts.text('runtime.downloaded', {
              loaded: megabytesText(texts, cacheBytes),
              total: megabytesText(texts, cacheLimitBytes),
            })}
          </dd>
        </div>
        <div className="sam-spread" title={texts.text('runtime.foreign.tooltip')}>
          <dt>{texts.text('runtime.foreign')}</dt>
          <dd>{texts.number(foreignRequests)}</dd>
        </div>
      </dl>
      <p>{texts.text(stored.length ? 'runtime.stored' : 'runtime.storedNone')}</p>
      <ul>
        {stored.map(({ name, bytes, hashes }) => (
          <li key={name} className="sam-stored">
            <span>{name}</span>
            <span className="sam-number">
              {texts.text('unit.megabytes', { value: megabytesText(texts, bytes) })}
            </span>
            <ActionButton
              look="ghost"
              iconOnly
              hint={texts.text('runtime.remove', { name })}
              onClick={() => void onRemove(hashes)}
            >
              <Icon name="trash" />
            </ActionButton>
          </li>
        ))}
      </ul>
    </>
  );
}
