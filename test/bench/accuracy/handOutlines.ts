import type { PixelPoint } from '../../../extension/src/core/geometry/imagePlane';
import type { RegionMask } from '../../../extension/src/core/mask/regionMask';
import { outlineSegments } from '../../../extension/src/core/measure/outline';

/** Smaller parts are left out, as a reader does; squares of pixels. */
const LEAST_AREA = 4;

/**
 * The outlines of a mask's parts as polygons with as few vertices as lie within a tolerance of them
 * (Douglas and Peucker 1973), in pixel coordinates; three vertices at least. Holes, and specks beside
 * larger parts, are left out: nobody draws them.
 */
export function outlinesOf(mask: RegionMask, tolerance: number): PixelPoint[][] {
  const outer = closedLines(mask).filter(line => signedArea(line) > 0);
  const large = outer.filter(line => signedArea(line) >= LEAST_AREA);
  return (large.length ? large : outer).map(line => {
    // Two points far from each other part the closed line into two open ones.
    const far = line.reduce(
      (best, at, n) => (away(at, line[0]) > away(line[best], line[0]) ? n : best),
      0,
    );
    const first = simplified(line.slice(0, far + 1), tolerance);
    const second = simplified([...line.slice(far), line[0]], tolerance);
    const polygon = [...first.slice(0, -1), ...second.slice(0, -1)];
    return polygon.length < 3 ? [line[0], line[line.length >> 2], line[line.length >> 1]] : polygon;
  });
}

/** Above 0 for outlines of parts, as they run around them; below for those of holes. */
const signedArea = (line: readonly PixelPoint[]): number =>
  line.reduce((sum, [x, y], n) => {
    const [u, v] = line[(n + 1) % line.length];
    return sum + (u * y - x * v) / 2;
  }, 0);

const away = (a: PixelPoint, b: PixelPoint): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
const keyOf = ([x, y]: PixelPoint): string => `${x} ${y}`;

/** The pieces of an outline joined at their ends. */
function closedLines(mask: RegionMask): PixelPoint[][] {
  const nexts = new Map<string, PixelPoint[]>();
  for (const [from, to] of outlineSegments(mask)) {
    nexts.set(keyOf(from), [...(nexts.get(keyOf(from)) ?? []), to]);
  }
  const starts = outlineSegments(mask).map(([from]) => from);
  return starts.flatMap(start => {
    const line: PixelPoint[] = [];
    for (let at: PixelPoint | undefined = start; at;) {
      const next: PixelPoint | undefined = nexts.get(keyOf(at))?.pop();
      if (next) line.push(at);
      at = next;
    }
    return line.length ? [line] : [];
  });
}

function simplified(line: readonly PixelPoint[], tolerance: number): PixelPoint[] {
  const [first, last] = [line[0], line[line.length - 1]];
  let [farthest, most] = [0, 0];
  line.forEach((at, n) => {
    const distance = fromLine(at, first, last);
    if (distance > most) [farthest, most] = [n, distance];
  });
  if (most <= tolerance) return [first, last];
  const before = simplified(line.slice(0, farthest + 1), tolerance);
  return [...before.slice(0, -1), ...simplified(line.slice(farthest), tolerance)];
}

function fromLine(at: PixelPoint, from: PixelPoint, to: PixelPoint): number {
  const length = away(from, to);
  if (length === 0) return away(at, from);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return Math.abs((at[0] - from[0]) * dy - (at[1] - from[1]) * dx) / length;
}
