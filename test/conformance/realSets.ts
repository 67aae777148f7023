import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { wholeValues } from '../../extension/src/core/measure';
import { readPart10 } from '../../extension/src/core/export/dicom/readPart10';
import { sourceImage } from '../../extension/src/core/export/dicom/source';
import { propertyFromLabel } from '../../extension/src/core/export/segmentLabel';
import { readSet } from '../data/readSet';
import { MODEL, type ExportCase } from './cases';

/** A labelled series as something to export: its truth, on images in the order of their names. */
export async function readRealCase(folder: string): Promise<ExportCase> {
  const set = await readSet(folder);
  const sources = readdirSync(path.join(folder, 'dicom'))
    .sort()
    .map(file => {
      const { buffer, byteOffset, byteLength } = readFileSync(path.join(folder, 'dicom', file));
      const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
      // Without the pixels, which would keep every file in memory.
      return sourceImage({ ...readPart10(bytes).attributes, PixelData: undefined });
    });
  const sliceOf = new Map(set.sopInstanceUIDs.map((uid, k) => [uid, k]));
  const slice = (index: number) => sliceOf.get(sources[index].sopInstanceUID);
  const segments = set.labels.map(({ name }, n) => ({
    label: name,
    property: propertyFromLabel(name),
    algorithm: MODEL,
    tracking: { id: name, uid: `2.25.${1000 + n}` },
    maskOf: (index: number) => {
      const k = slice(index);
      const mask = k === undefined ? null : set.truth(name, k);
      return mask?.data.includes(1) ? mask : null;
    },
  }));
  return {
    name: set.name,
    folder: path.join(folder, 'dicom'),
    sources,
    segments,
    valuesOf: index => wholeValues(set.slices[slice(index) ?? 0].values, set.dims[0], set.dims[1]),
    units: set.slices[0].units,
  };
}
