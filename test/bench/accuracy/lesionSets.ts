import path from 'node:path';
import { ensureDemoStudies } from '../../../.webpack/demo/phantom/generate';
import { foreground } from '../../../extension/src/core/automatic/foreground';
import { growMask } from '../../../extension/src/core/lesions/morphology';
import {
  EMPTY_MASK,
  fromFull,
  toFull,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import { listSets, readSet, type DataSet } from '../../data/readSet';
import { isLesion } from './cases';

const CACHE = path.resolve(import.meta.dirname, '../../../.cache/demo');

/** A series with lesions, and the organs that they are looked for in: stage one is given. */
export interface LesionSeries {
  readonly set: DataSet;
  readonly lesions: readonly string[];
  readonly organs: readonly Organ[];
}

export interface Organ {
  readonly name: string;
  maskOn(k: number): RegionMask;
}

/** Labels of organs that lesions lie in; sides of one organ go together. */
const ORGANS = ['lung', 'liver', 'kidney', 'spleen', 'pancreas', 'brain'] as const;

/** The phantom, and the series of the folders that have lesions in an organ that is known. */
export async function lesionSeries(folders: readonly string[]): Promise<LesionSeries[]> {
  const [phantom] = await ensureDemoStudies(CACHE);
  const generated = await readSet(path.join(phantom, 'axial'));
  const sets = await Promise.all(listSets(folders).map(readSet));
  return [phantomSeries(generated), ...sets.flatMap(set => labelled(set) ?? [])];
}

/** The labels together, on a slice. */
const unionOn = (set: DataSet, labels: readonly string[], k: number): RegionMask => {
  const [columns, rows] = set.dims;
  const full = new Uint8Array(columns * rows);
  for (const label of labels) {
    toFull(set.truth(label, k), columns, rows).forEach((inside, n) => (full[n] |= inside));
  }
  return fromFull(full, columns, rows);
};

const organOf = (set: DataSet, name: string, labels: readonly string[]): Organ => ({
  name,
  maskOn: k => unionOn(set, labels, k),
});

/** A real series: its organs with the lesions filled in; the brain is what is there of a head. */
function labelled(set: DataSet): LesionSeries | undefined {
  const names = set.labels.map(({ name }) => name);
  const lesions = names.filter(isLesion);
  if (!lesions.length) return undefined;
  const organs = ORGANS.flatMap(organ => {
    const own = names.filter(name => !isLesion(name) && name.toLowerCase().includes(organ));
    return own.length ? [organOf(set, organ, [...own, ...lesions])] : [];
  });
  const isBrain = lesions.some(name => /^ms[-_ ]/i.test(name));
  if (!organs.length && isBrain) {
    organs.push({ name: 'brain', maskOn: k => foreground(set.slices[k]) });
  }
  return organs.length ? { set, lesions, organs } : undefined;
}

/** Around a vessel nodes are looked for, mm. */
const AROUND_MM = 30;

/** The generated chest and abdomen: lymph nodes lie around the aorta, beside all that is known. */
function phantomSeries(set: DataSet): LesionSeries {
  const lesions = [
    ...['liver_cyst', 'liver_metastasis', 'renal_mass'],
    ...['lymph_node', 'lung_nodule', 'lung_nodule_small'],
  ];
  const known = set.labels.map(({ name }) => name).filter(name => !lesions.includes(name));
  return {
    ...{ set, lesions },
    organs: [
      organOf(set, 'liver', ['liver']),
      organOf(set, 'lungs', ['lung_left', 'lung_right']),
      organOf(set, 'left kidney', ['kidney_left', 'renal_mass']),
      organOf(set, 'right kidney', ['kidney_right']),
      organOf(set, 'spleen', ['spleen']),
      { name: 'around the aorta', maskOn: k => aroundOn(set, 'aorta', known, k) },
    ],
  };
}

/** What lies within `AROUND_MM` of a label on a slice and belongs to no other one. */
function aroundOn(set: DataSet, label: string, known: readonly string[], k: number): RegionMask {
  const own = set.truth(label, k);
  if (!own.width) return EMPTY_MASK;
  const { plane } = set.slices[k];
  const grown = toFull(growMask(own, plane, AROUND_MM), plane.columns, plane.rows);
  const others = toFull(unionOn(set, known, k), plane.columns, plane.rows);
  return fromFull(
    grown.map((inside, n) => inside & (1 - others[n])),
    plane.columns,
    plane.rows,
  );
}
