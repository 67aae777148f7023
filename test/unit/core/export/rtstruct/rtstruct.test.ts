import { writePart10 } from '../../../../../extension/src/core/export/dicom/dataset';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import { sourceImage } from '../../../../../extension/src/core/export/dicom/source';
import { layoutOf } from '../../../../../extension/src/core/export/dicom/sourceLayout';
import { makeUid } from '../../../../../extension/src/core/export/uid';
import { encodeRtStructs } from '../../../../../extension/src/core/export/rtstruct/encodeRtStruct';
import { verifyRtStruct } from '../../../../../extension/src/core/export/rtstruct/verifyRtStruct';
import { segment, syntheticCases } from '../../../../conformance/cases';
import { exportRtStruct } from '../../../../conformance/exporters';
import { AXIAL, syntheticSeries } from '../../../../conformance/syntheticSeries';
import { judge, judgedTest } from '../judge';

const cases = syntheticCases();

describe.each(cases.map(c => [c.name, c] as const))('RTSTRUCT, %s', (_name, exportCase) => {
  const { input, encoded } = exportRtStruct(exportCase);
  const bytes = writePart10(encoded.dataset);

  it('returns every voxel', () => {
    expect(verifyRtStruct(input, encoded, bytes)).toEqual({ ok: true, differences: [] });
  });

  judgedTest('is accepted by dciodvfy', () => judge(bytes));
});

describe('RTSTRUCT', () => {
  const { input, encoded } = exportRtStruct(cases[0]);
  const { attributes } = readPart10(writePart10(encoded.dataset));
  const sequence = (keyword: string) => attributes[keyword] as Record<string, unknown>[];

  it('names structures, their makers and codes', () => {
    expect(sequence('StructureSetROISequence')[0]).toMatchObject({
      ROINumber: '1',
      ROIName: '左肾',
      ROIGenerationAlgorithm: 'SEMIAUTOMATIC',
      ROIGenerationDescription: 'MobileSAM 1.0 sha256:6dbb90523a35330f',
    });
    expect(sequence('RTROIObservationsSequence')[0]).toMatchObject({
      RTROIInterpretedType: 'ORGAN',
      RTROIIdentificationCodeSequence: [{ CodeValue: '64033007' }],
    });
    expect(attributes.ApprovalStatus).toBe('UNAPPROVED');
  });

  it('refers each contour to the image that it lies on', () => {
    for (const roi of sequence('ROIContourSequence')) {
      for (const contour of roi.ContourSequence as Record<string, unknown>[]) {
        expect(contour.ContourGeometricType).toBe('CLOSED_PLANAR');
        expect(contour.ContourImageSequence).toHaveLength(1);
        const data = contour.ContourData as string[];
        expect(data).toHaveLength(3 * Number(contour.NumberOfContourPoints));
        expect(data.every(ds => ds.length <= 16)).toBe(true);
      }
    }
  });

  it('is found out when anything is not what it was', () => {
    const found = (change: object) =>
      verifyRtStruct(
        { ...input, ...change },
        encoded,
        writePart10(encoded.dataset),
      ).differences.join();
    const moved = syntheticSeries({ ...AXIAL, origin: [0, 0, 0] }).map(i => sourceImage(i));
    expect(found({ sources: moved })).toMatch(/lie on none of the images/);
    const [kidney, ...others] = input.segments;
    const eroded = { ...kidney, maskOf: () => null };
    expect(found({ segments: [eroded, ...others] })).toMatch(/Structure 1: \d+ voxels differ/);
    const renamed = { ...kidney, label: '右肾' };
    expect(found({ segments: [renamed, ...others] })).toMatch(/name differs/);
    expect(verifyRtStruct(input, encoded, new ArrayBuffer(9)).differences[0]).toMatch(
      /can't be read/,
    );
  });

  it('is refused when nothing is marked or images have no place', () => {
    const nothing = [segment('', input.sources, () => false)];
    expect(() => encodeRtStructs({ ...input, segments: nothing })).toThrow(/No segment/);
    const placeless = input.sources.map(source => ({ ...source, geometry: null }));
    const layout = layoutOf(placeless, makeUid);
    expect(() => encodeRtStructs({ ...input, sources: placeless, layout })).toThrow(
      /place in the patient/,
    );
  });
});
