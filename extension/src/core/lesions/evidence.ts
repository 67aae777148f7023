import type { LesionConfig } from './config';
import type { Grid } from './organGrid';
import { eachNeighbour, medianOf, type Differences, type GridRegion } from './regions';
import { shapeOf, type Shape } from './shape';

/** What speaks for and against a region of the organ as a lesion. */
export interface RegionEvidence extends Shape {
  /** mm³ */
  readonly volume: number;
  /** Of the ball of that volume, mm. */
  readonly diameterMm: number;
  /** Difference from the organ's own values, and from those around it, in the organ's spreads. */
  readonly fromOrgan: number;
  readonly fromAround: number;
  /** Share of the organ's voxels around it that are more like it than like the others there. */
  readonly goesOn: number;
  /** Nothing of the organ is around it. */
  readonly island: boolean;
  /** Share of its border that lies on the organ's, where what is beyond is like it as well. */
  readonly goesOut: number;
}

type EvidenceConfig = LesionConfig['evidence'];

/** @param field the values at the detail that borders are seen in. */
export function evidenceOf(
  field: Differences,
  { sign, voxels }: GridRegion,
  { evidence: config }: LesionConfig,
): RegionEvidence {
  const { differs, spacing } = field;
  const own = new Set(voxels);
  let sum = 0;
  for (const n of voxels) sum += differs[n];
  const mean = sum / voxels.length;
  const volume = voxels.length * spacing[0] * spacing[1] * spacing[2];
  const { around, beyond, border } = surroundings(field, own, config);
  // An island has nothing of the organ around: it is compared with the rest of it.
  const island = around.length < border * config.leastAround;
  const ring = island ? [...around, ...beyond] : around;
  const usual = ring.length ? medianOf(ring.map(n => differs[n])) : 0;
  const alike = (n: number) => (differs[n] - (mean + usual) / 2) * sign > 0;
  const share = (of: readonly number[], whole: number) =>
    whole ? of.filter(alike).length / whole : 0;
  return {
    ...{ volume, diameterMm: Math.cbrt((6 * volume) / Math.PI) },
    ...{ fromOrgan: mean * sign, fromAround: (mean - (island ? 0 : usual)) * sign },
    ...{ island, goesOn: share(around, around.length), goesOut: share(beyond, border) },
    ...shapeOf(field, voxels, volume),
  };
}

/**
 * The organ's voxels near a region but not next to it, and those a little beyond the organ where its
 * border is the region's; faces of the region's border.
 */
function surroundings(field: Differences, own: ReadonlySet<number>, config: EvidenceConfig) {
  const { inside, spacing } = field;
  const steps = Math.max(2, Math.round(config.aroundMm / Math.min(...spacing)));
  const around: number[] = [];
  const beyond: number[] = [];
  const seen = new Set(own);
  let [front, border] = [[...own], 0];
  for (let step = 0; step < steps; step++) {
    const next: number[] = [];
    for (const n of front) {
      eachNeighbour(field, n, (neighbour, axis, way) => {
        if (step === 0 && !own.has(neighbour)) {
          border++;
          if (inside[neighbour] < 0.5) beyond.push(further(field, n, axis, way * config.beyondMm));
        }
        if (seen.has(neighbour) || inside[neighbour] < 0.5) return;
        seen.add(neighbour);
        next.push(neighbour);
        if (step > 0) around.push(neighbour);
      });
    }
    front = next;
  }
  return { around, beyond, border };
}

/** The voxel that lies so many mm along an axis, a step at least; the last one of the grid there. */
function further({ width, height, depth, spacing }: Grid, n: number, axis: 0 | 1 | 2, mm: number) {
  const size = [width, height, depth][axis];
  const stride = [1, width, width * height][axis];
  const at = Math.floor(n / stride) % size;
  const steps = Math.sign(mm) * Math.max(1, Math.round(Math.abs(mm) / spacing[axis]));
  return n + stride * (Math.min(size - 1, Math.max(0, at + steps)) - at);
}

/**
 * How much a region is worth a look: it differs from the organ and from what is around it, is
 * compact, does not go on, and is large enough to be told from noise.
 */
export function worthOf(
  evidence: RegionEvidence,
  isFat: boolean,
  { evidence: config }: LesionConfig,
): number {
  const { fromOrgan, fromAround, goesOn, goesOut, thickness, flatness, filling } = evidence;
  const contrast =
    Math.min(Math.max(0, fromAround), config.mostContrast) *
    Math.min(1, Math.max(0, fromOrgan) / config.usualFromOrgan);
  const compact = thickness * Math.sqrt(flatness) * filling;
  const size = Math.sqrt(Math.min(config.mostSize, evidence.diameterMm / config.usualMm));
  // An island's border is all the organ's: that says less.
  const apart = (1 - goesOn) ** 2 * (1 - goesOut) ** (evidence.island ? 1 : 2);
  return contrast * compact * apart * size * (isFat ? config.fatShare : 1);
}
