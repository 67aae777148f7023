import { CATEGORY, type Code } from '../../../../../extension/src/core/export/codes';
import { writePart10 } from '../../../../../extension/src/core/export/dicom/dataset';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import { type ExportSegment } from '../../../../../extension/src/core/export/exportInput';
import {
  decodeSeg,
  encodeSegs,
  segmentDescriptions,
  type SegmentDescription,
} from '../../../../../extension/src/core/export/seg';
import { syntheticCases } from '../../../../conformance/cases';
import { exportSeg, segInput } from '../../../../conformance/exporters';
import { judge } from '../judge';

const [{ sources, segments }] = syntheticCases();
const code = (value: string, scheme = 'SCT'): Code => ({ value, scheme, meaning: `M ${value}` });

/** What a segmentation of another system may say, none of it on this project's lists. */
const FOREIGN: Omit<ExportSegment, 'maskOf'> = {
  label: 'Patient lesion 7b',
  description: 'Seen in 2024',
  property: {
    category: { ...code('C1'), version: '2.1' },
    type: code('a-code-that-is-longer-than-sixteen'),
    typeModifiers: [code('T1'), code('T2')],
    region: code('R1'),
    regionModifiers: [code('R2'), code('R3')],
  },
  algorithm: {
    type: 'AUTOMATIC',
    name: 'nnU-Net',
    version: '2.1',
    family: code('F1'),
    source: 'Somebody',
    parameters: 'folds=5',
  },
  tracking: {
    id: 'Lesion-7',
    uid: '1.2.826.0.1.3680043.8.498.85307079849270371447618525357365206142',
  },
  color: [166, 84, 169],
};

/** A loaded segment as it is given to the next save. */
const again = (
  { property, tracking, algorithm, ...rest }: SegmentDescription,
  maskOf: ExportSegment['maskOf'],
): ExportSegment => ({
  ...rest,
  property: { category: CATEGORY.tissue, type: CATEGORY.tissue, ...property },
  algorithm: algorithm ?? { type: 'MANUAL' },
  ...(tracking && { tracking }),
  maskOf,
});

test('what a loaded SEG says of a segment is saved as it was', () => {
  const { maskOf } = segments[0];
  const { encoded } = exportSeg({ sources, segments: [{ ...FOREIGN, maskOf }] });
  const bytes = writePart10(encoded.dataset);
  judge(bytes);
  const [first] = decodeSeg(bytes).segments;
  expect(first).toMatchObject(FOREIGN);
  const next = exportSeg({ sources, segments: [again(first, maskOf)] }).encoded;
  const [second] = decodeSeg(writePart10(next.dataset)).segments;
  expect(second).toEqual(first);
});

test('an algorithm that is named without a version stays so', () => {
  const algorithm = { type: 'SEMIAUTOMATIC', name: 'Threshold' } as const;
  const { encoded } = exportSeg({
    sources,
    segments: [{ ...FOREIGN, algorithm, maskOf: segments[0].maskOf }],
  });
  const bytes = writePart10(encoded.dataset);
  judge(bytes);
  expect(decodeSeg(bytes).segments[0].algorithm).toEqual(algorithm);
});

test('the viewer’s naturalised instance of a SEG tells the same', () => {
  const { encoded } = exportSeg({ sources, segments });
  const { attributes } = readPart10(writePart10(encoded.dataset));
  // Items of a sequence may come without their list.
  const naturalised = JSON.parse(JSON.stringify(attributes)) as Record<string, unknown>;
  expect(segmentDescriptions(naturalised)).toEqual(segmentDescriptions(attributes));
});

test('segments that overlap are all written, each with its own voxels', () => {
  const { encoded, input } = exportSeg({ sources, segments: [segments[0], segments[2]] });
  const decoded = decodeSeg(writePart10(encoded.dataset));
  decoded.segments.forEach(({ frames }, n) => {
    for (const { mask, sourceSopInstanceUID } of frames) {
      const index = sources.findIndex(s => s.sopInstanceUID === sourceSopInstanceUID);
      expect(mask).toEqual(input.segments[n].maskOf(index));
    }
  });
  expect(encoded.dataset.SegmentsOverlap).toBe('YES');
});

test('segments beyond 255 keep their numbers, beyond 65,535 they are refused', () => {
  const voxel = (n: number): ExportSegment => ({
    ...segments[0],
    label: `Label ${n + 1}`,
    maskOf: index =>
      index === n % 9 ? { x: n % 37, y: 0, width: 1, height: 1, data: Uint8Array.of(1) } : null,
  });
  const many = Array.from({ length: 300 }, (_, n) => voxel(n));
  const decoded = decodeSeg(writePart10(exportSeg({ sources, segments: many }).encoded.dataset));
  expect(decoded.segments.map(s => s.segmentNumber)).toEqual(many.map((_, n) => n + 1));
  expect(decoded.segments[299].frames[0].mask.x).toBe(299 % 37);
  const tooMany = Array.from({ length: 65_536 }, (_, n) => voxel(n));
  expect(() => encodeSegs(segInput({ sources, segments: tooMany }))).toThrow(/65535 segments/);
});
