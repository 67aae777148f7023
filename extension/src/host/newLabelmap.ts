import type { Host, OhifDisplaySet } from './ohif';

/** A segment of a labelmap that is to be made. */
export interface NewSegment {
  readonly index: number;
  readonly label: string;
  /** 0 to 255 each. */
  readonly color?: readonly [number, number, number];
  readonly algorithmName?: string;
}

/**
 * Makes an empty labelmap on the images of a display set, shown wherever those are shown; resolves
 * to its id.
 */
export async function makeLabelmap(
  { services, tools }: Host,
  displaySet: OhifDisplaySet,
  label: string,
  segments: readonly NewSegment[],
): Promise<string> {
  const { segmentationService: service, viewportGridService: grid } = services;
  const segmentationId = await service.createLabelmapForDisplaySet(displaySet, {
    label,
    segments: Object.fromEntries(
      segments.map(({ index, label: name, algorithmName }, n) => [
        index,
        {
          ...{ segmentIndex: index, label: name, locked: false, active: n === 0 },
          cachedStats: algorithmName ? { algorithmType: 'SEMIAUTOMATIC', algorithmName } : {},
        },
      ]),
    ),
  });
  const type = tools.Enums.SegmentationRepresentations.Labelmap;
  for (const [viewportId, { displaySetInstanceUIDs }] of grid.getState().viewports) {
    if (!displaySetInstanceUIDs?.includes(displaySet.displaySetInstanceUID)) continue;
    await service.addSegmentationRepresentation(viewportId, { segmentationId, type });
    for (const { index, color } of segments) {
      if (color) service.setSegmentColor(viewportId, segmentationId, index, [...color, 255]);
    }
  }
  return segmentationId;
}
