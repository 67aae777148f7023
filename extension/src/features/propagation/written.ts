import { toErrorData } from '../../core/errors';
import type { LabelmapStore, SegmentRef } from '../../host/labelmap';
import { isStored, type ShownSlice } from '../../host/slices';
import type { Findings } from '../findings';
import type { Prompting } from '../prompting';
import { shownKey } from '../prompting';

/** Strokes and scrolling follow each other: looking waits until they pause. */
const PAUSE_MS = 300;

interface SegmentDeps {
  readonly labelmaps: Pick<LabelmapStore, 'masksOn'>;
  readonly prompting: Pick<Prompting, 'store' | 'shown'>;
  readonly findings: Pick<Findings, 'store'>;
}

/**
 * Tells which slices of the active viewport's stack the active segment is on, and again when one of
 * them changes. Returns the way to stop.
 */
export function followSegment(
  { labelmaps, prompting, findings }: SegmentDeps,
  stack: () => readonly ShownSlice[],
  tell: (written: ReadonlySet<string>) => void,
): () => void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;
  /** Keys of the slices that were looked at last. */
  let looked: ReadonlySet<string> = new Set();
  const look = async () => {
    const mine = ++newest;
    const shown = prompting.shown();
    const { target } = findings.store.getState();
    const slices = shown ? looksAt(shown, stack()) : [];
    const written = target ? await writtenOn(target, slices, labelmaps) : new Set<string>();
    if (mine !== newest) return;
    looked = new Set(slices.map(({ key }) => key));
    tell(written);
  };
  const changed = () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      // Expected of a segment that has no labelmap yet; what is not foreseen is logged.
      look().catch((error: unknown) => {
        toErrorData(error, 'no-segmentation');
        tell(new Set());
      });
    }, PAUSE_MS);
  };
  const stops = [
    // Measuring begins anew whenever voxels of the segment have changed.
    findings.store.subscribe(changed),
    prompting.store.subscribe(now => {
      const key = shownKey(now);
      if (key !== undefined && !looked.has(key)) changed();
    }),
  ];
  changed();
  return () => {
    stops.forEach(stop => stop());
    clearTimeout(pause);
    newest++;
  };
}

/**
 * The slices to look at. Of a reformatted plane only the slice shown: its neighbours cut all stored
 * images.
 */
function looksAt(shown: ShownSlice, slices: readonly ShownSlice[]): readonly ShownSlice[] {
  return isStored(shown) ? slices : [shown];
}

/** Keys of the slices that a segment is on. Rejects with what reading the labelmap rejects with. */
async function writtenOn(
  target: SegmentRef,
  slices: readonly ShownSlice[],
  labelmaps: Pick<LabelmapStore, 'masksOn'>,
): Promise<ReadonlySet<string>> {
  const masks = await labelmaps.masksOn(target, slices);
  return new Set([...masks.keys()].map(k => slices[k].key));
}
