import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { fromFull, type RegionMask } from '../../extension/src/core/mask/regionMask';
import type { SliceImage } from '../../extension/src/core/image/sliceImage';
import { readDicomImage } from './dicomImage';

/** Decoded pixels are kept here (compressed series take minutes in script). */
const CACHE = path.resolve(import.meta.dirname, '../../.cache/volumes');

const truthSchema = z.object({
  dims: z.tuple([z.number(), z.number(), z.number()]),
  spacing: z.tuple([z.number(), z.number(), z.number()]),
  sliceSOPInstanceUIDs: z.array(z.string()),
  labels: z.array(z.object({ id: z.number(), name: z.string(), file: z.string() })),
});

/** A labelled series: `dicom/*.dcm` and `truth/truth.json` with `truth/<label>.raw.gz`. */
export interface DataSet {
  readonly name: string;
  readonly dims: readonly [number, number, number];
  readonly labels: readonly { readonly id: number; readonly name: string }[];
  /** Slice k belongs to the truth's slice k. */
  readonly slices: readonly SliceImage[];
  readonly sopInstanceUIDs: readonly string[];
  /** The truth of one label on slice k. */
  truth(label: string, k: number): RegionMask;
}

/** Folders at or below the given ones that hold a labelled series, sorted by name. */
export function listSets(folders: readonly string[]): string[] {
  const found = folders.flatMap(folder => {
    if (existsSync(path.join(folder, 'truth', 'truth.json'))) return [folder];
    return listSets(
      readdirSync(folder, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => path.join(folder, entry.name)),
    );
  });
  return found.sort();
}

/** Throws an Error that says what is wrong when the folder does not hold what it should. */
export async function readSet(folder: string): Promise<DataSet> {
  const text = await readFile(path.join(folder, 'truth', 'truth.json'), 'utf8');
  const { dims, labels, sliceSOPInstanceUIDs } = truthSchema.parse(JSON.parse(text));
  const bySop = new Map<string, SliceImage>();
  const dicom = path.join(folder, 'dicom');
  for (const file of readdirSync(dicom).sort()) {
    const { sopInstanceUID, slice } = await readCached(path.join(dicom, file));
    bySop.set(sopInstanceUID, slice);
  }
  const slices = sliceSOPInstanceUIDs.map((uid, k) => {
    const slice = bySop.get(uid);
    if (!slice) throw new Error(`${folder}: no file holds slice ${k}.`);
    if (slice.plane.columns !== dims[0] || slice.plane.rows !== dims[1]) {
      throw new Error(`${folder}: slice ${k} is not of the truth's size.`);
    }
    return slice;
  });
  const volumes = new Map<string, Uint8Array>();
  const volume = (name: string) => {
    const label = labels.find(l => l.name === name);
    if (!label) throw new Error(`${folder}: no label ${name}.`);
    const known = volumes.get(name);
    if (known) return known;
    const read = gunzipSync(readFileSync(path.join(folder, 'truth', label.file)));
    volumes.set(name, read);
    return read;
  };
  const area = dims[0] * dims[1];
  return {
    name: path.basename(folder),
    dims,
    labels,
    slices,
    sopInstanceUIDs: sliceSOPInstanceUIDs,
    truth: (label, k) =>
      fromFull(volume(label).subarray(k * area, (k + 1) * area), dims[0], dims[1]),
  };
}

interface CachedSlice {
  readonly sopInstanceUID: string;
  readonly slice: SliceImage;
}

async function readCached(file: string): Promise<CachedSlice> {
  const bytes = await readFile(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const [head, pixels] = [path.join(CACHE, `${hash}.json`), path.join(CACHE, `${hash}.f32`)];
  if (existsSync(head) && existsSync(pixels)) {
    const { sopInstanceUID, slice } = JSON.parse(await readFile(head, 'utf8')) as CachedSlice;
    const data = await readFile(pixels);
    const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
    return { sopInstanceUID, slice: { ...slice, values } };
  }
  const { sopInstanceUID, frames } = readDicomImage(bytes);
  const [slice] = frames;
  await mkdir(CACHE, { recursive: true });
  await writeFile(pixels, new Uint8Array(slice.values.buffer));
  await writeFile(head, JSON.stringify({ sopInstanceUID, slice: { ...slice, values: undefined } }));
  return { sopInstanceUID, slice };
}
