import path from 'node:path';
import { ensureDemoStudies } from '../../../.webpack/demo/phantom/generate';
import { segment } from '../../../extension/src/core/engine';
import {
  EMPTY_MASK,
  intersectionArea,
  maskArea,
  toFull,
  fromFull,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import {
  ORGAN_PRESETS,
  organSlices,
  patientVolume,
  SeriesAnatomy,
  type FoundOrgan,
  type OrganPreset,
  type OrganStack,
} from '../../../extension/src/core/organs';
import { listSets, readSet, type DataSet } from '../../data/readSet';
import { COPIES, type LabelledStack } from './copies';
import type { BenchModel } from './models';
import { mean, table } from './report';

const CACHE = path.resolve(import.meta.dirname, '../../../.cache/demo');

/** Names that data sets have for an organ; labels that match are taken together. */
const NAMES: Readonly<Record<string, RegExp>> = {
  'lung-right': /^(right lung|lung[ _-]?(r|right)|lung_(upper|middle|lower)_lobe_right)$/i,
  'lung-left': /^(left lung|lung[ _-]?(l|left)|lung_(upper|lower)_lobe_left)$/i,
  liver: /^liver$/i,
  spleen: /^spleen$/i,
  'kidney-right': /^(right kidney|kidney[ _-]?(r|right))$/i,
  'kidney-left': /^(left kidney|kidney[ _-]?(l|left))$/i,
  aorta: /^aorta$/i,
  brain: /^brain$/i,
};

/** Least 3D Dice. */
const WANTED: Readonly<Record<string, number>> = {
  'lung-right': 0.95,
  'lung-left': 0.95,
  liver: 0.92,
  spleen: 0.9,
  'kidney-right': 0.88,
  'kidney-left': 0.88,
  aorta: 0.85,
  brain: 0.92,
};
/** A copy's Dice may differ by so much. */
const STEADY = 0.02;

/** One preset on one series, as it is stored or as a copy of it. */
export interface PresetRow {
  readonly set: string;
  readonly copy: string;
  readonly preset: string;
  /** The series has a label of it. */
  readonly labelled: boolean;
  readonly kind: 'found' | 'unsure' | 'absent';
  readonly reason?: string;
  readonly dice?: number;
  readonly ml: number;
  readonly fit: number;
  readonly seconds: number;
}

interface PresetsOptions {
  readonly data?: readonly string[];
  readonly set?: readonly string[];
  readonly labels: string;
  /** Copies to measure beside the series itself; all when not given, none for ''. */
  readonly copies?: string;
}

/**
 * Every preset on every series, without a click: whether it finds its organ or rightly declines, and
 * the Dice of all voxels; then the same on copies that are flipped, feet first, prone and oblique.
 */
export async function presetsBench(
  { data = [], set, labels, copies = Object.keys(COPIES).join(',') }: PresetsOptions,
  model: BenchModel,
): Promise<PresetRow[]> {
  const [phantom] = await ensureDemoStudies(CACHE);
  const folders = [path.join(phantom, 'axial'), path.join(phantom, 'tilted'), ...listSets(data)];
  const wanted = ORGAN_PRESETS.filter(({ id }) => new RegExp(labels, 'i').test(id));
  const rows: PresetRow[] = [];
  for (const folder of folders) {
    if (set && !set.includes(path.basename(folder))) continue;
    const series = await readSet(folder);
    rows.push(...(await measurePresets(series, '', series, wanted, model)));
    const held = wanted.filter(({ id }) => labelsOf(series, id).length);
    for (const copy of copies.split(',').filter(name => name in COPIES && held.length)) {
      rows.push(...(await measurePresets(series, copy, COPIES[copy](series), held, model)));
    }
    console.log(`\n${presetsTable(rows.filter(row => row.set === series.name))}`);
  }
  return rows;
}

/** The labels of a series that together are a preset's organ. */
export const labelsOf = ({ labels }: DataSet, preset: string): string[] =>
  labels.map(({ name }) => name).filter(name => NAMES[preset]?.test(name));

/** Presets on a series, or on a copy of it. */
export async function measurePresets(
  series: DataSet,
  copy: string,
  { slices, truth }: LabelledStack,
  presets: readonly OrganPreset[],
  model: BenchModel,
): Promise<PresetRow[]> {
  let before = performance.now();
  const stack: OrganStack = {
    planes: slices.map(({ plane }) => plane),
    read: async k => slices[k],
  };
  const anatomy = new SeriesAnatomy(await patientVolume(stack), ORGAN_PRESETS);
  const rows: PresetRow[] = [];
  for (const preset of presets) {
    const finding = anatomy.find(preset);
    const labels = labelsOf(series, preset.id);
    const known = { set: series.name, copy, preset: preset.id, labelled: labels.length > 0 };
    const masks = finding.kind === 'absent' ? [] : await masksOf(finding, stack, model);
    const seconds = (performance.now() - before) / 1000;
    before = performance.now();
    if (finding.kind === 'absent') {
      rows.push({ ...known, kind: 'absent', reason: finding.reason, ml: 0, fit: 0, seconds });
      continue;
    }
    const { kind, ml, fit } = finding;
    const truths = slices.map(({ plane }, k) =>
      union(
        labels.map(label => truth(label, k)),
        plane,
      ),
    );
    const dice = labels.length ? { dice: diceOf(masks, truths) } : {};
    rows.push({ ...known, kind, ml, fit, seconds, ...dice });
  }
  return rows;
}

/** What the panel would show, on every slice. */
async function masksOf(
  organ: FoundOrgan,
  stack: OrganStack,
  model: BenchModel,
): Promise<readonly RegionMask[]> {
  const segmenter = model.segmenter();
  const masks: RegionMask[] = stack.planes.map(() => EMPTY_MASK);
  for await (const { k, answer } of organSlices(organ, stack, one => segment(segmenter, one))) {
    masks[k] = answer.candidates[0].mask;
  }
  return masks;
}

function union(
  masks: readonly RegionMask[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): RegionMask {
  if (masks.length === 1) return masks[0];
  const all = new Uint8Array(columns * rows);
  for (const mask of masks) toFull(mask, columns, rows).forEach((one, n) => (all[n] |= one));
  return fromFull(all, columns, rows);
}

function diceOf(masks: readonly RegionMask[], truth: readonly RegionMask[]): number {
  let [both, either] = [0, 0];
  masks.forEach((mask, k) => {
    both += intersectionArea(mask, truth[k]);
    either += maskArea(mask) + maskArea(truth[k]);
  });
  return either ? (2 * both) / either : 1;
}

/** A line for each preset and series, the series itself and its copies side by side. */
export function presetsTable(rows: readonly PresetRow[]): string {
  const copies = [...new Set(rows.map(({ copy }) => copy))].filter(Boolean);
  const head = ['series', 'organ', 'label', 'outcome', 'fit', 'ml', '3D Dice', ...copies, 's'];
  const lines = rows
    .filter(({ copy }) => !copy)
    .map(row => {
      const of = (copy: string) =>
        rows.find(one => one.copy === copy && one.set === row.set && one.preset === row.preset);
      return [
        ...[row.set, row.preset, row.labelled ? 'yes' : 'no'],
        row.kind === 'absent' ? `declined (${row.reason})` : row.kind,
        ...[row.fit.toFixed(2), row.ml.toFixed(0), figure(row)],
        ...copies.map(copy => figure(of(copy))),
        row.seconds.toFixed(1),
      ];
    });
  return table([head, ...lines]);
}

function figure(row: PresetRow | undefined): string {
  if (!row?.labelled) return '–';
  return row.dice === undefined ? 'declined' : row.dice.toFixed(3);
}

/** What was asked for, and how far it was met. */
export function presetBars(rows: readonly PresetRow[]): string {
  const own = rows.filter(({ copy }) => !copy);
  const lines = Object.entries(WANTED).map(([preset, wanted]) => {
    const held = own.filter(row => row.preset === preset && row.labelled);
    const dices = held.map(({ dice = 0 }) => dice);
    const enough = dices.filter(dice => dice >= wanted).length;
    return [
      preset,
      String(wanted),
      dices.length ? mean(dices).toFixed(3) : '–',
      `${enough} of ${held.length}`,
    ];
  });
  const changes = rows
    .filter(({ copy, labelled }) => copy && labelled)
    .map(row => {
      const original = own.find(one => one.set === row.set && one.preset === row.preset);
      return Math.abs((row.dice ?? 0) - (original?.dice ?? 0));
    });
  const steady = changes.filter(change => change <= STEADY).length;
  const unlabelled = own.filter(row => !row.labelled && row.kind !== 'absent');
  return [
    table([['organ', 'wanted', 'mean 3D Dice', 'reached on'], ...lines]),
    `Copies within ${STEADY} of their original: ${steady} of ${changes.length}`,
    `Marked without a label: ${unlabelled.map(row => `${row.set}/${row.preset} (${row.kind})`).join(', ') || 'none'}`,
  ].join('\n\n');
}
