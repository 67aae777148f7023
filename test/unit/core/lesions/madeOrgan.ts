import type { OrganVolume } from '../../../../extension/src/core/lesions';
import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';
import { fromFull, type RegionMask } from '../../../../extension/src/core/mask/regionMask';

const SIDE = 52;
const SLICES = 22;
/** mm */
const PIXEL = 1;
const STEP = 2;

export interface Ball {
  /** Column, row and slice. */
  readonly at: readonly [number, number, number];
  readonly diameterMm: number;
  readonly hu: number;
}

/** Noise that is the same in every run (Mulberry32), about −1 to 1. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => uniform() + uniform() - 1;
}

/**
 * A round organ of 100 HU in fat, with balls in it, and a vessel of 170 HU and 5 mm that runs through
 * all slices at an angle.
 */
export function madeOrgan(
  balls: readonly Ball[],
  vessel = true,
): OrganVolume & {
  readonly slices: readonly SliceImage[];
} {
  const random = noise(7);
  const organ = new Map<number, RegionMask>();
  const slices = Array.from({ length: SLICES }, (_, k): SliceImage => {
    const values = new Float32Array(SIDE * SIDE);
    const inside = new Uint8Array(SIDE * SIDE);
    for (let j = 0, n = 0; j < SIDE; j++) {
      for (let i = 0; i < SIDE; i++, n++) {
        const own = Math.hypot(i - 26, j - 26, (k - 11) * STEP) < 22;
        inside[n] = Number(own);
        values[n] = (own ? 100 : -100) + 12 * random();
        if (own && vessel && Math.hypot(i - 12 - 1.2 * k, j - 14) < 2.5) values[n] += 70;
        const ball = balls.find(
          ({ at, diameterMm }) =>
            Math.hypot(i - at[0], j - at[1], (k - at[2]) * STEP) < diameterMm / 2,
        );
        if (ball) values[n] = ball.hu + 12 * random();
      }
    }
    organ.set(k, fromFull(inside, SIDE, SIDE));
    return {
      key: `made-${k}`,
      plane: {
        origin: [0, 0, k * STEP],
        rowDirection: [1, 0, 0],
        columnDirection: [0, 1, 0],
        ...{ columnSpacing: PIXEL, rowSpacing: PIXEL, columns: SIDE, rows: SIDE },
      },
      ...{ values, channels: 1, modality: 'CT', units: 'HU', inverted: false },
    };
  });
  const positions = slices.map(({ plane }) => plane.origin[2]);
  return { slices, organ, positions, read: k => Promise.resolve(slices[k]) };
}
