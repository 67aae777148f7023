import { createStore } from 'zustand/vanilla';

import { toErrorData } from '../../core/errors';
import { isOn, measurements, type Measurement } from '../../host/measurements';
import type { Host } from '../../host/ohif';
import { ifPlanar } from '../../host/slices';
import type { Texts } from '../../i18n/texts';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import { makeLesion, type MakeDeps, type PlacedMeasurement } from './makeLesion';
import { IDLE, type LesionsState, type SkippedReason, type WhichMeasurements } from './types';

export interface LesionsDeps extends MakeDeps {
  readonly host: Host;
  readonly notices: Notices;
  readonly texts: Texts;
}

/** What commands and the panel may ask for lesions from measurements. */
export interface Lesions {
  readonly store: ReadonlyStore<LesionsState>;
  /**
   * Makes a segment in 3D of each measurement. Without `which`, of those that are selected, and of all
   * when none is. Each is one undo step.
   */
  make(which?: WhichMeasurements): Promise<void>;
  /** Ends the run; lesions that are made stay, the one under way is dropped. */
  cancel(): void;
  start(): void;
  /** The study is left: the run ends and nothing of it stays. */
  reset(): void;
}

/** Lesions in 3D from measurements in the plane. */
export function createLesions(deps: LesionsDeps): Lesions {
  const store = createStore<LesionsState>(() => IDLE);
  let run: AbortController | null = null;
  const end = (state: Partial<LesionsState>) => {
    run?.abort();
    run = null;
    store.setState(state);
  };
  const make = async (which?: WhichMeasurements) => {
    if (run) return;
    const chosen = choose(measurements(deps.host), which);
    if (!chosen.length) {
      return deps.notices.tell(
        'info',
        which === 'selected' ? 'lesions.noneSelected' : 'lesions.none',
      );
    }
    const begun = new AbortController();
    run = begun;
    const tell = (state: Partial<LesionsState>) => {
      if (run === begun) store.setState(state);
    };
    tell({ ...IDLE, phase: 'running', total: chosen.length });
    try {
      await makeAll(deps, chosen, tell, () => store.getState(), begun.signal);
      if (run === begun) end({ phase: 'done' });
    } catch (error) {
      const { code } = toErrorData(error, 'segmentation-failed');
      if (run === begun) end({ phase: 'failed', error: code });
    }
  };
  return {
    ...{ store, make },
    cancel: () => {
      if (run) end({ phase: 'cancelled' });
    },
    start: () => undefined,
    reset: () => end(IDLE),
  };
}

function choose(all: readonly Measurement[], which?: WhichMeasurements): readonly Measurement[] {
  const selected = all.filter(one => one.selected);
  if (which === 'selected' || (which === undefined && selected.length)) return selected;
  // An arrow or a probe says too little of what it marks to be taken unasked.
  return all.filter(({ shape }) => shape.kind !== 'point');
}

async function makeAll(
  deps: LesionsDeps,
  chosen: readonly Measurement[],
  tell: (state: Partial<LesionsState>) => void,
  state: () => LesionsState,
  signal: AbortSignal,
): Promise<void> {
  const stacks = deps.viewports.all().map(pane => ({
    viewportId: pane.id,
    slices: ifPlanar(() => deps.reader.stackIn(pane)) ?? [],
  }));
  for (const [n, measurement] of chosen.entries()) {
    const placed = place(deps.host, stacks, measurement);
    const label = measurement.label || deps.texts.text('lesions.label', { number: n + 1 });
    const onSlice = (slices: number) => tell({ slices });
    const skipped: SkippedReason | null = placed
      ? await makeLesion(deps, placed, label, onSlice, signal)
      : 'not-shown';
    const before = state();
    tell({
      ...{ done: n + 1, slices: 0 },
      ...(skipped ? { skipped: [...before.skipped, skipped] } : { made: before.made + 1 }),
    });
  }
}

/** The stack of a pane that a measurement was made in; stored images before planes across them. */
function place(
  host: Host,
  stacks: readonly Pick<PlacedMeasurement, 'viewportId' | 'slices'>[],
  measurement: Measurement,
): PlacedMeasurement | null {
  for (const stack of stacks) {
    const at = stack.slices.findIndex(slice => isOn(host, slice, measurement));
    if (at >= 0) return { ...stack, measurement, at };
  }
  return null;
}
