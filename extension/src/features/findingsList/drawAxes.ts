import { pixelToWorld, worldToPixel } from '../../core/geometry/imagePlane';
import { length, subtract } from '../../core/geometry/vec3';
import { AxesAnnotations, type AxesEnds, type DrawnAxes } from '../../host/axesAnnotations';
import type { Host } from '../../host/ohif';
import { ifPlanar, type SliceReader } from '../../host/slices';
import type { ReaderAxes } from '../findings';
import type { FindingRow, FindingsListState } from './types';

interface DrawDeps {
  readonly host: Host;
  readonly reader: Pick<SliceReader, 'planeOf'>;
  readonly subscribe: (listener: (state: FindingsListState) => void) => () => void;
  readonly rows: () => readonly FindingRow[];
  /** The reader has moved an end. */
  readonly placed: (row: FindingRow, axes: ReaderAxes) => void;
}

/**
 * Draws the axes of the active finding and of the targets as measurements of the viewer; an end that
 * the reader moves makes them the reader's. Returns the way to stop.
 */
export function followAxes({ host, reader, subscribe, rows, placed }: DrawDeps): () => void {
  const annotations = new AxesAnnotations(host, (key, ends) => {
    const row = rows().find(({ id }) => id === key);
    const axes = row && axesOf(reader, row, ends);
    if (axes) placed(row, axes);
  });
  const stopHearing = annotations.start();
  const unsubscribe = subscribe(({ rows: all, activeId, drawsAxes }) => {
    const shown = drawsAxes
      ? all.filter(({ id, role }) => id === activeId || role === 'target')
      : [];
    ifPlanar(() => annotations.show(shown.flatMap(row => drawnAxes(reader, row) ?? [])));
  });
  return () => {
    unsubscribe();
    stopHearing();
  };
}

/** Null where they are not known, or the image has no place. */
function drawnAxes(reader: DrawDeps['reader'], row: FindingRow): DrawnAxes | null {
  const { id, label, measurement } = row;
  if (measurement.phase !== 'ready' || measurement.values.lengthUnit !== 'mm') return null;
  const { imageId, values } = measurement;
  const plane = ifPlanar(() => reader.planeOf(imageId));
  if (!plane || plane.placeKnown === false) return null;
  const { longAxis, shortAxis } = values.axes;
  const ends = [longAxis.from, longAxis.to, shortAxis.from, shortAxis.to].map(end =>
    pixelToWorld(plane, end),
  ) as unknown as AxesEnds;
  return { key: id, label, imageId, ends };
}

function axesOf(
  reader: DrawDeps['reader'],
  { measurement }: FindingRow,
  ends: AxesEnds,
): ReaderAxes | null {
  const imageId = measurement.phase === 'ready' ? measurement.imageId : null;
  const plane = imageId && ifPlanar(() => reader.planeOf(imageId));
  if (!imageId || !plane) return null;
  const [a, b, c, d] = ends;
  const between = (from: AxesEnds[0], to: AxesEnds[0]) => ({
    ...{ from: worldToPixel(plane, from), to: worldToPixel(plane, to) },
    length: length(subtract(to, from)),
  });
  const [first, second] = [between(a, b), between(c, d)];
  // Which of the two is the longer one may have changed.
  const [longAxis, shortAxis] = first.length >= second.length ? [first, second] : [second, first];
  return { imageId, longAxis, shortAxis };
}
