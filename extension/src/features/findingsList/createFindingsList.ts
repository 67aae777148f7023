import { createStore, type StoreApi } from 'zustand/vanilla';

import type { FindingCoding } from '../../core/export/segmentTypes';
import { distanceToPlane } from '../../core/geometry/imagePlane';
import type { LesionRole } from '../../core/recist';
import type { LabelmapStore } from '../../host/labelmap';
import type { Host } from '../../host/ohif';
import {
  ifPlanar,
  isStored,
  type PlanarViewport,
  type ShownSlice,
  type SliceReader,
} from '../../host/slices';
import { keepSettings, readSettings } from '../../host/storedSettings';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { FindingsFeature, FindingStatus } from '../findings';
import { followAxes } from './drawAxes';
import { deleteFindings, mergeFindings, splitFinding, type EditDeps } from './edits';
import { KeepMeasured, type KeepMeasuredDeps } from './keepMeasured';
import { keyPicture, type KeyPicture } from './keyPicture';
import { isOrgan, rowOf, saidOf, sorted, sumsOf, type ListedSegment } from './rows';
import {
  EMPTY_LIST,
  type FindingRow,
  type FindingsListState,
  type RowMeasurement,
  type Sorting,
} from './types';

export interface FindingsListDeps {
  readonly host: Host;
  readonly viewports: Pick<Viewports, 'activeId' | 'get' | 'all' | 'show'>;
  readonly reader: KeepMeasuredDeps['reader'] & Pick<SliceReader, 'stackIn'>;
  readonly labelmaps: KeepMeasuredDeps['labelmaps'] &
    EditDeps['labelmaps'] &
    Pick<LabelmapStore, 'onChanged' | 'kindOf'>;
  readonly findings: FindingsFeature;
  readonly notices: Notices;
}

/** What commands and the panel may ask of the list of findings. */
export interface FindingsList {
  readonly store: ReadonlyStore<FindingsListState>;
  sort(sorting: Sorting): void;
  /** Shows a finding's slice and makes its segment the active one. */
  show(id: string): void;
  /** Shows the next finding of the list (+1), or the one before (−1). */
  step(step: 1 | -1): void;
  /** Picks a finding beside those that are picked, or puts it back. */
  pick(id: string): void;
  rename(id: string, label: string): void;
  code(id: string, coding: FindingCoding): void;
  setStatus(ids: readonly string[], status: FindingStatus): void;
  /** Marks the active finding as reviewed and shows the next one. */
  review(): void;
  setRole(id: string, role: LesionRole | null): void;
  /** Takes back the axes that the reader has placed: those of the mask count again. */
  measureAgain(id: string): void;
  drawAxes(draws: boolean): void;
  /** A finding on the slice of its long axis; null where it can't be drawn. */
  picture(measurement: RowMeasurement, side: number): Promise<KeyPicture | null>;
  /** Gives the voxels of the picked findings to the first of them; one undo step. */
  merge(): Promise<void>;
  /** Makes a finding of each part of the active one that does not hang together; one undo step. */
  split(): Promise<void>;
  /** Removes the picked findings, else the active one; one undo step. */
  remove(): Promise<void>;
  start(): void;
  /** The study is left: nothing of it stays. */
  reset(): void;
}

type Store = StoreApi<FindingsListState>;

/** All findings of the active segmentation, measured and in an order. */
export function createFindingsList(deps: FindingsListDeps): FindingsList {
  const empty = () => ({ ...EMPTY_LIST, drawsAxes: readSettings().drawsAxes === true });
  const store = createStore<FindingsListState>(empty);
  const listing = new Listing(deps, store);
  const rowOfId = (id: string | null | undefined) =>
    store.getState().rows.find(row => row.id === id);
  const activate = ({ segmentationId, segmentIndex }: FindingRow['segment']) =>
    deps.host.services.segmentationService.setActiveSegment(segmentationId, segmentIndex);
  const show = (id: string) => {
    const row = rowOfId(id);
    if (!row) return;
    // At once: what the reader does next is meant for this one.
    store.setState({ picked: [id], activeId: id });
    activate(row.segment);
    if (!showFinding(deps, row)) deps.notices.tell('info', 'list.notShown');
  };
  const step = (by: 1 | -1) => {
    const { rows, activeId } = store.getState();
    if (!rows.length) return deps.notices.tell('info', 'list.empty');
    const at = rows.findIndex(({ id }) => id === activeId);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length;
    show(rows[next].id);
  };
  const active = () => rowOfId(store.getState().activeId);
  const { leave, ...changes } = voxelChanges({ ...deps, activate }, store, active);
  let stopDrawing: (() => void) | null = null;
  return {
    ...{ store, show, step, picture: keyPicture.bind(null, deps.reader), ...changes },
    ...saying(deps, rowOfId, listing),
    sort: sorting => {
      store.setState({ sorting });
      listing.now();
    },
    pick: id => store.setState(({ picked }) => ({ picked: toggled(picked, id) })),
    review: () => {
      const row = active();
      if (!row) return deps.notices.tell('info', 'list.noneActive');
      deps.findings.records.setReview(row.segment, { status: 'reviewed' });
      step(1);
    },
    drawAxes: drawsAxes => {
      keepSettings({ drawsAxes });
      store.setState({ drawsAxes });
    },
    start: () => {
      listing.start();
      stopDrawing ??= followAxes({
        ...{ host: deps.host, reader: deps.reader, subscribe: store.subscribe },
        rows: () => store.getState().rows,
        placed: ({ segment }, axes) => deps.findings.placeAxes(segment, axes),
      });
    },
    reset: () => {
      stopDrawing?.();
      stopDrawing = null;
      leave();
      listing.stop();
      store.setState(empty(), true);
    },
  };
}

const toggled = (picked: readonly string[], id: string): readonly string[] =>
  picked.includes(id) ? picked.filter(other => other !== id) : [...picked, id];

/** What the reader says of findings. */
function saying(
  { host, findings: { records, placeAxes } }: FindingsListDeps,
  rowOfId: (id: string) => FindingRow | undefined,
  listing: Listing,
): Pick<FindingsList, 'rename' | 'code' | 'setStatus' | 'setRole' | 'measureAgain'> {
  return {
    rename: (id, label) => {
      const row = rowOfId(id);
      const name = label.trim();
      if (!row || !name || name === row.label) return;
      // The codes of a label that is no more stay as the reader saw them.
      if (row.siteFrom === 'label') records.setCoding(row.segment, row.coding);
      const { segmentationId, segmentIndex } = row.segment;
      host.services.segmentationService.setSegmentLabel(segmentationId, segmentIndex, name);
    },
    code: (id, coding) => {
      const row = rowOfId(id);
      if (!row) return;
      const { siteFrom } = row;
      const keepsSite =
        coding.structure === row.coding.structure && coding.side === row.coding.side;
      const suggested = siteFrom === 'organ' || siteFrom === 'position' ? siteFrom : undefined;
      records.setCoding(row.segment, coding);
      records.setReview(row.segment, { siteFrom: keepsSite ? suggested : undefined });
      listing.codingChanged();
    },
    setStatus: (ids, status) => {
      for (const id of ids) {
        const row = rowOfId(id);
        if (row) records.setReview(row.segment, { status });
      }
    },
    measureAgain: id => {
      const row = rowOfId(id);
      if (row) placeAxes(row.segment, undefined);
    },
    setRole: (id, role) => {
      const row = rowOfId(id);
      if (row) records.setReview(row.segment, { role: role ?? undefined });
    },
  };
}

/** Changes of voxels: one at a time, told when they fail. */
function voxelChanges(
  deps: EditDeps & Pick<FindingsListDeps, 'notices'>,
  store: Store,
  active: () => FindingRow | undefined,
): Pick<FindingsList, 'merge' | 'split' | 'remove'> & { readonly leave: () => void } {
  const { notices } = deps;
  /** Until the study is left. */
  let left = new AbortController();
  const guarded = async (work: () => Promise<void>) => {
    if (store.getState().working) return;
    const { signal } = left;
    store.setState({ working: true });
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) notices.fail(error, 'segmentation-failed');
    } finally {
      if (!signal.aborted) store.setState({ working: false });
    }
  };
  const picked = () => {
    const { rows, picked: ids } = store.getState();
    return ids.flatMap(id => rows.find(row => row.id === id) ?? []);
  };
  return {
    leave: () => {
      left.abort();
      left = new AbortController();
    },
    merge: () =>
      guarded(async () => {
        const rows = picked();
        if (rows.length < 2) return notices.tell('info', 'list.pickTwo');
        await mergeFindings(deps, rows);
      }),
    split: () =>
      guarded(async () => {
        const row = active();
        if (!row) return notices.tell('info', 'list.noneActive');
        await splitFinding(deps, row, left.signal);
      }),
    remove: () =>
      guarded(async () => {
        const row = active();
        const rows = picked().length ? picked() : row ? [row] : [];
        if (!rows.length) return notices.tell('info', 'list.noneActive');
        await deleteFindings(deps, rows);
      }),
  };
}

/** Keeps the rows as the viewer and the findings are; changes that follow each other make one list. */
class Listing {
  private readonly measured: KeepMeasured;
  private readonly ids = new Map<number, string>();
  private planned: ReturnType<typeof setTimeout> | undefined;
  private segmentationId: string | null = null;
  private stops: readonly (() => void)[] | null = null;

  constructor(
    private readonly deps: FindingsListDeps,
    private readonly store: Store,
  ) {
    const segmentsOf = (id: string) =>
      new Map(
        this.listed(id).map(({ record, label }) => {
          const { coding } = saidOf(record, label);
          return [record.segment.segmentIndex, isOrgan(coding) ? coding : null] as const;
        }),
      );
    this.measured = new KeepMeasured({ ...deps, segmentsOf }, () => this.soon());
  }

  start(): void {
    if (this.stops) return;
    const { labelmaps, findings } = this.deps;
    this.stops = [
      labelmaps.onChanged(segmentationId => {
        if (segmentationId === this.segmentationId) this.measured.changed();
      }),
      findings.records.store.subscribe(() => this.soon()),
      findings.store.subscribe(() => this.soon()),
    ];
    this.now();
  }

  stop(): void {
    this.stops?.forEach(stop => stop());
    this.stops = null;
    this.measured.follow(null);
    clearTimeout(this.planned);
    this.planned = undefined;
    this.segmentationId = null;
    this.ids.clear();
  }

  /** A finding may have become an organ, or the other way round. */
  codingChanged(): void {
    this.measured.changed();
  }

  now(): void {
    clearTimeout(this.planned);
    this.planned = undefined;
    if (!this.stops) return;
    const { findings, viewports } = this.deps;
    const target = findings.target.current(viewports.activeId);
    const segmentationId = target?.segmentationId ?? null;
    if (segmentationId !== this.segmentationId) {
      this.segmentationId = segmentationId;
      this.ids.clear();
      this.measured.follow(segmentationId);
    }
    this.list(target?.segmentIndex ?? null);
  }

  private soon(): void {
    this.planned ??= setTimeout(() => this.now(), 0);
  }

  private list(activeIndex: number | null): void {
    const listed = this.segmentationId ? this.listed(this.segmentationId) : [];
    this.noteChanged(listed);
    let organs = 0;
    const rows = listed.flatMap(segment => {
      if (isOrgan(saidOf(segment.record, segment.label).coding)) {
        organs++;
        return [];
      }
      const known = this.measured.known.get(segment.record.segment.segmentIndex);
      return known ? [{ segment, known }] : [];
    });
    const made = rows.map(({ segment, known }, n) => rowOf(segment, known, n + 1));
    const { sorting, ...before } = this.store.getState();
    const ids = new Set(made.map(({ id }) => id));
    const active = made.find(({ segment }) => segment.segmentIndex === activeIndex);
    const activeId = active?.id ?? null;
    // A single pick is the finding that is shown: another one may be by now.
    const isOther = activeId !== before.activeId && before.picked.length < 2;
    const picked = isOther
      ? made.flatMap(({ id }) => (id === activeId ? [id] : []))
      : before.picked;
    this.store.setState({
      ...sumsOf(made),
      organs,
      rows: sorted(made, sorting),
      activeId,
      picked: picked.filter(id => ids.has(id)),
    });
  }

  /** Segments come, go, and get the numbers of others: what is known of those is not of these. */
  private noteChanged(listed: readonly ListedSegment[]): void {
    let changed = this.ids.size !== listed.length;
    for (const { record } of listed) {
      const { segmentIndex } = record.segment;
      if (this.ids.get(segmentIndex) === record.id) continue;
      changed = true;
      this.measured.forget(segmentIndex);
    }
    if (!changed) return;
    this.ids.clear();
    for (const { record } of listed) this.ids.set(record.segment.segmentIndex, record.id);
    this.measured.changed();
  }

  private listed(segmentationId: string): ListedSegment[] {
    const { host, findings } = this.deps;
    const { segmentationService } = host.services;
    const segments = segmentationService.getSegmentation(segmentationId)?.segments ?? {};
    return Object.values(segments).flatMap(segment => {
      if (!segment) return [];
      const ref = { segmentationId, segmentIndex: segment.segmentIndex };
      return [
        {
          record: findings.records.of(ref),
          label: segment.label,
          color: findings.target.colorOf(ref) ?? [0, 0, 0],
          locked: Boolean(segment.locked),
        },
      ];
    });
  }
}

/** The slice of a finding's long axis, else the one nearest to its middle. */
function sliceOf(stack: readonly ShownSlice[], { centre, measurement }: FindingRow) {
  const imageId = measurement.phase === 'ready' ? measurement.imageId : null;
  const exact = stack.find(slice => slice.imageId === imageId && isStored(slice));
  if (exact || !centre) return exact ?? null;
  const away = ({ plane }: ShownSlice) => Math.abs(distanceToPlane(plane, centre));
  const [nearest] = [...stack].sort((a, b) => away(a) - away(b));
  return nearest ?? null;
}

/** Shows a finding in the active pane, else in another one that shows its series; false if none does. */
function showFinding({ viewports, reader }: FindingsListDeps, row: FindingRow): boolean {
  const active = viewports.activeId ? viewports.get(viewports.activeId) : null;
  const panes: readonly PlanarViewport[] = [
    ...(active ? [active] : []),
    ...viewports.all().filter(pane => pane !== active),
  ];
  for (const pane of panes) {
    const slice = sliceOf(ifPlanar(() => reader.stackIn(pane)) ?? [], row);
    if (!slice) continue;
    viewports.show(pane, slice);
    return true;
  }
  return false;
}
