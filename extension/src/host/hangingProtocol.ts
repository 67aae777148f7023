import { seriesRow } from '../core/studyTypes/seriesRow';
import type { Host, OhifDisplaySet } from './ohif';

export const PROTOCOL_ID = 'ohif-sam.series';
/** Place of a series among those side by side, from 1; 0 for any other. */
const PLACE = 'samPlace';
const MOST_PANES = 4;

/** Segmentations are shown on every series of the same frame of reference. */
const SEGMENTATIONS = {
  type: 'hydrateseg',
  id: 'sameFORId',
  source: true,
  target: true,
  options: { matchingRules: ['sameFOR'] },
};
const SCROLLING = { type: 'imageslice', id: 'sam-slices', source: true, target: true };
const PANE = {
  viewportType: 'stack',
  toolGroupId: 'default',
  allowUnmatchedView: true,
  initialImageOptions: { preset: 'middle' },
};

const GRIDS = { 2: [1, 2], 3: [1, 3], 4: [2, 2] } as const;

const stage = (count: 2 | 3 | 4) => ({
  id: `row-${count}`,
  name: `${count} × 1`,
  stageActivation: { enabled: { minViewportsMatched: count } },
  viewportStructure: {
    layoutType: 'grid',
    properties: { rows: GRIDS[count][0], columns: GRIDS[count][1] },
  },
  viewports: Array.from({ length: count }, (_, n) => ({
    viewportOptions: { ...PANE, syncGroups: [SEGMENTATIONS, SCROLLING] },
    displaySets: [{ id: `place-${n + 1}` }],
  })),
});

/**
 * Phases of a CT, or the sequences of an MR, side by side and scrolling together; one series in one
 * pane where there are none. Every pane begins with the middle of its series.
 */
export const seriesProtocol = {
  id: PROTOCOL_ID,
  name: 'SAM',
  description: 'Phases or sequences side by side, else one series',
  locked: true,
  protocolMatchingRules: [
    // Above the viewer's own grid, which a mode lists behind.
    {
      id: 'images',
      weight: 50,
      attribute: 'numberOfDisplaySetsWithImages',
      constraint: { greaterThan: 0 },
    },
  ],
  toolGroupIds: ['default'],
  displaySetSelectors: {
    any: {
      allowUnmatchedView: true,
      seriesMatchingRules: [
        {
          ...{ attribute: 'numImageFrames', weight: 1, required: true },
          constraint: { greaterThan: { value: 0 } },
        },
        {
          ...{ attribute: 'isDisplaySetFromUrl', weight: 20 },
          constraint: { equals: true },
        },
      ],
    },
    ...Object.fromEntries(
      Array.from({ length: MOST_PANES }, (_, n) => [
        `place-${n + 1}`,
        {
          seriesMatchingRules: [
            {
              ...{ attribute: PLACE, weight: 1, required: true },
              constraint: { equals: { value: n + 1 } },
            },
          ],
        },
      ]),
    ),
  },
  defaultViewport: {
    viewportOptions: { ...PANE, syncGroups: [SEGMENTATIONS] },
    displaySets: [{ id: 'any', matchedDisplaySetsIndex: -1 }],
  },
  stages: [
    stage(4),
    stage(3),
    stage(2),
    {
      id: 'one',
      name: '1 × 1',
      stageActivation: { enabled: { minViewportsMatched: 1 } },
      viewportStructure: { layoutType: 'grid', properties: { rows: 1, columns: 1 } },
      viewports: [
        {
          viewportOptions: { ...PANE, syncGroups: [SEGMENTATIONS] },
          displaySets: [{ id: 'any' }],
        },
      ],
    },
  ],
};

/** Tells the viewer's hanging protocols which series stand side by side. */
export function tellPlaces({ services }: Pick<Host, 'services'>): void {
  services.hangingProtocolService?.addCustomAttribute(PLACE, 'Place side by side', displaySet => {
    const { displaySetInstanceUID } = displaySet as OhifDisplaySet;
    return rowOf(services).indexOf(displaySetInstanceUID) + 1;
  });
}

/**
 * Goes over to series side by side, or to one, where our protocol is the one in use and the study has
 * such; else the panes stay as the reader has them.
 */
export function showLayout({ services, commands }: Host, layout: 'one' | 'compare'): void {
  const { protocolId, stageId } = services.hangingProtocolService?.getState?.() ?? {};
  const { length } = rowOf(services);
  if (protocolId !== PROTOCOL_ID || length < 2) return;
  const wanted = layout === 'one' ? 'one' : `row-${length}`;
  if (wanted === stageId) return;
  commands.runCommand('setHangingProtocol', { protocolId: PROTOCOL_ID, stageId: wanted });
}

function rowOf({ displaySetService }: Host['services']): readonly string[] {
  return seriesRow(
    displaySetService.getActiveDisplaySets().flatMap(set => {
      const first = (set.instances ?? set.images)?.[0];
      if (!first) return [];
      const { SeriesDescription, FrameOfReferenceUID, ImageOrientationPatient } = first;
      return {
        id: set.displaySetInstanceUID,
        modality: set.Modality,
        description: String(SeriesDescription ?? ''),
        slices: (set.imageIds ?? set.instances ?? set.images ?? []).length,
        frameOfReference: String(FrameOfReferenceUID ?? ''),
        orientation: Array.isArray(ImageOrientationPatient)
          ? ImageOrientationPatient.map(Number)
          : undefined,
      };
    }),
  );
}
