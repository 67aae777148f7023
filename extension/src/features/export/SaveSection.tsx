import { useRef } from 'react';
import { useStore } from 'zustand';
import { DICOM_FORMATS, EXPORT_FORMATS, type ExportFormat } from '../../core/export/formats';
import type { Texts } from '../../i18n/texts';
import { formatHint, formatName } from './formatTexts';
import { ActionButton } from '../../ui/ActionButton';
import { Failure } from '../../ui/Failure';
import { Icon } from '../../ui/Icon';
import { usePanel } from '../../ui/panelContext';
import { Section } from '../../ui/Section';
import type { FindingEntry, Findings } from '../findings';
import type { Exporting, SaveState } from './types';

interface SaveSectionProps {
  readonly exporting: Exporting;
  readonly findings: Pick<Findings, 'store' | 'chooseFinding'>;
}

/** What to write, where to, and what came of it. */
export function SaveSection({ exporting: actions, findings }: SaveSectionProps) {
  const { texts } = usePanel();
  const { save, formats, reportShowsPatient } = useStore(actions.store);
  const { target, findings: entries } = useStore(findings.store);
  const busy = save.phase === 'encoding' || save.phase === 'sending' || save.phase === 'verifying';
  const whyNot = busy
    ? 'disabled.saving'
    : !target
      ? 'disabled.noSegmentation'
      : !entries.some(({ chosen }) => chosen)
        ? 'disabled.noFinding'
        : null;
  const whyNotHere = whyNot ?? (formats.length ? null : 'disabled.noFormat');
  const forArchive = formats.some(format => DICOM_FORMATS.includes(format));
  return (
    <Section title={texts.text('save.title')} aside={<OpenFile onOpen={actions.openFile} />}>
      <FindingChoice entries={entries} onChoose={findings.chooseFinding} />
      <div className="sam-formats" role="group" aria-label={texts.text('save.formats')}>
        {EXPORT_FORMATS.map(format => (
          <FormatToggle
            key={format}
            format={format}
            formats={formats}
            onChange={actions.chooseFormats}
          />
        ))}
      </div>
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
          disabledReason={whyNot && texts.text(whyNot)}
          onClick={() => void actions.copyReport()}
        >
          {texts.text('save.copy')}
        </ActionButton>
      </div>
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
      {save.phase === 'failed' ? (
        <>
          <Failure title={texts.text('save.failed')} code={save.code} detail={save.detail} />
          {save.stored.length > 0 && (
            <p className="sam-hint">
              {texts.text('save.storedBefore', { formats: namesOf(texts, save.stored) })}
            </p>
          )}
        </>
      ) : (
        <p role="status" className={`sam-hint sam-save-state sam-save-${save.phase}`}>
          {busy && <span className="sam-dot sam-dot-busy" aria-hidden="true" />}
          {DONE.includes(save.phase) && <Icon name="check" />}
          <SaveText save={save} />
        </p>
      )}
      {save.phase === 'files' &&
        save.refused.map(({ format, code }) => (
          <p key={format} role="alert" className="sam-hint sam-refused">
            {texts.text('save.refused', {
              formats: namesOf(texts, [format]),
              reason: texts.text(`unsaved.${code}`),
            })}
          </p>
        ))}
    </Section>
  );
}

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
        accept=".json,.nii"
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

function SaveText({ save }: { save: Exclude<SaveState, { phase: 'failed' }> }) {
  const { texts } = usePanel();
  switch (save.phase) {
    case 'saved':
      return (
        <>
          {texts.text('save.saved', { count: save.segments })}
          {save.formats.length > 1 && ` (${namesOf(texts, save.formats)})`}
        </>
      );
    case 'files':
      return <>{texts.text('save.files', { count: save.count })}</>;
    default:
      return <>{texts.text(`save.${save.phase}`)}</>;
  }
}

const namesOf = (texts: Texts, formats: readonly ExportFormat[]) =>
  formats.map(format => formatName(texts, format)).join(', ');

interface FormatToggleProps {
  readonly format: ExportFormat;
  readonly formats: readonly ExportFormat[];
  readonly onChange: Exporting['chooseFormats'];
}

function FormatToggle({ format, formats, onChange }: FormatToggleProps) {
  const { texts } = usePanel();
  const change = (checked: boolean) => {
    const chosen = EXPORT_FORMATS.filter(f => (f === format ? checked : formats.includes(f)));
    onChange(chosen);
  };
  return (
    <label className="sam-toggle" title={formatHint(texts, format)}>
      <input
        type="checkbox"
        checked={formats.includes(format)}
        onChange={event => {
          change(event.target.checked);
          event.target.blur();
        }}
      />
      {formatName(texts, format)}
    </label>
  );
}
