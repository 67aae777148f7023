import { createStore, type StoreApi } from 'zustand/vanilla';

import { SamError, toErrorData } from '../../core/errors';
import { ORGAN_PRESETS, organSlices, type OrganPreset } from '../../core/organs';
import type { Ask } from '../../core/volume';
import { pageYielder } from '../../host/mainThread';
import type { ShownSlice, SliceReader } from '../../host/slices';
import type { Viewports } from '../../host/viewports';
import type { Notices } from '../../ui/notices';
import type { ReadonlyStore } from '../../ui/readonlyStore';
import type { Texts } from '../../i18n/texts';
import { throwIfAborted, type Findings } from '../findings';
import { standsFirm, type Prompting } from '../prompting';
import type { Runtime } from '../runtime';
import { codingOfPreset } from './coding';
import { KnownSeries, stackOf } from './series';
import { isUnderWay, NOTHING, type OrgansState } from './types';

export interface OrgansDeps {
  readonly viewports: Pick<Viewports, 'activeId' | 'get' | 'show'>;
  readonly reader: Pick<SliceReader, 'stackIn' | 'readSlice'>;
  readonly runtime: Pick<Runtime, 'runner'>;
  readonly findings: Pick<Findings, 'codeSegment' | 'store'>;
  readonly prompting: Pick<
    Prompting,
    'store' | 'viewFor' | 'putPropagated' | 'becomeSegment' | 'clear' | 'onAccepted'
  >;
  readonly notices: Notices;
  readonly texts: Pick<Texts, 'of'>;
  /** This project's presets and those of other extensions. */
  readonly presets: () => readonly OrganPreset[];
}

/** What commands and the panel may ask of the organ presets. */
export interface Organs {
  readonly store: ReadonlyStore<OrgansState>;
  presets(): readonly OrganPreset[];
  /** Chooses a preset, with the numbers of its file. */
  choose(id: string): void;
  /** Changes a number of the chosen preset; null takes the file's again. */
  change(key: string, value: number | null): void;
  /** Finds the organ in the series shown and puts its masks on the slices, not accepted yet. */
  run(): Promise<void>;
  /** Ends the run; what was drawn stays. */
  cancel(): void;
  start(): void;
  /** The study is left: the run ends and nothing of it stays. */
  reset(): void;
}

/** Organs without a click: found by anatomy, offered as masks that the reader accepts. */
export function createOrgans(deps: OrgansDeps): Organs {
  const store = createStore<OrgansState>(() => ({
    ...NOTHING,
    preset: ORGAN_PRESETS[0].id,
    changed: {},
  }));
  const runs = running(deps, store);
  let stop: (() => void) | null = null;
  return {
    ...{ store, run: runs.begin, cancel: runs.cancel, presets: deps.presets },
    ...choosing(store),
    start: () => {
      stop ??= followPrompting(deps, runs);
    },
    reset: () => {
      stop?.();
      stop = null;
      runs.forget();
    },
  };
}

/** One run at a time, and what it offers. */
function running(deps: OrgansDeps, store: StoreApi<OrgansState>) {
  const series = new KnownSeries();
  let run: AbortController | null = null;
  /** Of the masks that wait to be accepted. */
  let offered: OrganPreset | null = null;
  /** Masks of the run before make room for those of this one. */
  let replacing = false;
  const end = (change: Partial<OrgansState>) => {
    run?.abort();
    run = null;
    store.setState(change);
  };
  const cancel = () => {
    if (run) end({ phase: 'cancelled' });
  };
  const replace = () => {
    replacing = true;
    deps.prompting.clear({ all: true });
    replacing = false;
  };
  const begin = async () => {
    const { preset: id, changed } = store.getState();
    const preset = deps.presets().find(one => one.id === id);
    if (!preset || run || deps.prompting.store.getState().accepting) return;
    const begun = new AbortController();
    run = begun;
    const tell = (change: Partial<OrgansState>) => {
      if (run === begun) store.setState(change);
    };
    const telling = { tell, replace, drawing: () => (offered = preset) };
    try {
      const came = await findAndDraw(deps, series, preset, changed, begun.signal, telling);
      if (run === begun) end(came);
    } catch (error) {
      if (run !== begun) return;
      const { code } = toErrorData(error, 'segmentation-failed');
      end({ phase: 'failed', error: code });
      deps.notices.fail(error, 'segmentation-failed');
    }
  };
  return {
    ...{ begin, cancel, offered: () => offered },
    /** The masks were accepted, or cleared. */
    gone: () => {
      offered = null;
      if (!replacing) cancel();
    },
    forget: () => {
      offered = null;
      series.forget();
      end({ ...NOTHING, changed: {} });
    },
  };
}

function choosing(store: StoreApi<OrgansState>): Pick<Organs, 'choose' | 'change'> {
  return {
    choose: id => {
      if (!isUnderWay(store.getState())) store.setState({ ...NOTHING, preset: id, changed: {} });
    },
    change: (key, value) => {
      const { [key]: _before, ...others } = store.getState().changed;
      store.setState({ changed: value === null ? others : { ...others, [key]: value } });
    },
  };
}

/** Codes the segment that the organ was accepted into; forgets an organ that was cleared. */
function followPrompting(
  { prompting, findings }: OrgansDeps,
  { offered, gone }: { readonly offered: () => OrganPreset | null; readonly gone: () => void },
): () => void {
  const stops = [
    prompting.onAccepted(({ segment }) => {
      const preset = offered();
      const target = findings.store.getState().target;
      // What the reader has said of the segment stays.
      if (!preset || target?.coding.structure || target?.coding.abnormality) return;
      const isTarget =
        target?.segmentationId === segment.segmentationId &&
        target.segmentIndex === segment.segmentIndex;
      if (isTarget) findings.codeSegment(codingOfPreset(preset));
    }),
    prompting.store.subscribe((now, before) => {
      if (before.drafts.size && !now.drafts.size) gone();
    }),
  ];
  return () => stops.forEach(stop => stop());
}

interface Telling {
  readonly tell: (change: Partial<OrgansState>) => void;
  /** What was found before is dropped. */
  readonly replace: () => void;
  /** The first mask is about to be offered. */
  readonly drawing: () => void;
}

/** One run; resolves to what it has come to. */
async function findAndDraw(
  deps: OrgansDeps,
  series: KnownSeries,
  preset: OrganPreset,
  changed: Readonly<Record<string, number>>,
  signal: AbortSignal,
  { tell, replace, drawing }: Telling,
): Promise<Partial<OrgansState>> {
  const { prompting } = deps;
  if (isInWork(deps)) return NOTHING;
  const slices = stackShown(deps);
  if (!slices.length) {
    deps.notices.tell('info', 'organs.noSeries');
    return NOTHING;
  }
  const stack = stackOf(slices, deps.reader);
  tell({ ...NOTHING, phase: 'reading', total: slices.length });
  const anatomy = await series.anatomyOf(slices, stack, deps.presets(), done => {
    throwIfAborted(signal);
    tell({ done: Math.round(done * slices.length) });
  });
  throwIfAborted(signal);
  tell({ phase: 'searching' });
  await nextFrame();
  const organ = anatomy.find(preset, changed);
  if (organ.kind === 'absent') return { ...NOTHING, phase: 'absent', reason: organ.reason };
  const unsure = organ.kind === 'unsure';
  // Prompts may have been given while the series was read.
  if (isInWork(deps)) return NOTHING;
  tell({ phase: 'drawing', done: 0, total: 0, unsure });
  // What was found before would become part of the organ.
  if (prompting.store.getState().drafts.size) replace();
  let done = 0;
  let before = performance.now();
  for await (const { k, prompts, answer, confidence, remaining } of organSlices(
    organ,
    stack,
    askOf(deps, slices),
    signal,
  )) {
    if (signal.aborted) return {};
    const milliseconds = performance.now() - before;
    before = performance.now();
    prompting.putPropagated(slices[k], {
      ...{ answer, prompts, confidence, milliseconds, checked: false },
    });
    if (!done) {
      drawing();
      prompting.becomeSegment(deps.texts.of(preset.texts.name));
      showFirst(deps, slices[k]);
    }
    tell({ done: ++done, total: done + remaining });
  }
  return done ? { phase: 'done' } : { ...NOTHING, phase: 'absent', reason: 'not-in-view' };
}

/** One object at a time, and what the reader has made is not thrown away unasked. */
function isInWork({ prompting, notices }: OrgansDeps): boolean {
  const drafts = [...prompting.store.getState().drafts.values()];
  if (!drafts.some(standsFirm)) return false;
  notices.tell('info', 'organs.objectInWork');
  return true;
}

/** The reader sees the organ where it is drawn first. */
function showFirst({ viewports }: OrgansDeps, slice: ShownSlice): void {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  if (viewport) viewports.show(viewport, slice);
}

/** The page shows what is about to be done. */
const nextFrame = () => new Promise<void>(resolve => setTimeout(resolve, 30));

function stackShown({ viewports, reader }: OrgansDeps): readonly ShownSlice[] {
  const viewport = viewports.activeId ? viewports.get(viewports.activeId) : null;
  return viewport ? reader.stackIn(viewport) : [];
}

/** The engine in the worker, at the priority of propagation. */
function askOf({ runtime, prompting }: OrgansDeps, slices: readonly ShownSlice[]): Ask {
  const view = prompting.viewFor(slices[0]);
  const yieldToPage = pageYielder();
  return async ({ slice: { key }, prompts, previous, promptedBy }, signal) => {
    await yieldToPage();
    const outcome = await runtime.runner.follow(
      slices.find(slice => slice.key === key)!,
      { prompts, previous, promptedBy, ...view },
      signal ?? new AbortController().signal,
    );
    if (!outcome.ok) throw new SamError(outcome.error.code, outcome.error.detail);
    return outcome.value;
  };
}
