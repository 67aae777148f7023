import type { Vec3 } from '../../../extension/src/core/geometry/vec3';

// Bound once: looking up a global is slow in a test's own realm.
const { abs, floor, imul, max, min, sqrt } = Math;

/**
 * A solid in world space (LPS mm): negative inside, positive outside, near the surface about the
 * distance in mm; `box` bounds everything with a value of 1 or less.
 */
export interface Solid {
  readonly box: readonly [Vec3, Vec3];
  distance(x: number, y: number, z: number): number;
}

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function randomStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = imul(state ^ (state >>> 15), state | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function lattice(i: number, j: number, k: number, seed: number): number {
  let h = (imul(i, 374761393) ^ imul(j, 668265263) ^ imul(k, 2147483647) ^ seed) | 0;
  h = imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2147483648 - 1;
}

const smooth = (t: number) => t * t * (3 - 2 * t);

function latticeEdge(i: number, j: number, k: number, u: number, seed: number): number {
  const left = lattice(i, j, k, seed);
  return left + u * (lattice(i + 1, j, k, seed) - left);
}

/** Smooth noise in [−1, 1], one lump per unit of length. */
export function noiseAt(x: number, y: number, z: number, seed: number): number {
  const i = floor(x);
  const j = floor(y);
  const k = floor(z);
  const u = smooth(x - i);
  const v = smooth(y - j);
  const w = smooth(z - k);
  const a = latticeEdge(i, j, k, u, seed);
  const b = latticeEdge(i, j + 1, k, u, seed);
  const c = latticeEdge(i, j, k + 1, u, seed);
  const d = latticeEdge(i, j + 1, k + 1, u, seed);
  const low = a + v * (b - a);
  const high = c + v * (d - c);
  return low + w * (high - low);
}

const grown = (centre: Vec3, by: Vec3): readonly [Vec3, Vec3] => [
  [centre[0] - by[0], centre[1] - by[1], centre[2] - by[2]],
  [centre[0] + by[0], centre[1] + by[1], centre[2] + by[2]],
];

/** Between an ellipse's norm (0) and that of a rounded box (1), without costly powers. */
const norm = (a2: number, b2: number, c2: number, boxiness: number) => {
  const round = sqrt(a2 + b2 + c2);
  if (boxiness === 0) return round;
  const boxy = sqrt(sqrt(a2 * a2 + b2 * b2 + c2 * c2));
  return round + boxiness * (boxy - round);
};

/** An ellipsoid, or with some boxiness (0 to 1) a solid nearer to a rounded box. */
export function ellipsoid(centre: Vec3, radii: Vec3, boxiness = 0): Solid {
  const [cx, cy, cz] = centre;
  const [rx, ry, rz] = radii;
  const least = min(rx, ry, rz);
  return {
    box: grown(centre, [rx + 2, ry + 2, rz + 2]),
    distance(x, y, z) {
      const a = (x - cx) / rx;
      const b = (y - cy) / ry;
      const c = (z - cz) / rz;
      return (norm(a * a, b * b, c * c, boxiness) - 1) * least;
    },
  };
}

/** A cylinder along z with an elliptic or boxier section. */
export function column(
  centre: Vec3,
  rx: number,
  ry: number,
  halfHeight: number,
  boxiness = 0,
): Solid {
  const [cx, cy, cz] = centre;
  const least = min(rx, ry);
  return {
    box: grown(centre, [rx + 2, ry + 2, halfHeight + 2]),
    distance(x, y, z) {
      const a = (x - cx) / rx;
      const b = (y - cy) / ry;
      const section = (norm(a * a, b * b, 0, boxiness) - 1) * least;
      return max(section, abs(z - cz) - halfHeight);
    },
  };
}

/** Everything behind a plane of constant y. */
export const behind = (y: number): Solid => ({
  box: [
    [-1000, y, -1000],
    [1000, 1000, 1000],
  ],
  distance: (_x, wy) => y - wy,
});

/** Everything in front of a plane of constant y. */
export const inFrontOf = (y: number): Solid => ({
  box: [
    [-1000, -1000, -1000],
    [1000, y, 1000],
  ],
  distance: (_x, wy) => wy - y,
});

/** A tube along a polyline; the radius runs from `from` to `to`. */
export function tube(points: readonly Vec3[], from: number, to = from): Solid {
  const widest = max(from, to) + 2;
  const bound = (pick: (...v: number[]) => number, sign: number): Vec3 =>
    [0, 1, 2].map(c => pick(...points.map(p => p[c])) + sign * widest) as unknown as Vec3;
  const spans = points.length - 1;
  return {
    box: [bound(min, -1), bound(max, 1)],
    distance(x, y, z) {
      let best = Infinity;
      for (let n = 0; n < spans; n++) {
        const p = points[n];
        const q = points[n + 1];
        const dx = q[0] - p[0];
        const dy = q[1] - p[1];
        const dz = q[2] - p[2];
        const along = (x - p[0]) * dx + (y - p[1]) * dy + (z - p[2]) * dz;
        const t = min(1, max(0, along / (dx * dx + dy * dy + dz * dz)));
        const radius = from + ((to - from) * (n + t)) / spans;
        const d =
          sqrt((x - p[0] - t * dx) ** 2 + (y - p[1] - t * dy) ** 2 + (z - p[2] - t * dz) ** 2) -
          radius;
        if (d < best) best = d;
      }
      return best;
    },
  };
}

/** A rib: a tube along an ellipse about the z axis that sinks towards the front. */
export function rib(rx: number, ry: number, z: number, sink: number, radius: number): Solid {
  const least = min(rx, ry);
  return {
    box: grown([0, 0, z - sink / 2], [rx + radius + 2, ry + radius + 2, sink / 2 + radius + 2]),
    distance(x, y, wz) {
      const across = (sqrt((x / rx) ** 2 + (y / ry) ** 2) - 1) * least;
      const level = z - (sink * (ry - y)) / (2 * ry);
      // No bone at the cartilage in front.
      const gap = max(0, 45 - abs(x)) * (y < 0 ? 1 : 0);
      return sqrt(across ** 2 + ((wz - level) * 0.75) ** 2) - radius + gap;
    },
  };
}

/** The solid with lumps: its surface moved in and out by smooth noise. */
export function lumpy(solid: Solid, amplitude: number, size: number, seed: number): Solid {
  const [low, high] = solid.box;
  return {
    box: [
      [low[0] - amplitude, low[1] - amplitude, low[2] - amplitude],
      [high[0] + amplitude, high[1] + amplitude, high[2] + amplitude],
    ],
    distance(x, y, z) {
      const d = solid.distance(x, y, z);
      // Far from the surface the lumps change nothing.
      if (abs(d) > amplitude + 25) return d;
      return d + amplitude * noiseAt(x / size, y / size, z / size, seed);
    },
  };
}

/** The solid made smaller by a margin (mm). */
export const shrunk = (solid: Solid, margin: number): Solid => ({
  box: solid.box,
  distance: (x, y, z) => solid.distance(x, y, z) + margin,
});

/** Everything in any of the solids, melted together where they meet. */
export function union(...solids: readonly Solid[]): Solid {
  const corner = (pick: (...v: number[]) => number, end: 0 | 1): Vec3 =>
    [0, 1, 2].map(c => pick(...solids.map(s => s.box[end][c]))) as unknown as Vec3;
  return {
    box: [corner(min, 0), corner(max, 1)],
    distance(x, y, z) {
      let least = Infinity;
      for (const solid of solids) least = min(least, solid.distance(x, y, z));
      return least;
    },
  };
}

/** What is in the first solid and in all others. */
export function within(solid: Solid, other: Solid): Solid {
  const edge = (end: 0 | 1, pick: (a: number, b: number) => number): Vec3 => [
    pick(solid.box[end][0], other.box[end][0]),
    pick(solid.box[end][1], other.box[end][1]),
    pick(solid.box[end][2], other.box[end][2]),
  ];
  return {
    box: [edge(0, max), edge(1, min)],
    distance: (x, y, z) => max(solid.distance(x, y, z), other.distance(x, y, z)),
  };
}

/** What is in the first solid and not in the second. */
export const without = (solid: Solid, other: Solid): Solid => ({
  box: solid.box,
  distance: (x, y, z) => max(solid.distance(x, y, z), -other.distance(x, y, z)),
});
