import type { StoreApi } from 'zustand/vanilla';
import type { StepId } from '../../host/labelmap';
import type { PlanarViewport } from '../../host/slices';
import { ifPlanar } from '../../host/slices';
import { acceptLesions } from './accept';
import type { WorklistDeps } from './createLesionWorklist';
import type { LesionSearchState, ListedLesion } from './types';

/** What the reader does with the list; of the entry that it is at, when none is named. */
export interface WorklistActions {
  /** Goes to an entry: its slice is shown in the pane that has the series. */
  show(id: number): void;
  /** Goes to the next (+1) or previous (−1) open entry; next searches where nothing was searched. */
  step(step: 1 | -1): void;
  /** Writes it, as one undo step, and goes on to the next. */
  accept(id?: number): Promise<void>;
  /** Marks it as rejected, or opens it again, and goes on; nothing is written. */
  reject(id?: number): void;
  /** Makes it the object that is being prompted: clicks correct it, Accept writes it. */
  refine(id?: number): void;
  /** Picks it, or puts it back. */
  pick(id?: number): void;
  /** Writes all that are picked as one undo step. */
  acceptPicked(): Promise<void>;
}

type Steps = Map<StepId, readonly number[]>;

export function worklistActions(
  deps: WorklistDeps,
  store: StoreApi<LesionSearchState>,
  steps: Steps,
): WorklistActions {
  const { notices } = deps;
  const going = goingThrough(deps, store);
  const { find, mark, goOn } = going;
  const write = writing(deps, store, steps, going);
  return {
    ...{ show: going.show, step: going.step },
    accept: async id => {
      const lesion = find(id);
      if (lesion?.status === 'open') await write([lesion]);
    },
    reject: id => {
      const lesion = find(id);
      if (lesion?.status === 'rejected') mark([lesion.id], 'open');
      if (lesion?.status !== 'open') return;
      mark([lesion.id], 'rejected');
      goOn();
    },
    refine: id => {
      const lesion = find(id);
      if (lesion?.status !== 'open') return;
      if (refineLesion(deps, store, lesion)) mark([lesion.id], 'refining');
    },
    pick: id => {
      const lesion = find(id);
      if (lesion?.status !== 'open') return;
      const picked = new Set(store.getState().picked);
      if (!picked.delete(lesion.id)) picked.add(lesion.id);
      store.setState({ picked });
    },
    acceptPicked: async () => {
      const { lesions, picked } = store.getState();
      const chosen = lesions.filter(({ id, status }) => picked.has(id) && status === 'open');
      if (chosen.length) await write(chosen);
      else notices.tell('info', 'notice.noneLesionPicked');
    },
  };
}

type Going = ReturnType<typeof goingThrough>;

/** The way through the list. */
function goingThrough(deps: WorklistDeps, store: StoreApi<LesionSearchState>) {
  const { notices, viewports } = deps;
  const find = (id = store.getState().current ?? undefined): ListedLesion | undefined => {
    const lesion = store.getState().lesions.find(one => one.id === id);
    if (!lesion) notices.tell('info', 'notice.noLesionChosen');
    return lesion;
  };
  const show = (id: number) => {
    const lesion = find(id);
    if (!lesion) return;
    store.setState({ current: id });
    const viewport = paneOf(deps, lesion);
    if (viewport) viewports.show(viewport, lesion.best.slice);
    else notices.tell('info', 'notice.stackNotShown');
  };
  const step = (by: 1 | -1) => {
    const { lesions, current } = store.getState();
    const open = lesions.filter(({ status }) => status === 'open');
    if (!open.length) return notices.tell('info', 'notice.noLesionOpen');
    const before = open.filter(({ id }) => id < (current ?? Infinity));
    const next = by > 0 ? open.find(({ id }) => id > (current ?? 0)) : before.at(-1);
    show((next ?? open.at(by > 0 ? 0 : -1)!).id);
  };
  const mark = (ids: readonly number[], status: ListedLesion['status']) =>
    store.setState(({ lesions, picked }) => ({
      lesions: lesions.map(one => (ids.includes(one.id) ? marked(one, status) : one)),
      picked: new Set([...picked].filter(id => !ids.includes(id))),
    }));
  const goOn = () => {
    if (store.getState().lesions.some(({ status }) => status === 'open')) step(1);
  };
  return { find, show, step, mark, goOn };
}

/** What was written before is not of it any more. */
const marked = (
  { refinedMm3: _refined, ...lesion }: ListedLesion,
  status: ListedLesion['status'],
): ListedLesion => ({ ...lesion, status });

/** Writes entries, one write at a time; what can't be written stays open. */
function writing(
  deps: WorklistDeps,
  store: StoreApi<LesionSearchState>,
  steps: Steps,
  { mark, goOn }: Going,
): (lesions: readonly ListedLesion[]) => Promise<void> {
  const { notices } = deps;
  return async lesions => {
    const { organ, choices, accepting } = store.getState();
    if (!organ || accepting) return;
    store.setState({ accepting: true });
    try {
      const { step, keptOther } = await acceptLesions(deps, lesions, organ, choices);
      // The study was left, or the list dropped, meanwhile.
      if (store.getState().organ !== organ) return;
      const ids = lesions.map(({ id }) => id);
      if (step !== null) steps.set(step, ids);
      mark(ids, 'accepted');
      goOn();
      if (keptOther) notices.tell('info', 'notice.otherSegmentsKept', { count: keptOther });
      else notices.tell('info', 'notice.lesionsAccepted', { count: lesions.length });
    } catch (error) {
      notices.fail(error, 'segmentation-failed');
    } finally {
      store.setState({ accepting: false });
    }
  };
}

/** The pane that shows the candidate's series: the active one first. */
/** A pane that shows the series of an entry. */
export function paneOf(
  { viewports, reader }: Pick<WorklistDeps, 'viewports' | 'reader'>,
  { best }: ListedLesion,
): PlanarViewport | undefined {
  const active = viewports.activeId ? viewports.get(viewports.activeId) : null;
  return [...(active ? [active] : []), ...viewports.all()].find(pane =>
    ifPlanar(() => reader.stackIn(pane))?.some(({ key }) => key === best.slice.key),
  );
}

/**
 * The candidate's masks become drafts of the object that is being prompted, to be written to a new
 * segment. False when the reader's own object would be mixed with it.
 */
function refineLesion(
  { prompting, notices }: WorklistDeps,
  store: StoreApi<LesionSearchState>,
  lesion: ListedLesion,
): boolean {
  if (prompting.store.getState().drafts.size) {
    notices.tell('info', 'notice.finishObjectFirst');
    return false;
  }
  const { organ, choices } = store.getState();
  const takesFrom = choices.takesFromOrgan ? organ?.segment : undefined;
  for (const { slice, answer, prompts } of lesion.slices) {
    const confidence = Math.min(1, Math.max(0, answer.candidates[0].predictedIoU));
    const found = { answer, prompts, confidence, milliseconds: 0, checked: false };
    prompting.putPropagated(slice, { ...found, ...(takesFrom ? { takesFrom } : {}) });
  }
  if (choices.destination === 'new') prompting.becomeSegment();
  return true;
}
