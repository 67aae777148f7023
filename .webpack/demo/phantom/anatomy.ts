import type { Vec3 } from '../../../extension/src/core/geometry/vec3';
import {
  behind,
  column,
  ellipsoid,
  inFrontOf,
  lumpy,
  randomStream,
  rib,
  shrunk,
  tube,
  union,
  within,
  without,
  type Solid,
} from './shapes';

/** A solid filled with a tissue; later parts cover earlier ones. */
export interface Part {
  readonly solid: Solid;
  /** Mean attenuation, HU (portal venous phase). */
  readonly hu: number;
  /** Standard deviation of the tissue's own structure, HU, in lumps of about 6 mm. */
  readonly texture?: number;
  /** Structures whose truth the part belongs to; a part without any ends the truth below it. */
  readonly labels?: readonly string[];
}

/** The six lesions: centre (LPS mm) and diameter (mm). */
export const LESIONS = {
  lung_nodule_small: { centre: [88, 0, 81], diameter: 4 },
  lymph_node: { centre: [36, 26, -30], diameter: 10 },
  liver_cyst: { centre: [-45, 5, 3], diameter: 12 },
  lung_nodule: { centre: [-82, 20, 69], diameter: 13 },
  liver_metastasis: { centre: [-95, -15, 21], diameter: 18 },
  renal_mass: { centre: [82, 48, -60], diameter: 30 },
} as const satisfies Record<string, { centre: Vec3; diameter: number }>;

export type LesionName = keyof typeof LESIONS;

/** Lesions by name: of the six, or others. */
export type Lesions = Readonly<
  Record<string, { readonly centre: Vec3; readonly diameter: number }>
>;

/** What lesions are made of: HU, organs that they belong to, deviation of their texture. */
const TISSUES: Readonly<Record<string, readonly [number, readonly string[], number?]>> = {
  liver_metastasis: [58, ['liver'], 8],
  liver_cyst: [6, ['liver']],
  renal_mass: [78, [], 14],
  lymph_node: [84, [], 4],
  lung_nodule: [35, ['lung_right'], 6],
  lung_nodule_small: [30, ['lung_left']],
};
const OTHER_TISSUE: (typeof TISSUES)[string] = [58, [], 8];

/** A vessel tree: branches from a root, each thinner than the last. */
function tree(
  root: Vec3,
  towards: Vec3,
  radius: number,
  depth: number,
  next: () => number,
): Solid[] {
  if (depth === 0 || radius < 0.8) return [];
  const bend = (spread: number): Vec3 =>
    towards.map(c => c + (next() - 0.5) * spread) as unknown as Vec3;
  const step = (direction: Vec3): Vec3 => root.map((c, n) => c + direction[n]) as unknown as Vec3;
  return [bend(18), bend(30)].flatMap(direction => {
    const end = step(direction);
    const thinner = direction.map(c => c * 0.82) as unknown as Vec3;
    return [
      tube([root, end], radius, radius * 0.75),
      ...tree(end, thinner, radius * 0.75, depth - 1, next),
    ];
  });
}

/** Paints a solid over what is there: HU, what it is labelled as, and the deviation of its texture. */
type Paint = (hu: number, solid: Solid, labels?: readonly string[], texture?: number) => void;

/** What the parts of the body are made from. */
interface Plan {
  readonly paint: Paint;
  readonly seed: number;
  readonly next: () => number;
  /** What lies within the wall of chest and abdomen. */
  readonly cavity: Solid;
  readonly wall: Solid;
}

/** An adult's upper abdomen and lower chest, z from about −110 to 110 mm; painted in order. */
export function anatomy(seed: number, lesions: Lesions = LESIONS): Part[] {
  const body = lumpy(column([0, 0, 0], 168, 118, 400, 0.3), 3, 60, seed);
  const wall = shrunk(body, 18);
  const cavity = shrunk(body, 31);
  const parts: Part[] = bodyLayers(body, wall, cavity, seed);
  const paint: Paint = (hu, solid, labels, texture) => parts.push({ solid, hu, labels, texture });
  const plan: Plan = { paint, seed, next: randomStream(seed), cavity, wall };
  paintMuscles(plan);
  paintLungs(plan);
  paintHeart(plan);
  paintLiver(plan);
  paintUpperOrgans(plan);
  paintKidneys(plan);
  paintBowel(plan);
  paintVessels(plan);
  paintBones(plan);
  paintLesions(plan, lesions);
  return parts;
}

/** Table, skin, fat and muscle, and the fat within. */
function bodyLayers(body: Solid, wall: Solid, cavity: Solid, seed: number): Part[] {
  return [
    {
      solid: within(
        without(column([0, 40, 0], 230, 118, 400), column([0, 32, 0], 230, 118, 400)),
        behind(126),
      ),
      hu: -650,
    },
    { solid: body, hu: 30 },
    { solid: shrunk(body, 2.5), hu: -105, texture: 8 },
    { solid: lumpy(wall, 3, 25, seed + 8), hu: 58, texture: 10 },
    { solid: shrunk(wall, 6), hu: -95, texture: 12 },
    { solid: shrunk(wall, 8), hu: 56, texture: 10 },
    { solid: cavity, hu: -98, texture: 10 },
  ];
}

function paintMuscles({ paint, seed }: Plan): void {
  for (const side of [-1, 1]) {
    paint(58, lumpy(ellipsoid([side * 34, 104, 0], [27, 17, 300]), 3, 20, seed + 9), undefined, 10);
    paint(60, ellipsoid([side * 42, 72, -110], [20, 22, 70]), undefined, 8);
  }
}

function paintLungs({ paint, seed, next, cavity }: Plan): void {
  const diaphragm = (side: number): Solid => ellipsoid([side * 60, -5, 20], [95, 95, 62]);
  const lung = (side: number): Solid =>
    lumpy(
      within(
        without(
          without(ellipsoid([side * 72, 2, 92], [62, 84, 112], 0.25), diaphragm(side)),
          ellipsoid([15, -20, 85], [62, 60, 70]),
        ),
        shrunk(cavity, 3),
      ),
      2,
      30,
      seed + 1,
    );
  for (const [side, solid] of [
    [1, lung(1)],
    [-1, lung(-1)],
  ] as const) {
    const labels = [side > 0 ? 'lung_left' : 'lung_right'];
    paint(-860, solid, labels, 18);
    for (let n = 0; n < 4; n++) {
      const root: Vec3 = [side * 36, 8 + n * 6, 90 - n * 12];
      const out: Vec3 = [side * 26, (n - 1.5) * 16, -10 + n * 4];
      for (const vessel of tree(root, out, 4, 4, next)) paint(45, within(vessel, solid), labels);
    }
  }
}

function paintHeart({ paint, seed }: Plan): void {
  const heart = lumpy(ellipsoid([22, -28, 88], [56, 50, 48]), 3, 40, seed + 7);
  paint(62, heart, ['heart'], 6);
  paint(145, lumpy(shrunk(heart, 11), 3, 18, seed + 10), ['heart'], 6);
}

function paintLiver({ paint, seed, next, cavity }: Plan): void {
  const liver = lumpy(
    within(
      union(
        ellipsoid([-68, -2, 8], [78, 82, 62]),
        ellipsoid([-5, -48, 20], [72, 34, 34]),
        ellipsoid([-75, 20, -45], [50, 48, 50]),
      ),
      cavity,
    ),
    4,
    34,
    seed + 2,
  );
  paint(112, liver, ['liver'], 5);
  for (let n = 0; n < 3; n++) {
    for (const vessel of tree([-28, 12, 18], [-24, -10 + n * 8, 14 - n * 16], 5.5, 4, next)) {
      paint(158, within(vessel, shrunk(liver, 4)), ['liver']);
    }
  }
  paint(12, ellipsoid([-48, -40, -38], [15, 18, 24]), ['gallbladder']);
}

function paintUpperOrgans({ paint, seed, cavity }: Plan): void {
  const spleen = lumpy(
    within(
      without(ellipsoid([98, 40, 10], [33, 48, 50]), ellipsoid([70, 15, 5], [26, 34, 60])),
      cavity,
    ),
    2.5,
    24,
    seed + 3,
  );
  const stomach = lumpy(ellipsoid([52, -34, 6], [40, 36, 46]), 5, 36, seed + 4);
  const pancreas = lumpy(
    tube(
      [
        [-32, -2, -34],
        [-8, -12, -26],
        [22, -8, -16],
        [52, 14, -8],
        [74, 28, 0],
      ],
      11,
      8,
    ),
    2,
    12,
    seed + 6,
  );
  paint(124, spleen, ['spleen'], 4);
  paint(64, stomach, ['stomach'], 6);
  paint(18, shrunk(stomach, 4.5), ['stomach'], 10);
  paint(-930, within(shrunk(stomach, 4.5), inFrontOf(-46)), ['stomach']);
  paint(98, pancreas, ['pancreas'], 10);
}

function paintKidneys({ paint, seed }: Plan): void {
  const kidney = (side: number): Solid =>
    lumpy(
      without(
        ellipsoid([side * 66, 50, -62], [27, 26, 50]),
        ellipsoid([side * 44, 42, -62], [13, 9, 14]),
      ),
      1.5,
      18,
      seed + 5,
    );
  for (const side of [-1, 1]) {
    const labels = [side > 0 ? 'kidney_left' : 'kidney_right'];
    const solid = kidney(side);
    paint(182, solid, labels, 6);
    paint(140, lumpy(shrunk(solid, 9), 3, 9, seed + 11), labels, 6);
    paint(-60, within(ellipsoid([side * 52, 46, -62], [12, 8, 20]), shrunk(solid, 2)));
  }
}

function paintBowel({ paint, seed, next }: Plan): void {
  paint(
    62,
    lumpy(
      tube(
        [
          [40, -60, -85],
          [-10, -70, -95],
          [-60, -55, -90],
        ],
        16,
      ),
      3,
      15,
      seed + 12,
    ),
    undefined,
    10,
  );
  paint(
    -900,
    tube(
      [
        [36, -64, -85],
        [-10, -74, -95],
        [-56, -59, -90],
      ],
      10,
    ),
  );
  for (let n = 0; n < 7; n++) {
    const centre: Vec3 = [-50 + next() * 110, -60 + next() * 55, -105 + next() * 20];
    const loop = lumpy(ellipsoid(centre, [17, 15, 16]), 3, 12, seed + 13 + n);
    paint(70, loop, undefined, 8);
    paint(25, shrunk(loop, 4), undefined, 10);
  }
}

function paintVessels({ paint }: Plan): void {
  const aorta = tube(
    [
      [12, 52, -150],
      [14, 54, 0],
      [18, 56, 150],
    ],
    11,
    12,
  );
  const cava = tube(
    [
      [-20, 46, -150],
      [-20, 44, 0],
      [-14, 8, 60],
    ],
    11,
  );
  paint(150, aorta, ['aorta'], 3);
  paint(138, cava, ['inferior_vena_cava'], 3);
}

function paintBones({ paint, wall }: Plan): void {
  for (let n = -5; n <= 5; n++) {
    const z = n * 33;
    paint(420, column([0, 72, z], 24, 18, 13, 0.4), ['vertebrae']);
    paint(190, column([0, 72, z], 21, 15, 11, 0.4), ['vertebrae'], 35);
    paint(95, column([0, 72, z + 16.5], 22, 16, 3.5));
    paint(
      380,
      tube(
        [
          [-20, 84, z],
          [0, 108, z - 4],
          [20, 84, z],
        ],
        6.5,
      ),
      ['vertebrae'],
      40,
    );
    paint(
      330,
      tube(
        [
          [0, 104, z - 4],
          [0, 122, z - 14],
        ],
        4.5,
      ),
      ['vertebrae'],
      40,
    );
  }
  paint(28, column([0, 92, 0], 9, 8, 400), ['spinal_canal']);
  for (let n = -2; n < 6; n++) {
    const z = 22 + n * 30;
    paint(520, within(rib(143, 94, z, 62, 5.5), wall));
    paint(210, within(rib(143, 94, z, 62, 3.2), wall), undefined, 30);
  }
}

function paintLesions({ paint }: Plan, lesions: Lesions): void {
  // In the order of the six: later parts cover earlier ones.
  const names = Object.keys(TISSUES).filter(name => lesions[name]);
  const others = Object.keys(lesions).filter(name => !TISSUES[name]);
  for (const name of [...names, ...others]) {
    const { centre, diameter } = lesions[name];
    const [hu, organs, texture] = TISSUES[name] ?? OTHER_TISSUE;
    const solid = ellipsoid(centre, [diameter / 2, diameter / 2, diameter / 2]);
    paint(hu, solid, [...organs, name], texture);
  }
}
