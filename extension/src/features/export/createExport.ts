import { createStore } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import { FORMATS } from '../../core/export/formats';
import type { LabelmapStore } from '../../host/labelmap';
import type { Viewports } from '../../host/viewports';
import { keepSettings, readSettings } from '../../host/storedSettings';
import type { Notices } from '../../ui/notices';
import type { FindingRecord, FindingsFeature, FindingsState } from '../findings';
import { openFindings } from './openFindings';
import { Runs, type RunDeps } from './runs';
import type { Exporting, ExportState, SaveState } from './types';

export interface ExportDeps extends Omit<RunDeps, 'available'> {
  readonly findings: FindingsFeature;
  readonly viewports: Pick<Viewports, 'activeId' | 'get'>;
  readonly labelmaps: Pick<LabelmapStore, 'writeRegions'>;
  readonly notices: Notices;
}

const DONE: readonly SaveState['phase'][] = ['saved', 'files', 'copied'];

/** Findings on their way to an archive or into files, and back. */
export function createExport(deps: ExportDeps): Exporting {
  const store = createStore<ExportState>(() => ({
    save: { phase: 'idle' },
    formats: storedFormats(),
    reportShowsPatient: false,
  }));
  const available = () => [...FORMATS, ...deps.otherFormats()];
  const runs = new Runs({ ...deps, available }, store);
  const { findings, host, notices } = deps;
  // What was saved is no longer what is shown.
  const changed = () => {
    if (DONE.includes(store.getState().save.phase)) store.setState({ save: { phase: 'idle' } });
  };
  let stop: (() => void) | null = null;
  return {
    ...{ store, available },
    save: request => runs.save(request),
    saveFiles: request => runs.files(request),
    copyReport: request => runs.copy(request),
    openFile: async file => {
      notices.tell('info', 'notice.opening');
      try {
        const count = await openFindings(deps, file);
        notices.tell('info', 'notice.imported', { count });
      } catch (error) {
        if (toErrorData(error, 'import-unreadable').code === 'aborted') return;
        notices.fail(error, 'import-unreadable');
      }
    },
    chooseFormats: formats => {
      keepSettings({ formats });
      store.setState({ formats });
    },
    showPatientInReport: reportShowsPatient => store.setState({ reportShowsPatient }),
    start: () => {
      if (stop) return;
      const service = host.services.segmentationService;
      const subscription = service.subscribe(service.EVENTS.SEGMENTATION_DATA_MODIFIED, changed);
      const unsubscribe = findings.store.subscribe(({ target: now }, { target: before }) => {
        if (now && before && isSaidOtherwise(now, before)) changed();
      });
      const unfollow = findings.records.store.subscribe(
        ({ findings: now }, { findings: before }) => {
          if ([...now.values()].some(finding => isKnownOtherwise(finding, before))) changed();
        },
      );
      stop = () => {
        subscription.unsubscribe();
        unsubscribe();
        unfollow();
      };
    },
    reset: () => {
      stop?.();
      stop = null;
      runs.leave();
      store.setState({ save: { phase: 'idle' }, reportShowsPatient: false });
    },
  };
}

type Target = NonNullable<FindingsState['target']>;

/** True when one segment is called, or coded as, something else than before. */
function isSaidOtherwise(now: Target, before: Target): boolean {
  const isSame =
    now.segmentationId === before.segmentationId && now.segmentIndex === before.segmentIndex;
  const said = ({ label, coding }: Target) => JSON.stringify([label, coding]);
  return isSame && said(now) !== said(before);
}

/** True when the reader says something else of a finding: its status, its role, its axes. */
const isKnownOtherwise = (
  { id, review }: FindingRecord,
  before: ReadonlyMap<string, FindingRecord>,
) => before.has(id) && before.get(id)?.review !== review;

/** What the last session wrote. */
function storedFormats(): readonly string[] {
  const { formats } = readSettings();
  return Array.isArray(formats) && formats.every(id => typeof id === 'string') ? formats : ['seg'];
}
