import type { SamErrorCode } from '../../core/errors';
import type { FindingRegistry } from '../findings';
import type { FindingOutlets, Saving } from './saving';
import type { Notice, SessionActions, SessionState } from '../../app/types';

/** What these actions need of the session, asked for when they run. */
interface FindingContext {
  readonly parts: () => { readonly findings: FindingRegistry } & FindingOutlets;
  readonly saving: () => Saving;
  readonly state: () => SessionState;
  readonly set: (change: Partial<SessionState>) => void;
  /** What the active segment is, or which are chosen, has changed. */
  readonly track: () => void;
  readonly tell: (notice: Notice) => void;
  /** Runs work whose failure becomes a notice. */
  readonly guard: (fallback: SamErrorCode, work: () => Promise<void>) => Promise<void>;
}

type FindingActions = Pick<
  SessionActions,
  | 'codeSegment'
  | 'chooseFinding'
  | 'showPatientInReport'
  | 'save'
  | 'copyReport'
  | 'saveFiles'
  | 'openFile'
>;

/** What can be asked for findings: to be coded, chosen, saved, copied, and opened again. */
export function findingActions(session: FindingContext): FindingActions {
  return {
    codeSegment: coding => {
      const { target } = session.state();
      if (!target) return;
      session.parts().findings.setCoding(target, coding);
      // What is stored says otherwise now.
      session.saving().changed();
      session.track();
    },
    chooseFinding: (segmentIndex, chosen) => {
      const { target } = session.state();
      if (!target) return;
      session.parts().findings.setChosen({ ...target, segmentIndex }, chosen);
      session.track();
    },
    showPatientInReport: reportShowsPatient => session.set({ reportShowsPatient }),
    save: request => session.saving().store(request),
    copyReport: request => session.saving().copyReport(request),
    saveFiles: request => session.saving().saveFiles(request),
    openFile: file =>
      session.guard('import-unreadable', async () => {
        session.tell({ kind: 'info', text: 'notice.opening' });
        const count = await session.parts().openFindings(file);
        session.tell({ kind: 'info', text: 'notice.imported', params: { count } });
      }),
  };
}
