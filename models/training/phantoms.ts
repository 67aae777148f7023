/**
 * Generated chests and abdomens to train on, unlike the one that the tests click in: other seeds,
 * proportions and slice directions.
 *
 *     npx tsx models/training/phantoms.ts FOLDER [COUNT]
 *
 * Each is `phantom_NNN.json` (size, spacing, structures), `.hu` (int16) and `.labels` (uint8, the
 * number of the structure from 1; lesions belong to their organ), slice after slice.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generatePhantom, type Phantom } from '../../.webpack/demo/phantom/generatePhantom';
import { randomStream } from '../../.webpack/demo/phantom/shapes';

const FIRST_SEED = 1001;
const SIDE = 288;
const SLICES = 24;
const LESION = /nodule|cyst|metastasis|mass|node/;

function phantom(seed: number): Phantom {
  const next = randomStream(seed);
  const between = (low: number, high: number) => low + (high - low) * next();
  const tilt = between(-0.35, 0.35);
  return generatePhantom({
    columns: SIDE,
    rows: SIDE,
    slices: SLICES,
    // The field of view stays; what it holds is sampled more or less densely along each axis.
    columnSpacing: between(1.25, 1.5),
    rowSpacing: between(1.25, 1.5),
    sliceSpacing: between(6, 8.5),
    orientation: [
      [1, 0, 0],
      [0, Math.cos(tilt), Math.sin(tilt)],
    ],
    noise: between(6, 30),
    seed,
  });
}

function structures({ labels }: Phantom): { names: string[]; map: Uint8Array } {
  const names = [...labels.keys()].filter(name => !LESION.test(name));
  const map = new Uint8Array(labels.get(names[0])!.length);
  names.forEach((name, n) => {
    labels.get(name)!.forEach((inside, at) => {
      if (inside) map[at] = n + 1;
    });
  });
  return { names, map };
}

async function main([folder, count = '8']: string[]): Promise<void> {
  if (!folder) throw new Error('Usage: npx tsx models/training/phantoms.ts FOLDER [COUNT]');
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < Number(count); n++) {
    const made = phantom(FIRST_SEED + n);
    const { names, map } = structures(made);
    const file = path.join(folder, `phantom_${String(n).padStart(3, '0')}`);
    await writeFile(`${file}.hu`, made.values);
    await writeFile(`${file}.labels`, map);
    const [columns, rows, slices] = made.dims;
    const spacing = [made.spacing[1], made.spacing[0]];
    await writeFile(`${file}.json`, JSON.stringify({ slices, rows, columns, spacing, names }));
  }
}

await main(process.argv.slice(2));
