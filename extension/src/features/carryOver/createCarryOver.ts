import { createStore, type StoreApi } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import type { RegionMask } from '../../core/mask/regionMask';
import { carryOver, type Correction } from '../../core/series';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import { planesOf, type SeriesGroup, type SeriesGroups } from '../../host/seriesGroups';
import type { SliceReader } from '../../host/slices';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import { throwIfAborted, type FindingsFeature, type TargetState } from '../findings';
import { nameOf } from '../prompting';
import type { Destination } from './destination';
import { displacedOf, displacementBetween } from './estimate';
import { isUnderWay, NOTHING, type CarryOverState } from './types';

export interface CarryOverDeps {
  readonly series: Pick<SeriesGroups, 'of' | 'beside'>;
  readonly reader: Pick<SliceReader, 'readSlice'>;
  readonly labelmaps: Pick<LabelmapStore, 'sourcesOf' | 'segmentRegions' | 'writeAll'>;
  readonly findings: Pick<FindingsFeature, 'store' | 'records'>;
  readonly notices: Notices;
  /** The segment of that label on another series. */
  readonly destinationOn: (
    to: SeriesGroup,
    like: Pick<TargetState, 'label' | 'color'>,
  ) => Promise<Destination>;
}

/** What the panel may ask for carrying segments over to other series. */
export interface CarryOver {
  readonly store: ReadonlyStore<CarryOverState>;
  /** Chooses the series; a displacement between both is estimated then. */
  choose(seriesId: string | null): void;
  /** Whether the displacement is corrected. */
  correct(corrects: boolean): void;
  /** Carries the active segment over, as one undo step. */
  run(): Promise<void>;
  /** Ends what is under way; nothing was written. */
  cancel(): void;
  start(): void;
  /** The study is left: what is under way ends and nothing of it stays. */
  reset(): void;
}

/** A segment that is the active one for so long is meant. */
const SETTLED_MS = 300;

/** The active segment on another series of the same frame of reference. */
export function createCarryOver(deps: CarryOverDeps): CarryOver {
  const store = createStore<CarryOverState>(() => NOTHING);
  const runs = running(deps, store);
  let stop: (() => void) | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    const from = sourceOf(deps);
    const others = from ? deps.series.beside(from).map(nameOf) : [];
    const before = store.getState();
    if (JSON.stringify(others) === JSON.stringify(before.others)) return;
    if (!isUnderWay(before)) store.setState({ ...NOTHING, others });
  };
  return {
    ...{ store, run: runs.carry, cancel: runs.cancel },
    choose: chosen => {
      runs.end({ ...NOTHING, others: store.getState().others, chosen });
      if (chosen) void runs.estimate();
    },
    correct: corrects => store.setState({ corrects }),
    start: () => {
      if (stop) return;
      stop = deps.findings.store.subscribe(({ target }, { target: before }) => {
        const isSame =
          target?.segmentationId === before?.segmentationId &&
          target?.segmentIndex === before?.segmentIndex;
        if (isSame) return;
        // The viewer makes other segmentations the active one for a moment.
        clearTimeout(soon);
        soon = setTimeout(follow, SETTLED_MS);
      });
      follow();
    },
    reset: () => {
      clearTimeout(soon);
      stop?.();
      stop = null;
      runs.end(NOTHING);
    },
  };
}

/** One thing at a time: an estimate, or a segment that is carried over. */
function running(deps: CarryOverDeps, store: StoreApi<CarryOverState>) {
  let run: AbortController | null = null;
  const end = (change: Partial<CarryOverState>) => {
    run?.abort();
    run = null;
    store.setState(change);
  };
  const begin = async (
    phase: 'estimating' | 'carrying',
    work: (both: Both, tell: Tell, signal: AbortSignal) => Promise<Partial<CarryOverState>>,
  ) => {
    const both = bothOf(deps, store.getState().chosen);
    if (run || !both) return;
    const begun = new AbortController();
    run = begun;
    const tell: Tell = (done, total) => {
      if (run === begun) store.setState({ done, total });
    };
    store.setState({ phase, done: 0, total: 0, keptOther: 0, error: null });
    try {
      const came = await work(both, tell, begun.signal);
      if (run === begun) end(came);
    } catch (error) {
      if (run !== begun) return;
      end({ phase: 'failed', error: toErrorData(error, 'segmentation-failed').code });
    }
  };
  return {
    end,
    estimate: () =>
      begin('estimating', async ({ from, to }, tell, signal) => {
        if (!displacedOf(from, to)) return { phase: 'idle', displacement: { kind: 'none' } };
        const displacement = await displacementBetween(deps, from, to, tell, signal);
        const corrects = displacement.kind === 'found' && displacement.displacement.clear;
        return { phase: 'idle', displacement, corrects };
      }),
    carry: () => {
      const { displacement, corrects } = store.getState();
      const correction =
        corrects && displacement.kind === 'found'
          ? { ...displacement.displacement, of: displacement.of }
          : undefined;
      return begin('carrying', (both, tell, signal) => carry(deps, both, correction, tell, signal));
    },
    cancel: () => {
      if (run) end({ phase: 'cancelled' });
    },
  };
}

type Tell = (done: number, total: number) => void;

interface Both {
  readonly target: TargetState;
  readonly from: SeriesGroup;
  readonly to: SeriesGroup;
}

function bothOf(deps: CarryOverDeps, chosen: string | null): Both | null {
  const { target } = deps.findings.store.getState();
  const from = sourceOf(deps);
  const to = from && deps.series.beside(from).find(({ id }) => id === chosen);
  return target && from && to ? { target, from, to } : null;
}

/** The series that the active segment's labelmap lies on. */
function sourceOf({ findings, labelmaps, series }: CarryOverDeps): SeriesGroup | null {
  const { target } = findings.store.getState();
  if (!target) return null;
  try {
    const [imageId] = labelmaps.sourcesOf(target);
    return imageId === undefined ? null : series.of(imageId);
  } catch (error) {
    // A segmentation that is just being made or has just gone has no labelmap.
    toErrorData(error, 'no-segmentation');
    return null;
  }
}

async function carry(
  deps: CarryOverDeps,
  { target, from, to }: Both,
  correction: Correction | undefined,
  tell: Tell,
  signal: AbortSignal,
): Promise<Partial<CarryOverState>> {
  const { labelmaps, findings, notices, destinationOn } = deps;
  const { source, masks } = await masksOf(deps, target, from, tell);
  throwIfAborted(signal);
  const carried = carryOver(planesOf(source), planesOf(to), masks, correction);
  if (!carried.size) {
    notices.tell('info', 'carry.nothing');
    return { phase: 'idle' };
  }
  const destination = await destinationOn(to, target);
  try {
    throwIfAborted(signal);
    const edits = [...carried].map(([k, mask]) => ({ slice: to.slices[k], mask }));
    const { keptOther } = await labelmaps.writeAll(destination.segment, edits);
    findings.records.setCoding(destination.segment, target.coding);
    return { phase: 'done', done: edits.length, keptOther };
  } catch (error) {
    destination.dropIfNew();
    throw error;
  }
}

/** The segment's masks by their slice, in the group of its series that it has voxels on. */
async function masksOf(
  { labelmaps, series }: CarryOverDeps,
  { segmentationId, segmentIndex }: SegmentRef,
  from: SeriesGroup,
  tell: Tell,
) {
  let source: SeriesGroup | null = null;
  const masks = new Map<number, RegionMask>();
  for await (const { imageId, region } of labelmaps.segmentRegions(segmentationId, segmentIndex)) {
    source ??= series.of(imageId);
    const k = source?.slices.findIndex(slice => slice.imageId === imageId) ?? -1;
    if (k >= 0) masks.set(k, region);
    tell(masks.size, source?.slices.length ?? 0);
  }
  return { source: source ?? from, masks };
}
