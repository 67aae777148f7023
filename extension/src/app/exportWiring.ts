import { createStore } from 'zustand/vanilla';

import { EXPORT_FORMATS } from '../core/export/formats';
import { Saving, type Exporting, type ExportState, type FindingOutlets } from '../features/export';
import type { FindingsState } from '../features/findings';
import type { Host } from '../host/ohif';
import { keepSettings, readSettings } from '../host/storedSettings';
import type { Notices } from '../ui/notices';
import type { StoreApi } from 'zustand/vanilla';

export interface ExportWiring {
  readonly host: Host;
  readonly findingsStore: StoreApi<FindingsState>;
  readonly notices: Notices;
  readonly outlets: FindingOutlets;
  readonly units: () => 'HU' | 'SUV' | 'arbitrary';
}

/** Saving, copying and opening of findings. */
export function wireExport({ host, findingsStore, notices, outlets, units }: ExportWiring) {
  const stored = readSettings().formats;
  const store = createStore<ExportState>(() => ({
    save: { phase: 'idle' },
    formats: Array.isArray(stored) ? EXPORT_FORMATS.filter(f => stored.includes(f)) : ['seg'],
    reportShowsPatient: false,
  }));
  const saving = new Saving(
    outlets,
    () => ({ ...findingsStore.getState(), ...store.getState() }),
    ({ measurement, ...change }) => {
      if (measurement) findingsStore.setState({ measurement });
      store.setState(change);
    },
    units,
  );
  let stop: (() => void) | null = null;
  const exporting: Exporting = {
    store,
    save: request => saving.store(request),
    saveFiles: request => saving.saveFiles(request),
    copyReport: request => saving.copyReport(request),
    openFile: async file => {
      notices.tell('info', 'notice.opening');
      try {
        const count = await outlets.openFindings(file);
        notices.tell('info', 'notice.imported', { count });
      } catch (error) {
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
      const subscription = service.subscribe(service.EVENTS.SEGMENTATION_DATA_MODIFIED, () =>
        saving.changed(),
      );
      const unsubscribe = findingsStore.subscribe(() => saving.follow());
      stop = () => {
        subscription.unsubscribe();
        unsubscribe();
      };
    },
    reset: () => {
      stop?.();
      stop = null;
      saving.stop();
      store.setState({ save: { phase: 'idle' }, reportShowsPatient: false });
    },
  };
  return { exporting, changed: () => saving.changed() };
}
