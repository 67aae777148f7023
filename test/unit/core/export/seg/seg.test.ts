import { writePart10 } from '../../../../../extension/src/core/export/dicom/dataset';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import { sourceImage } from '../../../../../extension/src/core/export/dicom/source';
import {
  decodeSeg,
  encodeSegs,
  verifySeg,
  type SegInput,
} from '../../../../../extension/src/core/export/seg';
import { segment, syntheticCases } from '../../../../conformance/cases';
import { exportSeg, segInput } from '../../../../conformance/exporters';
import { AXIAL, syntheticSeries } from '../../../../conformance/syntheticSeries';
import { judge, judgedTest } from '../judge';

const cases = syntheticCases();
const [ascending] = cases;

describe.each(cases.map(c => [c.name, c] as const))('SEG, %s', (_name, exportCase) => {
  const { input, encoded } = exportSeg(exportCase);
  const bytes = writePart10(encoded.dataset);

  it('returns every voxel, code and place', () => {
    expect(verifySeg(input, encoded, bytes)).toEqual({ ok: true, differences: [] });
  });

  it('numbers segments without gaps and leaves empty ones out', () => {
    const decoded = decodeSeg(bytes);
    expect(encoded.written).not.toContain(1);
    expect(decoded.segments.map(s => s.segmentNumber)).toEqual(
      encoded.written.map((_, n) => n + 1),
    );
    expect(decoded.segments.every(s => s.frames.length > 0)).toBe(true);
  });

  judgedTest('is accepted by dciodvfy', () => judge(bytes));
});

describe('SEG', () => {
  const { input, encoded } = exportSeg(ascending);
  const { attributes, transferSyntaxUID } = readPart10(writePart10(encoded.dataset));

  it('is explicit little endian in UTF-8 and keeps patient and study', () => {
    expect(transferSyntaxUID).toBe('1.2.840.10008.1.2.1');
    expect(attributes).toMatchObject({
      SpecificCharacterSet: 'ISO_IR 192',
      PatientName: 'Wang^XiaoDong=王^小东',
      PatientID: 'P-001',
      PatientBirthDate: null,
      StudyDescription: '腹部增强CT',
      SegmentsOverlap: 'YES',
      ContentDate: '20260203',
      ContentTime: '040506',
    });
  });

  it('describes segments honestly', () => {
    expect((attributes.SegmentSequence as unknown[])[0]).toMatchObject({
      SegmentLabel: '左肾',
      SegmentAlgorithmType: 'SEMIAUTOMATIC',
      SegmentAlgorithmName: 'MobileSAM',
      SegmentationAlgorithmIdentificationSequence: [
        { AlgorithmName: 'MobileSAM', AlgorithmVersion: '1.0 sha256:6dbb90523a35330f' },
      ],
      SegmentedPropertyTypeCodeSequence: [
        {
          CodeValue: '64033007',
          SegmentedPropertyTypeModifierCodeSequence: [{ CodeMeaning: 'Left' }],
        },
      ],
    });
  });

  it('indexes frames by segment and place', () => {
    expect(attributes.DimensionIndexSequence).toMatchObject([
      { DimensionIndexPointer: 'x0062000b', FunctionalGroupPointer: 'x0062000a' },
      { DimensionIndexPointer: 'x00209056', FunctionalGroupPointer: 'x00209111' },
      { DimensionIndexPointer: 'x00200032', FunctionalGroupPointer: 'x00209113' },
    ]);
    const [first] = attributes.PerFrameFunctionalGroupsSequence as Record<string, unknown>[];
    expect(first).toMatchObject({
      FrameContentSequence: [{ StackID: '1', DimensionIndexValues: [1, 1, 1] }],
      DerivationImageSequence: [
        {
          DerivationCodeSequence: [{ CodeValue: '113076' }],
          SourceImageSequence: [
            {
              ReferencedSOPInstanceUID: '2.25.4711.3.1',
              PurposeOfReferenceCodeSequence: [{ CodeValue: '121322' }],
            },
          ],
        },
      ],
    });
  });

  it('lists each marked image once', () => {
    const [series] = attributes.ReferencedSeriesSequence as Record<string, unknown[]>[];
    expect(series.ReferencedInstanceSequence).toHaveLength(ascending.sources.length);
  });

  it('is found out when anything is not what it was', () => {
    const found = (change: Partial<SegInput>, bytes = writePart10(encoded.dataset)) =>
      verifySeg({ ...input, ...change }, encoded, bytes).differences.join();
    const [kidney, ...others] = input.segments;
    const with1 = (change: object) => ({ segments: [{ ...kidney, ...change }, ...others] });

    const pixels = new Uint8Array((encoded.dataset.PixelData as ArrayBuffer).slice(0));
    pixels[60] ^= 4;
    expect(found({}, writePart10({ ...encoded.dataset, PixelData: pixels.buffer }))).toMatch(
      /Segment 1: 1 voxels differ/,
    );
    expect(found(with1({ label: '右肾' }))).toMatch(/Segment 1: the label/);
    expect(found(with1({ property: others[0].property }))).toMatch(/code of its type/);
    expect(found(with1({ algorithm: { type: 'MANUAL' } }))).toMatch(/algorithm/);
    const moved = syntheticSeries({ ...AXIAL, origin: [0, 0, 0] }).map(i => sourceImage(i));
    expect(found({ sources: moved })).toMatch(/frames lie at another place/);
    const upsideDown = { ...kidney, maskOf: (n: number) => kidney.maskOf(8 - n) };
    expect(found({ segments: [upsideDown, ...others] })).toMatch(/voxels differ/);
    expect(found({}, new ArrayBuffer(300))).toMatch(/can't be read/);
    expect(found({}, writePart10(encoded.dataset).slice(0, 20_000))).not.toBe('');
    expect(found({}, writePart10({ ...encoded.dataset, SOPInstanceUID: '2.25.1' }))).toMatch(
      /SOP instance UID/,
    );
  });
});

describe('sources of other kinds', () => {
  it('multi-frame: frames are named, and geometry is found in the functional groups', () => {
    const [image] = syntheticSeries(AXIAL);
    const { ImagePositionPatient, ImageOrientationPatient, PixelSpacing, ...rest } = image;
    const enhanced = {
      ...rest,
      NumberOfFrames: '2',
      SharedFunctionalGroupsSequence: [
        {
          PlaneOrientationSequence: [{ ImageOrientationPatient }],
          PixelMeasuresSequence: [{ PixelSpacing, SliceThickness: '2' }],
        },
      ],
      PerFrameFunctionalGroupsSequence: [
        { PlanePositionSequence: [{ ImagePositionPatient }] },
        { PlanePositionSequence: [{ ImagePositionPatient: ['1', '2', '60'] }] },
      ],
    };
    const sources = [1, 2].map(frame => sourceImage(enhanced, frame));
    expect(sources[1].geometry?.imagePositionPatient).toEqual([1, 2, 60]);
    const segments = [segment('spleen', sources, (i, _j, k) => i === k)];
    const { input, encoded } = exportSeg({ sources, segments });
    const bytes = writePart10(encoded.dataset);
    expect(verifySeg(input, encoded, bytes).differences).toEqual([]);
    expect(decodeSeg(bytes).segments[0].frames.map(f => f.sourceFrameNumber)).toEqual([1, 2]);
  });

  it('is refused when there is nothing to save', () => {
    const { sources } = ascending;
    const nothing = [segment('', sources, () => false)];
    expect(() => encodeSegs(segInput({ sources, segments: nothing }))).toThrow(/No segment/);
  });
});
