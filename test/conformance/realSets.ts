import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readPart10 } from '../../extension/src/core/export/dicom/readPart10';
import { sourceImage } from '../../extension/src/core/export/dicom/source';
import { propertyFromLabel } from '../../extension/src/core/export/segmentLabel';
import { MODEL, type ExportCase } from './cases';

interface Truth {
  readonly dims: readonly [number, number, number];
  readonly labels: readonly { readonly name: string; readonly file: string }[];
  readonly sliceSOPInstanceUIDs: readonly string[];
}

/** A labelled series as something to export: its truth, on images in the order of their names. */
export function readRealCase(folder: string): ExportCase {
  const truth = JSON.parse(readFileSync(path.join(folder, 'truth/truth.json'), 'utf8')) as Truth;
  const files = readdirSync(path.join(folder, 'dicom')).sort();
  const sources = files.map(file => {
    const bytes = readFileSync(path.join(folder, 'dicom', file));
    const { buffer, byteOffset, byteLength } = bytes;
    const content = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    // Without the pixels, which would keep every file in memory.
    return sourceImage({ ...readPart10(content).attributes, PixelData: undefined });
  });
  const area = truth.dims[0] * truth.dims[1];
  const sliceOf = new Map(truth.sliceSOPInstanceUIDs.map((uid, k) => [uid, k]));
  const segments = truth.labels.map(({ name, file }) => {
    const volume = gunzipSync(readFileSync(path.join(folder, 'truth', file)));
    return {
      label: name,
      property: propertyFromLabel(name),
      algorithm: MODEL,
      maskOf: (index: number) => {
        const k = sliceOf.get(sources[index].sopInstanceUID);
        return k === undefined ? null : volume.subarray(k * area, (k + 1) * area);
      },
    };
  });
  return { name: path.basename(folder), folder: path.join(folder, 'dicom'), sources, segments };
}
