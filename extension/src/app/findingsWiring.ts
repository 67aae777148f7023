import { createStore } from 'zustand/vanilla';

import type { Findings, FindingsState } from '../features/findings';
import { targetStates, type FindingRegistry, type SegmentTarget } from '../features/findings';
import type { Host } from '../host/ohif';
import type { Viewports } from '../host/viewports';
import type { Notices } from '../ui/notices';

export interface FindingsWiring {
  readonly host: Host;
  readonly viewports: Viewports;
  readonly target: SegmentTarget;
  readonly registry: FindingRegistry;
  readonly notices: Notices;
  readonly newSegmentationLabel: () => string;
  /** What is stored says otherwise now. */
  readonly onChanged: () => void;
}

export const EMPTY_FINDINGS: FindingsState = {
  target: null,
  findings: [],
  measurement: { phase: 'none' },
};

/** The findings by the viewer's segmentations. */
export function wireFindings(parts: FindingsWiring) {
  const { host, viewports, target, registry, notices, newSegmentationLabel } = parts;
  const store = createStore<FindingsState>(() => EMPTY_FINDINGS);
  const track = () => {
    const next = targetStates({ target, findings: registry }, viewports.activeId);
    const state = store.getState();
    const now = { target: state.target, findings: state.findings };
    if (JSON.stringify(next) !== JSON.stringify(now)) store.setState(next);
  };
  let stop: (() => void) | null = null;
  const findings: Findings = {
    store,
    addSegment: async () => {
      const viewportId = viewports.activeId;
      if (!viewportId) return;
      try {
        await target.add(viewportId, newSegmentationLabel());
      } catch (error) {
        notices.fail(error, 'no-segmentation');
      }
      track();
    },
    codeSegment: coding => {
      const segment = store.getState().target;
      if (!segment) return;
      registry.setCoding(segment, coding);
      parts.onChanged();
      track();
    },
    chooseFinding: (segmentIndex, chosen) => {
      const segment = store.getState().target;
      if (!segment) return;
      registry.setChosen({ ...segment, segmentIndex }, chosen);
      track();
    },
    ensureTarget: viewportId => target.ensure(viewportId, newSegmentationLabel()),
    record: (segment, steps) => {
      target.markWritten(segment);
      steps.forEach(step => registry.addStep(segment, step));
      return { takeBack: () => undefined, restore: () => undefined };
    },
    start: () => {
      if (stop) return;
      const service = host.services.segmentationService;
      const subscriptions = Object.values(service.EVENTS).map(event =>
        service.subscribe(event, track),
      );
      const stopViewports = viewports.watch(() => undefined, track);
      stop = () => {
        subscriptions.forEach(subscription => subscription.unsubscribe());
        stopViewports();
      };
      track();
    },
    reset: () => {
      stop?.();
      stop = null;
      store.setState(EMPTY_FINDINGS);
    },
  };
  return { findings, store };
}
