import { type PixelPoint } from '../../geometry/imagePlane';
import { labelComponents } from '../../mask/components';
import { type RegionMask } from '../../mask/regionMask';

/** A closed polygon along pixel edges, in pixel coordinates; the last point joins the first. */
export type Contour = readonly PixelPoint[];

/** A corner of the pixel grid: corner [x, y] is the pixel coordinate [x − 0.5, y − 0.5]. */
type Corner = readonly [number, number];

/**
 * Closed contours along the pixel edges of a mask, one per component (4 neighbours), that hold
 * exactly its pixels. Holes are keyholes (PS3.3 C.8.8.6.3): the contour goes along a channel of no
 * width, around the hole and back, so readers that unite contours and readers that exclude inner
 * ones agree.
 */
export function pixelEdgeContours({ x, y, width, height, data }: RegionMask): Contour[] {
  const { labels, sizes } = labelComponents(data, width, height, 4);
  const loopsOf: (readonly Corner[])[][] = sizes.map(() => []);
  for (const { label, corners } of traceLoops(labels, width, height)) {
    loopsOf[label - 1].push(corners);
  }
  return loopsOf.map(loops =>
    straightened(withKeyholes(loops)).map(([i, j]): PixelPoint => [x + i - 0.5, y + j - 0.5]),
  );
}

interface Loop {
  readonly label: number;
  /** Every grid corner on the way, the pixels inside on the right hand (x right, y down). */
  readonly corners: readonly Corner[];
}

/** Directions of walking: right, down, left, up. */
const STEPS: readonly Corner[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/** Follows all boundaries between components and what is not of them. */
function traceLoops(labels: Int32Array, columns: number, rows: number): Loop[] {
  const at = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < columns && y < rows ? labels[y * columns + x] : 0;
  /** The pixels right and left of the edge that leaves a corner in a direction. */
  const right = (x: number, y: number, direction: number) =>
    [at(x, y), at(x - 1, y), at(x - 1, y - 1), at(x, y - 1)][direction];
  const left = (x: number, y: number, direction: number) =>
    [at(x, y - 1), at(x, y), at(x - 1, y), at(x - 1, y - 1)][direction];

  // Each boundary has an edge with a pixel below it: these are where loops begin.
  const walked = new Uint8Array((columns + 1) * (rows + 1));
  const loops: Loop[] = [];
  for (let startY = 0; startY < rows; startY++) {
    for (let startX = 0; startX < columns; startX++) {
      const label = at(startX, startY);
      if (!label || at(startX, startY - 1) === label) continue;
      if (walked[startY * (columns + 1) + startX]) continue;
      const corners: Corner[] = [];
      let [x, y, direction] = [startX, startY, 0];
      do {
        if (direction === 0) walked[y * (columns + 1) + x] = 1;
        corners.push([x, y]);
        x += STEPS[direction][0];
        y += STEPS[direction][1];
        // Right turns first, so pixels that touch at a corner stay apart.
        direction = [1, 0, 3]
          .map(turn => (direction + turn) % 4)
          .find(next => right(x, y, next) === label && left(x, y, next) !== label)!;
      } while (x !== startX || y !== startY || direction !== 0);
      loops.push({ label, corners });
    }
  }
  return loops;
}

/** One polygon of an outer loop and its holes. */
function withKeyholes(loops: readonly (readonly Corner[])[]): Corner[] {
  const [outer, ...holes] = [...loops].sort((a, b) => leftmost(a)[0] - leftmost(b)[0]);
  const polygon = [...outer];
  const key = ([x, y]: Corner) => `${x},${y}`;
  const reached = new Set(polygon.map(key));
  for (const hole of holes) {
    const start = leftmost(hole);
    // To the left of it lies the component, up to a corner of what is joined already: other holes
    // that are as far left were joined before.
    let x = start[0] - 1;
    while (!reached.has(key([x, start[1]]))) x--;
    const joint = polygon.findIndex(corner => corner[0] === x && corner[1] === start[1]);
    const from = hole.indexOf(start);
    const around = [...hole.slice(from), ...hole.slice(0, from)];
    polygon.splice(joint + 1, 0, ...around, start, polygon[joint]);
    for (const corner of hole) reached.add(key(corner));
  }
  return polygon;
}

/** The topmost of a loop's leftmost corners. */
const leftmost = (loop: readonly Corner[]): Corner =>
  loop.reduce((best, c) => (c[0] < best[0] || (c[0] === best[0] && c[1] < best[1]) ? c : best));

/** Without corners at which the way goes straight on; turning back is kept. */
function straightened(polygon: readonly Corner[]): Corner[] {
  return polygon.filter((corner, n) => {
    const before = polygon[(n + polygon.length - 1) % polygon.length];
    const after = polygon[(n + 1) % polygon.length];
    const [ax, ay] = [Math.sign(corner[0] - before[0]), Math.sign(corner[1] - before[1])];
    const [bx, by] = [Math.sign(after[0] - corner[0]), Math.sign(after[1] - corner[1])];
    return ax !== bx || ay !== by;
  });
}

/** Area in pixels by the shoelace formula; positive for contours of pixelEdgeContours. */
export const contourArea = (contour: Contour): number =>
  contour.reduce((sum, [x, y], n) => {
    const [u, v] = contour[(n + 1) % contour.length];
    return sum + (x * v - u * y) / 2;
  }, 0);
