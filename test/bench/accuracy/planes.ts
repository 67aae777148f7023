import path from 'node:path';
import { ensureDemoStudies } from '../../../.webpack/demo/phantom/generate';
import type { SliceImage } from '../../../extension/src/core/image/sliceImage';
import {
  fromFull,
  maskArea,
  toFull,
  type RegionMask,
} from '../../../extension/src/core/mask/regionMask';
import { listSets, readSet, type DataSet } from '../../data/readSet';
import { boxCorners, type Case } from './cases';
import type { BenchModel } from './models';
import { mean, table } from './report';
import { oursThrough } from './volumeMethods';

const CACHE = path.resolve(import.meta.dirname, '../../../.cache/demo');
/** Organs that are large enough for a plane of thick slices. */
const DEFAULT_LABELS = '^(spleen|liver|lung[ _](l|left))$';
/** What the two planes' masks have to agree in. */
const WANTED = 0.9;

interface PlanesOptions {
  readonly data?: readonly string[];
  readonly set?: readonly string[];
  readonly labels: string;
}

/** An organ's voxels as masks on the slices of one plane. */
interface Stack {
  readonly slices: readonly SliceImage[];
  readonly truth: readonly RegionMask[];
}

/**
 * The same organ from a tight box on the middle slice, axial and coronal, each followed through the
 * volume: how far the voxels of both agree, and each with the truth. Of the phantom always, and of
 * the sets of the folders given.
 */
export async function planesBench(
  { data = [], set, labels }: PlanesOptions,
  model: BenchModel,
): Promise<string> {
  const [phantom] = await ensureDemoStudies(CACHE);
  const wanted = new RegExp(labels || DEFAULT_LABELS, 'i');
  const lines: string[][] = [];
  const all: number[] = [];
  for (const folder of [path.join(phantom, 'axial'), ...listSets(data)]) {
    if (set && !set.includes(path.basename(folder))) continue;
    const series = await readSet(folder);
    for (const { name } of series.labels.filter(label => wanted.test(label.name))) {
      const axial = axialOf(series, name);
      const along = await voxelsBy(axial, series, model);
      const across = acrossOf(await voxelsBy(coronalOf(axial, series.dims), series, model), series);
      const truth = volumeOf(axial.truth, series);
      const figures = [diceOf(along, across), diceOf(along, truth), diceOf(across, truth)];
      all.push(figures[0]);
      lines.push([`${series.name}/${name}`, ...figures.map(figure => figure.toFixed(3))]);
      console.log(lines.at(-1)!.join('  '));
    }
  }
  const head = ['label', 'axial and coronal', 'axial and truth', 'coronal and truth'];
  const enough = all.filter(one => one >= WANTED).length;
  return `${table([head, ...lines])}\n${enough} of ${all.length} agree by ${WANTED}; mean ${mean(all).toFixed(3)}`;
}

const axialOf = (series: DataSet, label: string): Stack => ({
  slices: series.slices,
  truth: series.slices.map((_, k) => series.truth(label, k)),
});

/** The planes of columns and slices, as the viewer's reformatted ones: a row for each slice. */
function coronalOf(axial: Stack, [columns, rows, count]: DataSet['dims']): Stack {
  const [first, second] = axial.slices.map(({ plane }) => plane);
  const step = second.origin.map((x, axis) => x - first.origin[axis]);
  const rowSpacing = Math.hypot(...step);
  const columnDirection = step.map(x => x / rowSpacing) as unknown as typeof first.rowDirection;
  const full = axial.truth.map(mask => toFull(mask, columns, rows));
  const slices = Array.from({ length: rows }, (_, j): SliceImage => {
    const values = new Float32Array(columns * count);
    axial.slices.forEach((slice, k) => {
      values.set(slice.values.subarray(j * columns, (j + 1) * columns), k * columns);
    });
    const origin = first.origin.map(
      (x, axis) => x + j * first.rowSpacing * first.columnDirection[axis],
    ) as unknown as typeof first.origin;
    const plane = { ...first, origin, columnDirection, rowSpacing, columns, rows: count };
    return { ...axial.slices[0], key: `coronal-${j}`, plane, values };
  });
  const truth = slices.map((_, j) => {
    const mask = new Uint8Array(columns * count);
    full.forEach((one, k) => mask.set(one.subarray(j * columns, (j + 1) * columns), k * columns));
    return fromFull(mask, columns, count);
  });
  return { slices, truth };
}

/** Prompts the middle slice of those that hold the organ, follows it, and gives the masks as voxels. */
async function voxelsBy(stack: Stack, series: DataSet, model: BenchModel): Promise<Uint8Array> {
  const { slices, truth } = stack;
  const on = truth.flatMap((mask, n) => (maskArea(mask) ? [n] : []));
  const k = on[Math.floor(on.length / 2)];
  const method = oursThrough(model.segmenter(), slices);
  const subject = { slice: slices[k], truth: truth[k] } as Case;
  const mask = await method.answer(slices[k], [{ kind: 'box', corners: boxCorners(subject) }]);
  const { masks } = await method.follow(new Map([[k, mask]]));
  const { columns, rows } = slices[0].plane;
  const voxels = new Uint8Array(series.dims[0] * series.dims[1] * series.dims[2]);
  for (const [n, one] of masks) voxels.set(toFull(one, columns, rows), n * columns * rows);
  return voxels;
}

/** Voxels by coronal plane, in the order of the axial ones. */
function acrossOf(coronal: Uint8Array, { dims: [columns, rows, count] }: DataSet): Uint8Array {
  const voxels = new Uint8Array(coronal.length);
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < count; k++) {
      const from = (j * count + k) * columns;
      voxels.set(coronal.subarray(from, from + columns), (k * rows + j) * columns);
    }
  }
  return voxels;
}

function volumeOf(masks: readonly RegionMask[], { dims: [columns, rows] }: DataSet): Uint8Array {
  const voxels = new Uint8Array(masks.length * columns * rows);
  masks.forEach((mask, k) => voxels.set(toFull(mask, columns, rows), k * columns * rows));
  return voxels;
}

function diceOf(a: Uint8Array, b: Uint8Array): number {
  let [both, either] = [0, 0];
  a.forEach((one, n) => {
    both += one & b[n];
    either += one + b[n];
  });
  return either ? (2 * both) / either : 1;
}
