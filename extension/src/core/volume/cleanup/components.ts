import { findRuns, paintRuns, type BoxRuns } from './runs';
import type { SegmentBox, Steps } from './segmentBox';

/** Voxels that hang together. */
export interface Part {
  readonly voxels: number;
  /** mm³ */
  readonly volume: number;
  /** One of the voxels, on a slice in the middle: column, row and slice of the box. */
  readonly at: readonly [number, number, number];
}

/**
 * The largest part of a segment by volume, the first one of equal ones. Voxels hang together when
 * they share a face, an edge or a corner: on thick slices a structure that runs obliquely is often
 * held together by edges and corners alone, and to lose a part of it would be worse than to keep a
 * speck that touches it. In the plane the same holds with 8 neighbours, as everywhere in this product.
 */
export function* largestComponent(box: SegmentBox): Steps<Uint8Array> {
  const runs = yield* findRuns(box.inside, box, 1, 26);
  const parts = partsOf(runs, box);
  const largest = parts.reduce(
    (most, { volume }, n) => (volume > parts[most].volume ? n : most),
    0,
  );
  const after = new Uint8Array(box.inside.length);
  yield* paintRuns(runs, component => component === largest, after);
  return after;
}

/** The components of a box, in the order of their first voxels. */
export function partsOf(
  runs: BoxRuns,
  box: Pick<SegmentBox, 'columnSpacing' | 'rowSpacing' | 'thicknesses'>,
): Part[] {
  const { starts, ends, labels, componentCount } = runs;
  const parts = Array.from({ length: componentCount }, () => ({ voxels: 0, volume: 0, runs: 0 }));
  const pixelArea = box.columnSpacing * box.rowSpacing;
  eachRun(runs, (run, _, k) => {
    const part = parts[labels[run]];
    const voxels = ends[run] - starts[run];
    part.voxels += voxels;
    part.volume += voxels * pixelArea * box.thicknesses[k];
    part.runs++;
  });
  const seen = new Int32Array(componentCount);
  const places = new Array<Part['at']>(componentCount);
  eachRun(runs, (run, j, k) => {
    const component = labels[run];
    if (seen[component]++ !== parts[component].runs >> 1) return;
    places[component] = [(starts[run] + ends[run] - 1) >> 1, j, k];
  });
  return parts.map(({ voxels, volume }, n) => ({ voxels, volume, at: places[n] }));
}

/** Calls back for every run with its row and slice. */
function eachRun(
  { rows, height }: BoxRuns,
  use: (run: number, row: number, slice: number) => void,
): void {
  for (let row = 0; row + 1 < rows.length; row++) {
    const [j, k] = [row % height, Math.floor(row / height)];
    for (let run = rows[row]; run < rows[row + 1]; run++) use(run, j, k);
  }
}
