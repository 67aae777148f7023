import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Dataset, writePart10 } from '../../extension/src/core/export/dicom/dataset';
import { sourceNormal, type SourceImage } from '../../extension/src/core/export/dicom/source';
import {
  type EncodedRtStruct,
  type RtStructInput,
} from '../../extension/src/core/export/rtstruct/encodeRtStruct';
import { EMPTY_MASK, toFull } from '../../extension/src/core/mask/regionMask';
import { runTool } from './tools';

/**
 * Lets plastimatch turn a structure set into masks, and compares them; null when it is not
 * installed. Slice by slice, as it knows no grid with a tilt or with gaps.
 */
export function plastimatchDifferences(
  input: RtStructInput,
  encoded: EncodedRtStruct,
  out: string,
): string[] | null {
  // plastimatch names files after structures, and not each name of ours can be one.
  const structures = encoded.dataset.StructureSetROISequence as readonly Dataset[];
  const plainNames = {
    ...encoded.dataset,
    StructureSetROISequence: structures.map((roi, n) => ({ ...roi, ROIName: `roi${n + 1}` })),
  };
  const file = path.join(out, 'rtstruct-plain-names.dcm');
  writeFileSync(file, new Uint8Array(writePart10(plainNames)));

  const counts = encoded.written.map(() => ({ both: 0, expected: 0, found: 0 }));
  for (const k of encoded.indices) {
    const source = input.sources[k];
    const grid = path.join(out, 'plastimatch-slice.mha');
    const masks = path.join(out, 'plastimatch');
    writeFileSync(grid, emptyMha(source));
    rmSync(masks, { recursive: true, force: true });
    const { installed, status } = runTool('plastimatch', [
      'convert',
      ...['--input', file, '--fixed', grid],
      ...['--output-prefix', masks, '--prefix-format', 'mha'],
    ]);
    if (!installed) return null;
    if (status !== 0) return [`exit ${status}`];
    encoded.written.forEach((index, n) => {
      const found = readMha(path.join(masks, `roi${n + 1}.mha`));
      const mask = input.segments[index].maskOf(k) ?? EMPTY_MASK;
      const expected = toFull(mask, source.columns, source.rows);
      found.forEach((inside, at) => {
        if (inside && expected[at]) counts[n].both++;
        if (inside) counts[n].found++;
        if (expected[at]) counts[n].expected++;
      });
    });
  }
  return counts.flatMap(({ both, expected, found }, n) => {
    const dice = (2 * both) / (expected + found);
    return dice === 1
      ? []
      : [`structure ${n + 1}: Dice ${dice.toFixed(4)}, ${found - expected} voxels too many`];
  });
}

const DATA = 'ElementDataFile = LOCAL\n';

/** An empty image of one slice on the grid of a source image. */
function emptyMha({ geometry, columns, rows }: SourceImage): Uint8Array {
  const { imageOrientationPatient, imagePositionPatient, pixelSpacing } = geometry!;
  const header = [
    'ObjectType = Image',
    'NDims = 3',
    'BinaryData = True',
    'BinaryDataByteOrderMSB = False',
    'CompressedData = False',
    `TransformMatrix = ${[...imageOrientationPatient, ...sourceNormal(geometry!)].join(' ')}`,
    `Offset = ${imagePositionPatient.join(' ')}`,
    // Thin, so that contours of other slices are none of this one's.
    `ElementSpacing = ${pixelSpacing[1]} ${pixelSpacing[0]} 0.1`,
    `DimSize = ${columns} ${rows} 1`,
    'ElementType = MET_UCHAR',
    DATA,
  ];
  return Buffer.concat([Buffer.from(header.join('\n')), new Uint8Array(columns * rows)]);
}

function readMha(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return bytes.subarray(bytes.indexOf(DATA) + DATA.length);
}
