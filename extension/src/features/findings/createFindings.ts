import { createStore } from 'zustand/vanilla';

import { ALGORITHM_FAMILY } from '../../core/export/codes';
import type { SegmentAlgorithm } from '../../core/export/exportInput';
import type { FindingEdit } from '../../core/export/findingSet';
import { codingOf } from '../../core/export/importFindings';
import { codingFromLabel } from '../../core/export/segmentLabel';
import type { LesionRole } from '../../core/recist';
import type { RuntimeInfo } from '../../inference/api';
import type { LabelmapStore, SegmentRef, StepId } from '../../host/labelmap';
import type { Host, OhifSubscription } from '../../host/ohif';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import {
  FindingStore,
  type Acceptance,
  type FindingOrigin,
  type FindingRecord,
  type ReaderAxes,
  type Tracking,
} from './findingStore';
import { loadedSegments } from './loadedSegments';
import { Measuring } from './measuring';
import { SegmentTarget, type LabelmapFacts } from './target';
import type { AcceptedStep, Findings, FindingsState, RecordedSteps, TargetState } from './types';
import { FindingWorkerClient, type FindingWorkerDeps } from './worker/client';

type Model = RuntimeInfo['model'];

export interface FindingsDeps extends Omit<FindingWorkerDeps, 'labelmaps'> {
  readonly host: Host;
  readonly viewports: Pick<Viewports, 'activeId'>;
  readonly labelmaps: FindingWorkerDeps['labelmaps'] &
    LabelmapFacts &
    Pick<LabelmapStore, 'onHistory'>;
  readonly notices: Notices;
  /** The running model; null while there is none. */
  readonly model: () => Model | null;
  /** Label of a segmentation that has to be made. */
  readonly newSegmentationLabel: () => string;
}

/** The findings as the export feature needs them. */
export interface FindingsFeature extends Findings {
  /** Notes that a segment came out of a file, and what that says of it. */
  recordOrigin(
    segment: SegmentRef,
    origin: FindingOrigin,
    steps: readonly AcceptedStep[],
    undoStep: StepId | null,
  ): void;
  /**
   * Notes that a segment got voxels of other findings, and how those had come about. The record
   * follows the viewer's history with the undo step of the voxels.
   */
  inherit(
    segment: SegmentRef,
    from: readonly FindingRecord[],
    edit: FindingEdit,
    undoStep: StepId,
  ): void;
  /**
   * Makes a finding the lesion of a prior study: the same tracking, and its role. The record follows
   * the viewer's history with the undo step.
   */
  adopt(
    segment: SegmentRef,
    prior: { readonly tracking: Tracking; readonly role: LesionRole | null },
    undoStep: StepId,
  ): void;
  /** Axes that the reader has placed stand for those of the mask; undefined takes them back. */
  placeAxes(segment: SegmentRef, axes: ReaderAxes | undefined): void;
  readonly records: FindingStore;
  readonly target: SegmentTarget;
  /** Of measuring and writing both. */
  readonly worker: FindingWorkerClient;
}

const EMPTY: FindingsState = {
  target: null,
  findings: [],
  otherKind: false,
  measurement: { phase: 'none' },
};
const HISTORY_EVENTS = ['CORNERSTONE_TOOLS_HISTORY_UNDO', 'CORNERSTONE_TOOLS_HISTORY_REDO'];

/** What segments are known by, which one is written to, and what is measured of it. */
export function createFindings(deps: FindingsDeps): FindingsFeature {
  const { host, viewports, labelmaps, model } = deps;
  const store = createStore<FindingsState>(() => EMPTY);
  const records = new FindingStore(
    segmentationId => segmentsOf(host, segmentationId),
    segmentationId => loadedSegments(host, segmentationId),
  );
  const target = new SegmentTarget({ ...deps, algorithmName: () => model()?.name ?? 'SAM' });
  const worker = new FindingWorkerClient(deps);
  const measuring = new Measuring(
    (segment, signal) => worker.measure(segment, signal),
    measurement => store.setState({ measurement }),
  );
  const track = () => {
    const next = shownFindings(records, target, viewports.activeId);
    const { measurement: _measurement, ...before } = store.getState();
    if (JSON.stringify(next) !== JSON.stringify(before)) store.setState(next);
    measuring.follow(next.target);
  };
  const { guarded, changeTarget } = readersChanges(deps, store, track);
  const watch = watchSegmentations(host, records, {
    track,
    voxelsChanged: () => measuring.changed(store.getState().target),
  });
  const history = new StepHistory(labelmaps, track);
  let stops: readonly (() => void)[] | null = null;
  return {
    ...{ store, records, target, worker },
    addSegment: () => guarded(viewportId => target.add(viewportId)),
    codeSegment: coding => changeTarget(segment => records.setCoding(segment, coding)),
    chooseFinding: (segmentIndex, chosen) =>
      changeTarget(segment => records.setChosen({ ...segment, segmentIndex }, chosen)),
    ensureTarget: (viewportId, asNew) => {
      if (!asNew) return target.ensure(viewportId);
      const { label } = asNew;
      return label === undefined ? target.add(viewportId) : target.addNew(viewportId, label);
    },
    ...recording(records, history, model),
    placeAxes: (segment, axes) => {
      records.setReview(segment, { axes });
      track();
    },
    start: () => {
      stops ??= [watch(), history.follow()];
    },
    reset: () => {
      stops?.forEach(stop => stop());
      stops = null;
      measuring.stop();
      worker.end();
      history.clear();
      records.reset();
      store.setState(EMPTY, true);
    },
  };
}

/** What becomes of the record with an undo step, and goes and comes with it. */
function recording(
  records: FindingStore,
  history: StepHistory,
  model: FindingsDeps['model'],
): Pick<FindingsFeature, 'record' | 'recordEdit' | 'inherit' | 'recordOrigin' | 'adopt'> {
  return {
    adopt: (segment, { tracking, role }, undoStep) =>
      void history.add(records.adopt(segment, tracking, role), undoStep),
    record: (segment, steps, undoStep) =>
      history.add(records.record(segment, acceptanceOf(steps, model())), undoStep),
    recordEdit: (segment, edit, undoStep) =>
      void history.add(records.recordEdit(segment, edit), undoStep),
    inherit: (segment, from, edit, undoStep) => {
      for (const acceptance of from.flatMap(({ accepted }) => accepted)) {
        history.add(records.record(segment, acceptance), undoStep);
      }
      history.add(records.recordEdit(segment, edit), undoStep);
    },
    recordOrigin: (segment, origin, steps, undoStep) => {
      const { algorithm = { type: 'MANUAL' } } = origin;
      const accepted = steps.length ? { steps, algorithm, models: [] } : null;
      history.add(records.record(segment, accepted, origin), undoStep);
    },
  };
}

/** What the reader does with the active viewport, or with the segment that is shown. */
function readersChanges(
  { viewports, notices }: Pick<FindingsDeps, 'viewports' | 'notices'>,
  store: Findings['store'],
  track: () => void,
) {
  return {
    guarded: async (work: (viewportId: string) => Promise<unknown>) => {
      const { activeId } = viewports;
      if (!activeId) return;
      try {
        await work(activeId);
      } catch (error) {
        notices.fail(error, 'no-segmentation');
      }
      track();
    },
    changeTarget: (change: (segment: TargetState) => void) => {
      const active = store.getState().target;
      if (!active) return;
      change(active);
      track();
    },
  };
}

/** What was recorded with each step of the viewer's undo history: it goes and comes with the step. */
class StepHistory {
  /** One for each segment of the step. */
  readonly #steps = new Map<StepId, readonly RecordedSteps[]>();

  constructor(
    private readonly labelmaps: Pick<LabelmapStore, 'onHistory'>,
    private readonly changed: () => void,
  ) {}

  add(steps: RecordedSteps, undoStep: StepId | null | undefined): RecordedSteps {
    if (undoStep != null) {
      this.#steps.set(undoStep, [...(this.#steps.get(undoStep) ?? []), steps]);
    }
    this.changed();
    return steps;
  }

  /** Begins to follow undo and redo; returns the way to stop. */
  follow(): () => void {
    return this.labelmaps.onHistory((step, event) => {
      for (const steps of this.#steps.get(step) ?? []) {
        if (event === 'undone') steps.takeBack();
        else steps.restore();
      }
      this.changed();
    });
  }

  clear(): void {
    this.#steps.clear();
  }
}

function segmentsOf({ services }: Host, segmentationId: string): readonly number[] | undefined {
  const segmentation = services.segmentationService.getSegmentation(segmentationId);
  return segmentation && Object.keys(segmentation.segments).map(Number);
}

/** What the panel shows: the segment that Accept writes to, and those that saving can take along. */
function shownFindings(
  records: FindingStore,
  target: SegmentTarget,
  viewportId: string | null,
): Omit<FindingsState, 'measurement'> {
  const active = target.current(viewportId);
  if (!viewportId || !active) {
    return { target: null, findings: [], otherKind: target.isOfOtherKind(viewportId) };
  }
  const { segmentationId, label } = active;
  const { coding, origin, review } = records.of(active);
  const { property } = origin ?? {};
  const loaded = property && codingOf(property);
  return {
    target: {
      ...active,
      coding: coding ?? loaded ?? codingFromLabel(label),
      ...(review.axes ? { axes: review.axes } : {}),
      // Codes that the lists don't have are shown in the file's own words.
      ...(!coding && property && !Object.keys(loaded ?? {}).length
        ? { loadedAs: meaningOf(property) }
        : {}),
    },
    findings: target.listed(viewportId, segmentationId).map(entry => ({
      ...entry,
      chosen: !records.of({ segmentationId, segmentIndex: entry.segmentIndex }).leftOut,
    })),
    otherKind: false,
  };
}

const meaningOf = ({ type, region }: { type: Named; region?: Named }) =>
  [type, region].flatMap(code => (code ? [code.meaning || code.value] : [])).join(', ');
interface Named {
  readonly value: string;
  readonly meaning: string;
}

function acceptanceOf(steps: readonly AcceptedStep[], model: Model | null): Acceptance {
  const algorithm: SegmentAlgorithm = {
    type: 'SEMIAUTOMATIC',
    name: model?.name ?? 'SAM',
    version: model ? `${model.version} sha256:${model.sha256.slice(0, 16)}` : 'unknown',
    family: ALGORITHM_FAMILY.artificialIntelligence,
    ...(model ? { parameters: `sha256=${model.sha256}` } : {}),
  };
  const models = model ? [{ id: model.id, name: model.name, sha256: [model.sha256] }] : [];
  return { steps, algorithm, models };
}

interface SegmentationListener {
  /** Segmentations, segments, or which of them is active have changed. */
  readonly track: () => void;
  readonly voxelsChanged: () => void;
}

/** Makes the function that begins to follow the viewer's segmentations, and returns the way to stop. */
function watchSegmentations(
  { core, services }: Host,
  records: FindingStore,
  { track, voxelsChanged }: SegmentationListener,
): () => () => void {
  const { segmentationService: service, viewportGridService: grid } = services;
  const reconcile = (event: unknown) => {
    const { segmentationId } = (event ?? {}) as { segmentationId?: string };
    records.reconcile(segmentationId ? [segmentationId] : []);
    track();
  };
  const turned = (event: Event) => {
    // The viewer's own step for a segment that was deleted.
    if (
      (event as CustomEvent<{ operationType?: string }>).detail?.operationType === 'segmentIndex'
    ) {
      records.revive();
    }
    track();
  };
  return () => {
    const subscriptions: OhifSubscription[] = [
      ...Object.values(service.EVENTS).map(event => service.subscribe(event, reconcile)),
      service.subscribe(service.EVENTS.SEGMENTATION_DATA_MODIFIED, () => voxelsChanged()),
      ...[grid.EVENTS.ACTIVE_VIEWPORT_ID_CHANGED, grid.EVENTS.GRID_STATE_CHANGED]
        .filter(Boolean)
        .map(event => grid.subscribe(event, track)),
    ];
    for (const name of HISTORY_EVENTS) core.eventTarget.addEventListener(name, turned);
    track();
    return () => {
      subscriptions.forEach(subscription => subscription.unsubscribe());
      for (const name of HISTORY_EVENTS) core.eventTarget.removeEventListener(name, turned);
    };
  };
}
