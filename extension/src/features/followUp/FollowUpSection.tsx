import { useStore } from 'zustand';
import type { PriorReport } from '../../host/priorStudies';
import type { Texts } from '../../i18n/texts';
import { ActionButton } from '../../ui/ActionButton';
import { FoldedSection } from '../../ui/FoldedSection';
import { usePanel } from '../../ui/panelContext';
import { RunRow } from '../../ui/RunRow';
import type { FindingsList } from '../findingsList';
import type { FollowUp } from './createFollowUp';
import { OtherFindings, PairTable } from './PairTable';
import { ResponseSummary } from './ResponseSummary';
import type { FollowUpState } from './types';

interface FollowUpSectionProps {
  readonly followUp: FollowUp;
  readonly list: Pick<FindingsList, 'store' | 'show'>;
}

const RUNNING: readonly FollowUpState['phase'][] = ['searching', 'reading', 'aligning'];

/** This study beside an earlier one: reports, matches, changes, response. */
export function FollowUpSection({ followUp, list }: FollowUpSectionProps) {
  const { texts } = usePanel();
  const state = useStore(followUp.store);
  const { rows } = useStore(list.store);
  const { phase, reports, prior, progress, error } = state;
  const isRunning = RUNNING.includes(phase);
  const found = prior && followUp.paired(rows);
  return (
    <FoldedSection title={texts.text('followUp.title')} opened={isRunning}>
      <RunRow
        progress={isRunning ? progress : null}
        begin={{
          text: texts.text('followUp.find'),
          hint: texts.text('followUp.find.tooltip'),
          disabledReason: null,
          onClick: () => void followUp.find(),
        }}
        cancel={{
          text: texts.text('followUp.cancel'),
          hint: texts.text('followUp.cancel.tooltip'),
          onClick: followUp.cancel,
        }}
      >
        {prior && (
          <ActionButton
            look="secondary"
            hint={texts.text('followUp.close.tooltip')}
            onClick={followUp.close}
          >
            {texts.text('followUp.close')}
          </ActionButton>
        )}
      </RunRow>
      <p className="sam-hint" role="status" data-follow-up={phase}>
        {stateText(texts, state)}
      </p>
      {error && phase === 'failed' && (
        <p className="sam-hint sam-refused">{texts.text(`error.${error}`)}</p>
      )}
      {reports && reports.length > 0 && (
        <ReportChoice
          reports={reports}
          chosen={prior?.report ?? null}
          onChoose={report => void followUp.open(report)}
        />
      )}
      {prior && found && !isRunning && (
        <>
          <PairTable followUp={followUp} prior={prior} found={found} rows={rows} />
          <OtherFindings followUp={followUp} list={list} found={found} />
          {prior.lesions.length > 0 && <ResponseSummary followUp={followUp} found={found} />}
        </>
      )}
    </FoldedSection>
  );
}

function stateText(texts: Texts, { phase, reports, prior }: FollowUpState): string {
  if (phase === 'searching' || phase === 'reading' || phase === 'aligning') {
    return texts.text(`followUp.${phase}`);
  }
  if (prior) {
    const { lesions, alignment } = prior;
    if (!lesions.length) return texts.text('followUp.noLesions');
    return alignment.kind === 'aligned'
      ? texts.text('followUp.aligned', { correlation: texts.number(alignment.correlation, 2) })
      : texts.text(`followUp.notAligned.${alignment.reason}`);
  }
  if (reports === null) return texts.text('followUp.cannotAsk');
  if (phase === 'listed' && !reports.length) return texts.text('followUp.noReports');
  return texts.text('followUp.hint');
}

interface ReportChoiceProps {
  readonly reports: readonly PriorReport[];
  readonly chosen: PriorReport | null;
  readonly onChoose: (report: PriorReport) => void;
}

function ReportChoice({ reports, chosen, onChoose }: ReportChoiceProps) {
  const { texts } = usePanel();
  const at = reports.findIndex(
    ({ studyUid, seriesUid }) => studyUid === chosen?.studyUid && seriesUid === chosen.seriesUid,
  );
  return (
    <div className="sam-finding-detail sam-follow-up-reports">
      <label>
        <span>{texts.text('followUp.report')}</span>
        <select
          value={at}
          onChange={({ target }) => {
            const report = reports[Number(target.value)];
            if (report) onChoose(report);
            target.blur();
          }}
        >
          <option value={-1}>{texts.text('followUp.report.choose')}</option>
          {reports.map((report, n) => (
            <option key={n} value={n}>
              {reportText(texts, report)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function reportText(texts: Texts, { kind, date, study, report }: PriorReport): string {
  const day = /^(\d{4})(\d\d)(\d\d)$/.exec(date);
  const when = day ? day.slice(1).join('-') : texts.text('followUp.noDate');
  return [when, kind, ...[report, study].filter(Boolean)].join(' · ');
}
