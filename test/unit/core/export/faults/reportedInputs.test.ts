/**
 * Inputs that stand for faults that users reported, from a folder that `SAM_DATA` names: each has
 * `dicom/*.dcm`. Everything is saved on them that the standard allows.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readPart10, type Part10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import {
  sourceImage,
  type SourceImage,
} from '../../../../../extension/src/core/export/dicom/source';
import { type ExportSegment } from '../../../../../extension/src/core/export/exportInput';
import { FindingExport } from '../../../../../extension/src/core/export/findingExport';
import { importFindings } from '../../../../../extension/src/core/export/importFindings';
import { decodeSeg, SEGMENTATION_STORAGE } from '../../../../../extension/src/core/export/seg';
import { UNSPECIFIED_PROPERTY } from '../../../../../extension/src/core/export/segmentTypes';
import { wholeValues } from '../../../../../extension/src/core/measure';
import { segment } from '../../../../conformance/cases';
import { findingSet } from '../../../../conformance/exporters';
import { judge } from '../judge';

const root = process.env.SAM_DATA ? path.join(process.env.SAM_DATA, 'reports') : '';
const isThere = root !== '' && existsSync(root);
if (!isThere) console.log('skipped: no data folder');
const inFolder = isThere ? test : test.skip;

interface Files {
  readonly sources: readonly SourceImage[];
  readonly segs: readonly ArrayBuffer[];
}

function readFolder(name: string): Files {
  const folder = path.join(root, name, 'dicom');
  const sources: SourceImage[] = [];
  const segs: ArrayBuffer[] = [];
  for (const file of readdirSync(folder).sort()) {
    const bytes = new Uint8Array(readFileSync(path.join(folder, file))).buffer;
    const { attributes } = readPart10(bytes);
    if (attributes.SOPClassUID === SEGMENTATION_STORAGE) segs.push(bytes);
    if (attributes.PixelData && attributes.Modality !== 'SEG')
      sources.push(...framesIn(attributes));
  }
  return { sources, segs };
}

const framesIn = ({ PixelData: _, ...attributes }: Part10['attributes']): SourceImage[] =>
  Array.from({ length: Number(attributes.NumberOfFrames ?? 1) }, (_frame, n) =>
    sourceImage(attributes, n + 1),
  );

const drawKeyImage = () => ({ pixels: new Uint8Array(27), columns: 3, rows: 3 });

async function save(sources: readonly SourceImage[], segments: readonly ExportSegment[]) {
  const exportCase = {
    ...{ name: '', sources, segments, units: 'HU' as const },
    valuesOf: (index: number) => {
      const { columns, rows } = sources[index];
      return wholeValues(new Float32Array(columns * rows).fill(40), columns, rows);
    },
  };
  const findings = new FindingExport({ ...findingSet(exportCase), drawKeyImage });
  const written = await findings.write(['seg', 'rtstruct', 'sr', 'keyImages', 'json', 'nifti']);
  for (const { format, bytes } of written.files) {
    if (['seg', 'rtstruct', 'sr'].includes(format)) judge(bytes);
  }
  const refused = written.refused.map(({ format, code }) => `${format}: ${code}`);
  return { ...written, refused, measured: findings.measurements };
}

const disc = (sources: readonly SourceImage[], marked = (_: number) => true) =>
  segment('Lesion', sources, (i, j, k) => marked(k) && Math.hypot(i - 30, j - 30) <= 8);

inFolder.each([
  ['enhanced-ct', null],
  ['scout-in-series', 'several-orientations'],
  ['repeated-positions', 'repeated-positions'],
  ['single-slice', 'no-thickness'],
  ['dwi-3-b-values', 'repeated-positions'],
  ['rtstruct-loaded', null],
])('%s: marked on every image, every format is written; volume: %s', async (name, reason) => {
  const { sources } = readFolder(name);
  const { refused, measured } = await save(sources, [disc(sources)]);
  expect(refused).toEqual([]);
  expect(measured[0]?.unknown.volume ?? null).toBe(reason);
  expect(measured[0]?.volume === null).toBe(reason !== null);
});

/** The segments of a stored SEG on their images, as a reader who changes nothing saves them. */
const loaded = (sources: readonly SourceImage[], bytes: ArrayBuffer): ExportSegment[] =>
  decodeSeg(bytes).segments.map(({ frames, property, algorithm, ...rest }) => ({
    ...rest,
    property: { ...UNSPECIFIED_PROPERTY, ...property },
    algorithm: algorithm ?? { type: 'MANUAL' },
    maskOf: index =>
      frames.find(f => f.sourceSopInstanceUID === sources[index].sopInstanceUID)?.mask ?? null,
  }));

inFolder.each(['overlapping-seg', 'coded-seg'])(
  '%s: saved untouched, every segment is what it was',
  async name => {
    const { sources, segs } = readFolder(name);
    const before = decodeSeg(segs[0]);
    const { refused, files } = await save(sources, loaded(sources, segs[0]));
    expect(refused).toEqual([]);
    const after = decodeSeg(files[0].bytes);
    expect(after.segments).toHaveLength(before.segments.length);
    before.segments.forEach(({ frames, ...description }, n) => {
      expect(after.segments[n]).toMatchObject(description);
      expect(after.segments[n].frames.map(({ mask }) => mask).sort()).toEqual(
        frames.map(({ mask }) => mask).sort(),
      );
    });
  },
);

inFolder('labels-260: every label comes back by its own number', () => {
  const { sources } = readFolder('labels-260');
  const bytes = new Uint8Array(readFileSync(path.join(root, 'labels-260', 'atlas260.nii'))).buffer;
  const labels = importFindings(bytes, sources).map(({ label }) => label);
  expect(labels).toEqual(Array.from({ length: 260 }, (_, n) => `Label ${n + 1}`));
});
