import { createGenerator, type GenerateMasks } from '../../core/automatic/generate';
import { SamError } from '../../core/errors';
import type { ValueWindow } from '../../core/image/sliceImage';
import type { LabelmapStore } from '../../host/labelmap';
import type { ShownSlice } from '../../host/slices';
import type { Notices } from '../../ui/notices';
import type { Findings } from '../findings';
import { shownKey, type Prompting } from '../prompting';
import type { Runtime } from '../runtime';
import { partOf } from './area';
import { presetOf } from './presets';
import { parametersOf } from './settings';
import type { AutomaticSettings, AutomaticState } from './types';

export interface SearchDeps {
  readonly labelmaps: Pick<LabelmapStore, 'covers' | 'maskOn'>;
  readonly runtime: Pick<Runtime, 'runner'>;
  readonly findings: Pick<Findings, 'store'>;
  readonly prompting: Pick<Prompting, 'store' | 'shown' | 'viewFor'>;
  readonly notices: Notices;
}

/** What was found, and on which slice. */
export interface Found {
  readonly slice: ShownSlice;
  /** What the model was shown the slice in. */
  readonly window: ValueWindow;
  readonly generate: GenerateMasks;
}

/** Asks the model; null when the part of the slice that the reader chose is not there. */
export async function findOn(
  { prompting, findings, labelmaps, runtime, notices }: SearchDeps,
  settings: AutomaticSettings,
  signal: AbortSignal,
  tell: (told: Partial<AutomaticState>) => void,
): Promise<Found | null> {
  const slice = prompting.shown();
  if (!slice) return null;
  const state = prompting.store.getState();
  const { target } = findings.store.getState();
  const part = partOf(settings.area, slice, state.drafts.get(shownKey(state) ?? ''), () =>
    target && labelmaps.covers(target, slice) ? labelmaps.maskOn(target, slice) : null,
  );
  if (!part) {
    notices.tell('info', settings.area === 'drawn' ? 'notice.noDrawnArea' : 'notice.noSegmentArea');
    return null;
  }
  const parameters = parametersOf(settings, slice.plane);
  const preset = slice.units === 'HU' ? presetOf(settings.preset).window : undefined;
  const { window = preset } = prompting.viewFor(slice);
  tell({ phase: 'running', sliceKey: slice.key });
  const started = performance.now();
  const outcome = await runtime.runner.findCandidates(
    slice,
    { ...part, parameters, window },
    ({ done, total }) => {
      const seconds = (performance.now() - started) / 1000;
      tell({ done, total, secondsLeft: done ? (seconds / done) * (total - done) : null });
    },
    signal,
  );
  if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
  return { slice, window: outcome.value.window, generate: createGenerator(outcome.value) };
}
