import type { SliceImage } from '../image/sliceImage';
import { EMPTY_MASK, type RegionMask } from '../mask/regionMask';
import { ctAnatomyOf, type CtAnatomy } from './anatomy';
import { brainOf } from './brain';
import { brainMaskOn } from './brainMask';
import { millilitres } from './grid';
import { lungMaskOn } from './lungMask';
import { countOf, type Voxels } from './morphology';
import type { PatientVolume } from './patientVolume';
import type { OrganPreset, OrganSearch } from './preset';
import { fieldOn, regionOf, type Region } from './slices';
import { tissueMaskOn, tissueModelOf } from './tissueMask';
import { brightOrganOf, tissueOrganOf, type TissueOrgan } from './tissueOrgan';
import { tubeOf } from './tube';

/** Why an organ is not offered. */
export type AbsentReason = 'modality' | 'no-place' | 'no-body' | 'not-in-view';

/** An organ's place in the patient, and how it looks on any slice of the series. */
export interface FoundOrgan {
  readonly kind: 'found' | 'unsure';
  /** Where it is expected. */
  readonly region: Region;
  /** How well what was looked for fits, 0 to 1. */
  readonly fit: number;
  readonly ml: number;
  readonly drawnBy?: 'engine' | undefined;
  /** The mask that place and values make; empty where it is not. */
  maskOn(slice: SliceImage): RegionMask;
}

export type OrganFinding = FoundOrgan | { readonly kind: 'absent'; readonly reason: AbsentReason };

/** Fits below the first are something else, below the second for the reader to judge. */
const FIT = { absent: 0.35, unsure: 0.55 };

/** A series whose organs are looked for: what one search learns the next one uses. */
export class SeriesAnatomy {
  readonly #found = new Map<string, OrganFinding>();
  readonly #organs = new Map<string, TissueOrgan | null>();
  #ct: CtAnatomy | null | undefined;

  /** @param presets all that may be looked for, and those that go before them. */
  constructor(
    private readonly volume: PatientVolume,
    private readonly presets: readonly OrganPreset[],
  ) {}

  /** The organ of a preset, with other numbers where the reader has changed some. */
  find(preset: OrganPreset, changed: Readonly<Record<string, number>> = {}): OrganFinding {
    const key = `${preset.id} ${JSON.stringify(changed)}`;
    const known = this.#found.get(key);
    if (known) return known;
    const found = this.#search(preset, { ...preset.search, ...changed });
    const finding = found.kind === 'absent' ? found : { ...found, drawnBy: preset.drawnBy };
    this.#found.set(key, finding);
    return finding;
  }

  #search(preset: OrganPreset, search: OrganSearch): OrganFinding {
    const { modality, units, placeKnown } = this.volume;
    if (!placeKnown) return absent('no-place');
    if (!preset.modalities.includes(modality)) return absent('modality');
    if (modality === 'CT' && units !== 'HU') return absent('modality');
    if (search.kind === 'brain') return brainFinding(this.volume, search);
    this.#ct ??= ctAnatomyOf(this.volume);
    const anatomy = this.#ct;
    if (!anatomy) return absent('no-body');
    switch (search.kind) {
      case 'lung':
        return lungFinding(anatomy, search);
      case 'tissue':
        return this.#tissueFinding(anatomy, preset, search);
      case 'tube':
        return tubeFinding(anatomy, search);
    }
  }

  #tissueFinding(
    anatomy: CtAnatomy,
    preset: OrganPreset,
    search: Extract<OrganSearch, { kind: 'tissue' }>,
  ): OrganFinding {
    const organ = this.#tissueOrgan(anatomy, preset, search);
    if (!organ) return absent('not-in-view');
    const neighbours = this.#before(anatomy, preset).map(({ voxels }) =>
      regionOf(voxels, anatomy.grid),
    );
    const { tolerance, cortexHu } = search;
    const brighter = cortexHu && organ.bright ? cortexHu : 0;
    const model = tissueModelOf(organ.voxels, anatomy.fine, anatomy.grid, {
      tolerance: [
        brighter ? Math.max(tolerance, organ.mean - organ.least) : 1.4 * tolerance,
        Math.max(1.6 * tolerance, brighter),
      ],
      least: NO_TISSUE_HU,
      reach: { out: 4, in: 3.6 },
      neighbours,
    });
    return {
      ...graded(organ.fit),
      ...{ region: model.region, ml: organ.ml },
      maskOn: slice => tissueMaskOn(slice, model),
    };
  }

  #tissueOrgan(
    anatomy: CtAnatomy,
    preset: OrganPreset,
    search: Extract<OrganSearch, { kind: 'tissue' }>,
  ): TissueOrgan | null {
    // Places are told from the vertebral column.
    if (!anatomy.spine) return null;
    const others = this.#before(anatomy, preset);
    const taken = others.length ? union(others.map(({ voxels }) => voxels)) : null;
    if (search.cortexHu) {
      const brightest = Math.max(0, ...others.map(({ mean }) => mean));
      const least = brightest > ENHANCED_HU ? brightest + ABOVE_HU : BRIGHT_HU;
      const bright = brightOrganOf(anatomy, search, taken, least);
      if (bright && bright.fit >= FIT.absent) return bright;
    }
    const organ = tissueOrganOf(anatomy, search, taken);
    return organ && organ.fit >= FIT.absent ? organ : null;
  }

  #before(anatomy: CtAnatomy, { after = [] }: OrganPreset): TissueOrgan[] {
    return after.flatMap(id => this.#organOf(id, anatomy) ?? []);
  }

  /** The organ of another preset, with the numbers of its file. */
  #organOf(id: string, anatomy: CtAnatomy): TissueOrgan | null {
    const known = this.#organs.get(id);
    if (known !== undefined) return known;
    const preset = this.presets.find(one => one.id === id);
    const organ =
      preset?.search.kind === 'tissue' ? this.#tissueOrgan(anatomy, preset, preset.search) : null;
    this.#organs.set(id, organ);
    return organ;
  }
}

/** Between fat and soft tissue, HU. */
const NO_TISSUE_HU = -10;
/** With contrast liver and spleen are above this; what takes up more is so far above them. */
const ENHANCED_HU = 85;
const ABOVE_HU = 25;
/** Else what is above this has taken up contrast. */
const BRIGHT_HU = 100;
/** A brain's fit is that much higher than others' for the same certainty. */
const BRAIN_SURER = 0.25;
/** Least volume of a lung that is not only a sliver of its base, ml. */
const LUNG_SURE_ML = 60;

const absent = (reason: AbsentReason): OrganFinding => ({ kind: 'absent', reason });

const graded = (fit: number) => ({ kind: fit < FIT.unsure ? 'unsure' : 'found', fit }) as const;

function union(sets: readonly Voxels[]): Voxels {
  const all = Uint8Array.from(sets[0]);
  for (const set of sets.slice(1)) for (let n = 0; n < all.length; n++) all[n] |= set[n];
  return all;
}

function lungFinding(
  { lungs, grid }: CtAnatomy,
  { side, borderHu }: Extract<OrganSearch, { kind: 'lung' }>,
): OrganFinding {
  const voxels = side < 0 ? lungs.right : lungs.left;
  const ml = millilitres(grid, countOf(voxels));
  if (!ml) return absent('not-in-view');
  const region = regionOf(voxels, grid);
  const airway = regionOf(lungs.airway, grid);
  return {
    kind: ml < LUNG_SURE_ML ? 'unsure' : 'found',
    ...{ region, ml, fit: Math.min(1, ml / LUNG_SURE_ML) },
    maskOn: slice => lungMaskOn(slice, region, airway, borderHu),
  };
}

function brainFinding(
  volume: PatientVolume,
  search: Extract<OrganSearch, { kind: 'brain' }>,
): OrganFinding {
  const brain = brainOf(volume, search);
  if (!brain) return absent('not-in-view');
  const region = regionOf(brain.voxels, volume.grid);
  return {
    ...graded(brain.fit - BRAIN_SURER),
    ...{ region, ml: brain.ml },
    maskOn: slice => brainMaskOn(slice, region, brain.level),
  };
}

function tubeFinding(
  anatomy: CtAnatomy,
  search: Extract<OrganSearch, { kind: 'tube' }>,
): OrganFinding {
  const tube = tubeOf(anatomy, search);
  if (!tube) return absent('not-in-view');
  const { grid, fine } = anatomy;
  const inside = Uint8Array.from(tube.region.distance, mm => Number(mm < 0));
  const above = 0.35 * (tube.mean - 30);
  const model = tissueModelOf(inside, fine, grid, {
    tolerance: [Math.max(25, above), Math.max(40, above)],
    least: NO_TISSUE_HU,
    // Calcified walls and thrombus are within the circle, whatever their values.
    reach: { out: 3.5, in: 0.5 },
    neighbours: [],
  });
  const { region } = tube;
  return {
    ...graded(Math.min(1, 1.2 * tube.fit)),
    ...{ region, ml: millilitres(grid, countOf(inside)) },
    maskOn: slice =>
      fieldOn(region, slice.plane, 0) ? tissueMaskOn(slice, { ...model, region }) : EMPTY_MASK,
  };
}
