import { type ExportSegment } from '../../extension/src/core/export/exportInput';
import { sourceImage, type SourceImage } from '../../extension/src/core/export/dicom/source';
import { type Dataset } from '../../extension/src/core/export/dicom/dataset';
import { ALGORITHM_FAMILY } from '../../extension/src/core/export/codes';
import { propertyFromLabel } from '../../extension/src/core/export/segmentLabel';
import { fromFull, type RegionMask } from '../../extension/src/core/mask/regionMask';
import { wholeValues, type RegionValues } from '../../extension/src/core/measure';
import { AXIAL, syntheticSeries, type SeriesGrid } from './syntheticSeries';

/** Something to export: images and segments on them. */
export interface ExportCase {
  readonly name: string;
  readonly sources: readonly SourceImage[];
  readonly segments: readonly ExportSegment[];
  /** Values after the modality LUT of source `index`; null where the image has colours. */
  readonly valuesOf: (index: number) => RegionValues | null;
  readonly units: 'HU' | 'SUV' | 'arbitrary';
  /** The images themselves, where a tool needs them. */
  readonly images?: readonly Dataset[];
  /** A folder that holds them as files. */
  readonly folder?: string;
}

/** True where a voxel is inside; k counts the slices as they are listed. */
export type Shape = (i: number, j: number, k: number) => boolean;

export const MODEL = {
  type: 'SEMIAUTOMATIC',
  name: 'MobileSAM',
  version: '1.0 sha256:6dbb90523a35330f',
  family: ALGORITHM_FAMILY.artificialIntelligence,
  source: 'Zhang et al. 2023',
} as const;

export function segment(
  label: string,
  sources: readonly SourceImage[],
  inside: Shape,
): ExportSegment {
  const masks = new Map<number, RegionMask | null>();
  return {
    label,
    property: propertyFromLabel(label),
    algorithm: MODEL,
    color: [200, 30, 60],
    maskOf: index => {
      const known = masks.get(index);
      if (known !== undefined) return known;
      const { rows, columns } = sources[index];
      const full = new Uint8Array(rows * columns);
      for (let j = 0; j < rows; j++) {
        for (let i = 0; i < columns; i++) full[j * columns + i] = inside(i, j, index) ? 1 : 0;
      }
      const mask = fromFull(full, columns, rows);
      masks.set(index, mask.width > 0 ? mask : null);
      return masks.get(index) ?? null;
    },
  };
}

const ball =
  (ci: number, cj: number, ck: number, radius: number): Shape =>
  (i, j, k) =>
    Math.hypot(i - ci, j - cj, 2 * (k - ck)) <= radius;

/** The labels and masks that have gone wrong in other exporters, on one grid. */
const hardShapes: readonly (readonly [label: string, inside: Shape])[] = [
  ['左肾', ball(10, 10, 3, 6)],
  ['nothing here', () => false],
  // Overlaps the kidney.
  ['Lesion with hole', (i, j, k) => ball(14, 12, 4, 7)(i, j, k) && !ball(14, 12, 4, 3)(i, j, k)],
  ['islands', (i, j, k) => k === 5 && i % 4 === 1 && j % 5 === 2],
  ['nodule', (i, j, k) => i === 20 && j === 20 && k === 6],
  ['border', (i, j, k) => k >= 1 && k <= 2 && (i < 3 || j > 25 || i > 34)],
  ['everything', (_i, _j, k) => k === 8],
  [`${'<img src=x onerror=alert(1)>'.repeat(3)}`.slice(0, 80), ball(25, 8, 2, 3)],
  ['back\\slash\nnew line\u202Egnp', ball(28, 20, 2, 3)],
  ['右肺结节', ball(8, 22, 6, 3)],
  ['Liver metastasis', ball(30, 10, 7, 3)],
];

const c = Math.cos(Math.PI / 7);
const s = Math.sin(Math.PI / 7);

const grids: Readonly<Record<string, SeriesGrid>> = {
  ascending: AXIAL,
  descending: { ...AXIAL, sliceStep: -2.5 },
  sagittal: { ...AXIAL, rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] },
  oblique: { ...AXIAL, rowDirection: [c, s, 0], columnDirection: [-s * c, c * c, s] },
  tilted: { ...AXIAL, shear: 0.91 },
  'non-square': { ...AXIAL, pixelSpacing: [1.3, 0.55] },
  'with gaps': { ...AXIAL, missing: [1, 4] },
  '8-fold pixels': { ...AXIAL, columns: 40, rows: 32 },
};

/** Every hard shape on every kind of grid. */
export function syntheticCases(): ExportCase[] {
  return Object.entries(grids).map(([name, grid]) => {
    const images = syntheticSeries(grid, (i, j, k) => ((i * 7 + j * 13 + k * 29) % 200) - 60);
    const sources = images.map(image => sourceImage(image));
    const segments = hardShapes.map(([label, inside]) => segment(label, sources, inside));
    const valuesOf = (index: number) =>
      wholeValues(
        Float32Array.from(new Int16Array(images[index].PixelData as ArrayBuffer)),
        grid.columns,
        grid.rows,
      );
    return { name, images, sources, segments, valuesOf, units: 'HU' };
  });
}
