import { useRef } from 'react';
import { useStore } from 'zustand';
import type { FormatDescription, LocalText } from '../../core/export/exporter';
import type { Texts } from '../../i18n/texts';
import { ActionButton } from '../../ui/ActionButton';
import { Failure } from '../../ui/Failure';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { FindingEntry, Findings } from '../findings';
import type { Exporting, SaveState, Shortfall } from './types';

interface SaveSectionProps {
  readonly exporting: Exporting;
  readonly findings: Pick<Findings, 'store' | 'chooseFinding'>;
}

/** What to write, where to, and what came of it. */
export function SaveSection({ exporting: actions, findings }: SaveSectionProps) {
  const { texts } = usePanel();
  const { save, formats } = useStore(actions.store);
  const { target, findings: entries } = useStore(findings.store);
  const whyNot = isBusy(save)
    ? 'disabled.saving'
    : !target
      ? 'disabled.noSegmentation'
      : !entries.some(({ chosen }) => chosen)
        ? 'disabled.noFinding'
        : null;
  const whyNotHere = whyNot ?? (formats.length ? null : 'disabled.noFormat');
  const available = actions.available();
  const forArchive = available.some(({ id, isDicom }) => isDicom && formats.includes(id));
  return (
    <Section title={texts.text('save.title')} aside={<OpenFile onOpen={actions.openFile} />}>
      <FindingChoice entries={entries} onChoose={findings.chooseFinding} />
      <div className="sam-formats" role="group" aria-label={texts.text('save.formats')}>
        {available.map(format => (
          <FormatToggle
            key={format.id}
            format={format}
            isChosen={formats.includes(format.id)}
            onChange={chosen => {
              const isWanted = (id: string) => (id === format.id ? chosen : formats.includes(id));
              actions.chooseFormats(available.map(({ id }) => id).filter(isWanted));
            }}
          />
        ))}
      </div>
      <ReportRow exporting={actions} whyNot={whyNot && texts.text(whyNot)} />
      <div className="sam-starts">
        <ActionButton
          look="secondary"
          hint={texts.text('save.archive.tooltip')}
          disabledReason={
            whyNotHere
              ? texts.text(whyNotHere)
              : forArchive
                ? null
                : texts.text('disabled.noDicomFormat')
          }
          onClick={() => void actions.save()}
        >
          {texts.text('save.archive')}
        </ActionButton>
        <ActionButton
          look="secondary"
          hint={texts.text('save.asFiles.tooltip')}
          disabledReason={whyNotHere && texts.text(whyNotHere)}
          onClick={() => void actions.saveFiles()}
        >
          {texts.text('save.asFiles')}
        </ActionButton>
      </div>
      <SaveOutcome save={save} available={available} />
    </Section>
  );
}

interface ReportRowProps {
  readonly exporting: Exporting;
  /** Why nothing can be written. */
  readonly whyNot: string | null;
}

/** Whether reports name the patient, and the report as text. */
function ReportRow({ exporting: actions, whyNot }: ReportRowProps) {
  const { texts } = usePanel();
  const reportShowsPatient = useStore(actions.store, state => state.reportShowsPatient);
  return (
    <div className="sam-spread sam-report-row">
      <label className="sam-toggle" title={texts.text('save.patient.tooltip')}>
        <input
          type="checkbox"
          checked={reportShowsPatient}
          onChange={event => {
            actions.showPatientInReport(event.target.checked);
            event.target.blur();
          }}
        />
        {texts.text('save.patient')}
      </label>
      <ActionButton
        look="ghost"
        hint={texts.text('save.copy.tooltip')}
        disabledReason={whyNot}
        onClick={() => void actions.copyReport()}
      >
        {texts.text('save.copy')}
      </ActionButton>
    </div>
  );
}

interface SaveOutcomeProps {
  readonly save: SaveState;
  readonly available: readonly FormatDescription[];
}

/** How far saving is, what came of it, and of each format that is missing why. */
function SaveOutcome({ save, available }: SaveOutcomeProps) {
  const { texts } = usePanel();
  const namesOf = (ids: readonly string[]) => formatNames(texts, available, ids);
  return (
    <>
      {save.phase === 'failed' ? (
        <>
          <Failure title={texts.text('save.failed')} code={save.code} detail={save.detail} />
          {save.stored.length > 0 && (
            <p className="sam-hint">
              {texts.text('save.storedBefore', { formats: namesOf(save.stored) })}
            </p>
          )}
        </>
      ) : (
        <p role="status" className={`sam-hint sam-save-state sam-save-${save.phase}`}>
          {isBusy(save) && <span className="sam-dot sam-dot-busy" aria-hidden="true" />}
          {DONE.includes(save.phase) && <Icon name="check" />}
          <SaveText save={save} namesOf={namesOf} />
        </p>
      )}
      {'shortfalls' in save &&
        save.shortfalls.map(shortfall => (
          <ShortfallText
            key={`${shortfall.format} ${shortfall.reason}`}
            shortfall={shortfall}
            name={namesOf([shortfall.format])}
          />
        ))}
    </>
  );
}

/** A format that is missing, or holds a part only, with its own reason. */
function ShortfallText({ shortfall, name }: { shortfall: Shortfall; name: string }) {
  const { texts } = usePanel();
  const { reason: code, detail, isPart } = shortfall;
  const reason = texts.lookUp(`unsaved.${code}`) ?? texts.lookUp(`error.${code}`) ?? detail;
  return (
    <p role="alert" className="sam-hint sam-refused" title={detail || undefined}>
      {texts.text(isPart ? 'save.part' : 'save.refused', { formats: name, reason })}
    </p>
  );
}

const isBusy = ({ phase }: SaveState) =>
  phase === 'encoding' || phase === 'sending' || phase === 'verifying';
const DONE: readonly SaveState['phase'][] = ['saved', 'files', 'copied'];

interface FindingChoiceProps {
  readonly entries: readonly FindingEntry[];
  readonly onChoose: Findings['chooseFinding'];
}

/** Which segments saving takes along; folded in, as it is all of them most of the time. */
function FindingChoice({ entries, onChoose }: FindingChoiceProps) {
  const { texts } = usePanel();
  const count = entries.filter(({ chosen }) => chosen).length;
  return (
    <details className="sam-fold">
      <summary>{texts.text('save.findings', { count, all: entries.length })}</summary>
      {entries.map(({ segmentIndex, label, color, chosen }) => (
        <label key={segmentIndex} className="sam-toggle">
          <input
            type="checkbox"
            checked={chosen}
            onChange={event => {
              onChoose(segmentIndex, event.target.checked);
              event.target.blur();
            }}
          />
          <span className="sam-swatch" style={{ background: `rgb(${color.join(' ')})` }} />
          <span className="sam-target-label">{label}</span>
        </label>
      ))}
    </details>
  );
}

/** Opens the browser's dialog for a file of findings. */
function OpenFile({ onOpen }: { readonly onOpen: Exporting['openFile'] }) {
  const { texts } = usePanel();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ActionButton
        look="ghost"
        hint={texts.text('save.open.tooltip')}
        onClick={() => input.current?.click()}
      >
        {texts.text('save.open')}
      </ActionButton>
      <input
        ref={input}
        type="file"
        accept=".json,.nii,.gz"
        hidden
        aria-label={texts.text('save.open')}
        onChange={event => {
          const [file] = event.target.files ?? [];
          // The same file can be chosen again.
          event.target.value = '';
          if (file) void onOpen(file);
        }}
      />
    </>
  );
}

interface SaveTextProps {
  readonly save: Exclude<SaveState, { phase: 'failed' }>;
  readonly namesOf: (formats: readonly string[]) => string;
}

function SaveText({ save, namesOf }: SaveTextProps) {
  const { texts } = usePanel();
  switch (save.phase) {
    case 'saved':
      return (
        <>
          {texts.text('save.saved', { count: save.segments })}
          {save.formats.length > 1 && ` (${namesOf(save.formats)})`}
        </>
      );
    case 'files':
      return <>{texts.text('save.files', { count: save.count })}</>;
    default:
      return <>{texts.text(`save.${save.phase}`)}</>;
  }
}

const wordsOf = ({ en, zh }: LocalText, { language }: Texts) =>
  language.startsWith('zh') ? zh : en;

const formatNames = (
  texts: Texts,
  available: readonly FormatDescription[],
  ids: readonly string[],
): string =>
  ids
    .map(id => available.find(format => format.id === id))
    .flatMap(format => (format ? [wordsOf(format.texts.name, texts)] : []))
    .join(', ');

interface FormatToggleProps {
  readonly format: FormatDescription;
  readonly isChosen: boolean;
  readonly onChange: (chosen: boolean) => void;
}

function FormatToggle({ format, isChosen, onChange }: FormatToggleProps) {
  const { texts } = usePanel();
  return (
    <label className="sam-toggle" title={wordsOf(format.texts.hint, texts)}>
      <input
        type="checkbox"
        checked={isChosen}
        onChange={event => {
          onChange(event.target.checked);
          event.target.blur();
        }}
      />
      {wordsOf(format.texts.name, texts)}
    </label>
  );
}
