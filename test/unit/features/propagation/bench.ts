import { createStore } from 'zustand/vanilla';
import type { WorkerSegmentResult } from '../../../../extension/src/inference/api';
import type { Outcome } from '../../../../extension/src/inference/api';
import { SamError } from '../../../../extension/src/core/errors';
import type { RegionMask } from '../../../../extension/src/core/mask/regionMask';
import { Answering } from '../../../../extension/src/features/prompting/answering';
import { promptingActions } from '../../../../extension/src/features/prompting/actions';
import { emptyDraft } from '../../../../extension/src/features/prompting/drafts';
import { createPropagation } from '../../../../extension/src/features/propagation';
import type { PlanarViewport, ShownSlice } from '../../../../extension/src/host/slices';
import { createNotices } from '../../../../extension/src/ui/notices';
import { answerOf, discs } from '../../core/volume/discs';
import { createPromptingStore, shownKey } from '../../../../extension/src/features/prompting/store';
import { createTexts } from '../../../../extension/src/i18n/texts';
import { point } from '../prompting/fakes';

type Follow = (k: number, signal: AbortSignal) => Promise<Outcome<WorkerSegmentResult>>;

function paneElement(): HTMLElement {
  const element = document.createElement('div');
  document.createElement('div').append(element);
  document.body.append(element.parentElement!);
  return element;
}

/**
 * Propagation over a made stack, with the real drafts and a model that knows the truth.
 *
 * @param inPage follows the page as well, which a test without a DOM can't.
 */
export async function propagationBench(radii: readonly number[], inPage = true) {
  const made = discs(radii);
  const images = await Promise.all(radii.map((_, k) => made.volume.read(k)));
  const slices = images.map((image, k): ShownSlice => {
    const { key } = image;
    const plane = { ...image.plane, origin: [0, 0, made.volume.positions[k]] as const };
    return {
      ...{ key, imageId: key, units: 'HU', plane },
      addressOf: (i, j) => ({ imageId: key, offset: j * plane.columns + i }),
      read: () => image,
    };
  });
  const store = createPromptingStore();
  const notices = createNotices();
  const asked: number[] = [];
  const unreadable = new Set<number>();
  const inSegment = new Map<number, RegionMask>();
  const shownImages: string[] = [];
  const model: { follow: Follow } = {
    follow: async k => ({ ok: true, value: answered(made.truth[k]) }),
  };
  const answering = new Answering({
    ...{ store, notices, viewFor: () => ({}) },
    runner: { answer: async () => undefined },
  });
  const show = (k: number) => store.setState({ slice: { phase: 'ready', key: slices[k].key } });
  const pane = { id: 'pane', element: inPage ? paneElement() : null } as unknown as PlanarViewport;
  let drawn: () => void = () => undefined;
  let shownStack = slices;
  let isVolumeRendering = false;
  const shownSlice = () => slices.find(({ key }) => key === shownKey(store.getState())) ?? null;
  const actions = promptingActions({
    ...{ store, answering, notices },
    labelmaps: { maskOn: () => made.truth[0] },
    findings: { store: findingStore() },
    twoSeries: { choose: () => undefined },
    shown: () => null,
    measuredPrompt: () => null,
    selectTool: () => undefined,
    toolFor: () => 'include',
    leaveHover: () => undefined,
  });
  const propagation = createPropagation({
    viewports: {
      activeId: 'pane',
      get: () => pane,
      all: () => [pane],
      watch: onDrawn => {
        drawn = () => onDrawn(pane);
        return () => undefined;
      },
      show: (_, { imageId }) => void shownImages.push(imageId),
    },
    reader: {
      stackIn: () => {
        if (isVolumeRendering) throw new SamError('plane-not-supported', '3D');
        return shownStack;
      },
      readSlice: async slice => {
        if (unreadable.has(slices.indexOf(slice))) throw new SamError('pixels-unavailable', 'gone');
        return slice.read();
      },
    },
    labelmaps: { masksOn: async () => inSegment },
    runtime: {
      runner: {
        follow: (slice: ShownSlice, _: unknown, signal: AbortSignal) => {
          const k = slices.findIndex(({ key }) => key === slice.key);
          asked.push(k);
          return model.follow(k, signal);
        },
      } as never,
    },
    findings: { store: findingStore() },
    prompting: {
      ...actions,
      ...{ store, viewFor: () => ({}), shown: shownSlice },
    },
    texts: createTexts('en'),
    notices,
  });
  if (inPage) propagation.start();
  return {
    ...{ made, slices, store, notices, asked, inSegment, model, propagation, actions, show },
    ...{ shownImages, answering, unreadable },
    /** The pane goes over to another orientation. */
    showOtherStack: () => {
      shownStack = slices.map(slice => ({ ...slice, key: `other-${slice.key}` }));
      store.setState({ slice: { phase: 'ready', key: shownStack[0].key } });
      drawn();
    },
    /** The pane goes over to 3D. */
    showVolumeRendering: () => {
      isVolumeRendering = true;
    },
    /** What Accept does to the drafts. */
    accept: () => {
      store.setState({ accepting: true });
      answering.clear();
      store.setState({ accepting: false });
    },
    /** The reader's own mask on a slice. */
    prompt: (k: number) =>
      answering.put({
        ...emptyDraft(slices[k]),
        ...{ prompts: [point(slices[k].key, `p${k}`)], answer: answerOf(made.truth[k]) },
        phase: 'final',
      }),
    /** The reader corrects a propagated slice, so that it has the mask of another one. */
    correct: (k: number, like: number) => {
      const draft = store.getState().drafts.get(slices[k].key)!;
      const prompts = [point(slices[k].key, `c${k}`)];
      answering.put({
        ...draft,
        prompts,
        answer: answerOf(made.truth[like]),
        phase: 'final',
        run: -k,
      });
    },
    /** Numbers of the slices that have a draft. */
    drafted: () => slices.flatMap(({ key }, k) => (store.getState().drafts.has(key) ? [k] : [])),
    draft: (k: number) => store.getState().drafts.get(slices[k].key)!,
  };
}

const answered = (mask: RegionMask): WorkerSegmentResult => ({
  ...answerOf(mask),
  milliseconds: 1,
});

const findingStore = () =>
  createStore(() => ({ target: { segmentationId: 's', segmentIndex: 1 } })) as never;
