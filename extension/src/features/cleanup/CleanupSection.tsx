import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Texts } from '../../i18n/texts';
import { ActionButton } from '../../ui/ActionButton';
import { FoldedSection } from '../../ui/FoldedSection';
import { volumeText } from '../../ui/format';
import { usePanel } from '../../ui/panelContext';
import type { Findings } from '../findings';
import { acceptableMask, type Prompting } from '../prompting';
import { CHANGE_COLORS } from './colors';
import type { Cleanup } from './createCleanup';
import type { ChangedPart, CleanupKind, CleanupPreview, CleanupState } from './types';

interface CleanupSectionProps {
  readonly cleanup: Cleanup;
  readonly findings: Pick<Findings, 'store'>;
  readonly prompting: Pick<Prompting, 'store'>;
}

/** Cleaning the active segment: what would change, and the way to do it. */
export function CleanupSection({ cleanup, findings, prompting }: CleanupSectionProps) {
  const { texts } = usePanel();
  const state = useStore(cleanup.store);
  const target = useStore(findings.store, store => store.target);
  const drafts = useStore(
    prompting.store,
    store => [...store.drafts.values()].filter(acceptableMask).length,
  );
  const whyNot = !target
    ? texts.text('cleanup.noSegment')
    : target.locked
      ? texts.text('disabled.locked')
      : state.phase === 'applying'
        ? texts.text('cleanup.applying')
        : null;
  return (
    <FoldedSection title={texts.text('cleanup.title')} opened={state.phase !== 'idle'}>
      <KindRow cleanup={cleanup} shown={kindOf(state)} whyNot={whyNot} />
      <div className="sam-cleanup-state" data-cleanup={state.phase}>
        {drafts > 0 && (
          <p className="sam-hint">{texts.text('cleanup.drafts', { count: drafts })}</p>
        )}
        <CleanupOutcome cleanup={cleanup} state={state} whyNot={whyNot} />
      </div>
    </FoldedSection>
  );
}

function kindOf(state: CleanupState): CleanupKind | null {
  switch (state.phase) {
    case 'working':
    case 'nothing':
      return state.kind;
    case 'preview':
    case 'applying':
      return state.preview.kind;
    case 'idle':
      return null;
  }
}

interface KindRowProps {
  readonly cleanup: Pick<Cleanup, 'preview'>;
  /** What is under way or shown. */
  readonly shown: CleanupKind | null;
  readonly whyNot: string | null;
}

function KindRow({ cleanup, shown, whyNot }: KindRowProps) {
  const { texts } = usePanel();
  const [bySlice, setBySlice] = useState(false);
  const holes = bySlice ? 'fill-slice-holes' : 'fill-holes';
  const fillsHoles = shown === 'fill-holes' || shown === 'fill-slice-holes';
  return (
    <>
      <div className="sam-cleanup-kinds">
        {(['keep-largest', 'fill-holes', 'fit-edges', 'smooth'] as const).map(kind => (
          <ActionButton
            key={kind}
            look="secondary"
            hint={texts.text(`cleanup.${kind}.tooltip`)}
            disabledReason={whyNot}
            pressed={shown === kind || (kind === 'fill-holes' && fillsHoles)}
            onClick={() => void cleanup.preview(kind === 'fill-holes' ? holes : kind)}
          >
            {texts.text(`cleanup.${kind}`)}
          </ActionButton>
        ))}
      </div>
      <label className="sam-toggle" title={texts.text('cleanup.bySlice.tooltip')}>
        <input
          type="checkbox"
          checked={bySlice}
          onChange={({ target: { checked } }) => {
            setBySlice(checked);
            if (fillsHoles && !whyNot) {
              void cleanup.preview(checked ? 'fill-slice-holes' : 'fill-holes');
            }
          }}
        />
        {texts.text('cleanup.bySlice')}
      </label>
    </>
  );
}

interface OutcomeProps {
  readonly cleanup: Cleanup;
  readonly state: CleanupState;
  readonly whyNot: string | null;
}

function CleanupOutcome({ cleanup, state, whyNot }: OutcomeProps) {
  const { texts } = usePanel();
  switch (state.phase) {
    case 'idle':
      return <p className="sam-hint">{whyNot ?? texts.text('cleanup.hint')}</p>;
    case 'nothing':
      return (
        <p className="sam-hint" role="status">
          {nothingText(texts, state)}
        </p>
      );
    case 'working':
      return (
        <>
          <p className="sam-hint" role="status">
            {texts.text('cleanup.working')}
          </p>
          <progress className="sam-run-progress" max={1} value={state.share} />
          <CancelButton onClick={cleanup.cancel} />
        </>
      );
    case 'preview':
    case 'applying':
      return <Preview cleanup={cleanup} preview={state.preview} whyNot={whyNot} />;
  }
}

function nothingText(
  texts: Texts,
  { reason, kind }: Extract<CleanupState, { phase: 'nothing' }>,
): string {
  const own =
    texts.lookUp(`cleanup.nothing.${reason}`) ?? texts.lookUp(`cleanup.nothing.${reason}.${kind}`);
  const why = texts.lookUp(`unknown.${reason}`) ?? reason;
  return own ?? texts.text('cleanup.nothing.noStack', { why });
}

interface PreviewProps {
  readonly cleanup: Pick<Cleanup, 'apply' | 'cancel' | 'showPart'>;
  readonly preview: CleanupPreview;
  readonly whyNot: string | null;
}

/** What would change, where, and the way to do it or to leave it. */
function Preview({ cleanup, preview, whyNot }: PreviewProps) {
  const { texts, keys } = usePanel();
  const { addedVoxels, addedVolume, removedVoxels, removedVolume, sizeKnown, parts } = preview;
  return (
    <>
      <dl className="sam-cleanup-sums sam-number" role="status">
        {removedVoxels > 0 && (
          <Row name={<Swatch change="removed" />}>
            {sizeText(texts, { voxels: removedVoxels, volume: removedVolume }, sizeKnown)}
          </Row>
        )}
        {addedVoxels > 0 && (
          <Row name={<Swatch change="added" />}>
            {sizeText(texts, { voxels: addedVoxels, volume: addedVolume }, sizeKnown)}
          </Row>
        )}
        {sizeKnown && <Row name={texts.text('cleanup.volume')}>{volumeChange(texts, preview)}</Row>}
      </dl>
      <ol className="sam-cleanup-parts" aria-label={texts.text('cleanup.parts')}>
        {parts.map((part, n) => (
          <li key={n}>
            <button
              type="button"
              className="sam-prompt-select"
              title={texts.text('cleanup.part.tooltip')}
              onClick={() => cleanup.showPart(n)}
            >
              {texts.text('cleanup.part', {
                number: n + 1,
                size: sizeText(texts, part, sizeKnown),
              })}
            </button>
          </li>
        ))}
      </ol>
      <div className="sam-command-row">
        <ActionButton
          look="primary"
          hint={texts.text('cleanup.apply.tooltip')}
          shortcut={keys.applyCleanup}
          disabledReason={whyNot}
          onClick={() => void cleanup.apply()}
        >
          {texts.text('cleanup.apply')}
          {keys.applyCleanup && <kbd>{keys.applyCleanup}</kbd>}
        </ActionButton>
        <CancelButton onClick={cleanup.cancel} />
      </div>
    </>
  );
}

function CancelButton({ onClick }: { readonly onClick: () => void }) {
  const { texts, keys } = usePanel();
  return (
    <ActionButton
      look="secondary"
      hint={texts.text('cleanup.cancel.tooltip')}
      shortcut={keys.cancelCleanup}
      onClick={onClick}
    >
      {texts.text('cleanup.cancel')}
    </ActionButton>
  );
}

function Row({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="sam-spread">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The colour that a change is drawn in, and what it is. */
function Swatch({ change }: { readonly change: keyof typeof CHANGE_COLORS }) {
  const { texts } = usePanel();
  const backgroundColor = `rgb(${CHANGE_COLORS[change].join(' ')})`;
  return (
    <>
      <span className="sam-swatch" style={{ backgroundColor }} />
      {texts.text(`cleanup.${change}`)}
    </>
  );
}

function sizeText(
  texts: Texts,
  { voxels, volume }: Pick<ChangedPart, 'voxels' | 'volume'>,
  sizeKnown: boolean,
): string {
  if (!sizeKnown) return texts.text('cleanup.sizeUnknown', { voxels });
  return texts.text('cleanup.size', { voxels, volume: volumeText(texts, volume) });
}

function volumeChange(
  texts: Texts,
  { volumeBefore, addedVolume, removedVolume }: CleanupPreview,
): string {
  const change = addedVolume - removedVolume;
  const percent = texts.number((100 * change) / volumeBefore, 1);
  return texts.text('cleanup.volumeChange', {
    before: volumeText(texts, volumeBefore),
    after: volumeText(texts, volumeBefore + change),
    percent: change > 0 ? `+${percent}` : percent,
  });
}
