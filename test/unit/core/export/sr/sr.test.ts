import { writePart10, type Dataset } from '../../../../../extension/src/core/export/dicom/dataset';
import { decodeSr } from '../../../../../extension/src/core/export/sr/decodeSr';
import { encodeSr } from '../../../../../extension/src/core/export/sr/encodeSr';
import { verifySr } from '../../../../../extension/src/core/export/sr/verifySr';
import { syntheticCases } from '../../../../conformance/cases';
import { exportSeg, exportSr } from '../../../../conformance/exporters';
import { judge, judgedTest } from '../judge';

const cases = syntheticCases();

describe.each(cases.map(c => [c.name, c] as const))('SR, %s', (_name, exportCase) => {
  const seg = exportSeg(exportCase).encoded;
  const { input, encoded } = exportSr(exportCase, seg);
  const bytes = writePart10(encoded.dataset);

  it('returns every finding and number', () => {
    expect(verifySr(input, encoded, bytes)).toEqual({ ok: true, differences: [] });
  });

  judgedTest('is accepted by dciodvfy', () => judge(bytes));
});

describe('SR', () => {
  const [exportCase] = cases;
  const seg = exportSeg(exportCase).encoded;
  const { input, encoded } = exportSr(exportCase, seg);

  it('describes each finding with its site and segment', () => {
    const { findings, unlisted } = decodeSr(writePart10(encoded.dataset));
    expect(unlisted).toEqual([]);
    expect(findings).toHaveLength(seg.written.length);
    expect(findings[0]).toMatchObject({
      trackingId: 'Finding 1',
      finding: { value: '64033007' },
      site: { value: '64033007' },
      laterality: { value: '7771000' },
      segmentationUid: seg.sopInstanceUID,
      segmentNumber: 1,
    });
    const texts = findings[0].measurements.map(m => [m.name.meaning, m.derivation?.meaning ?? '']);
    expect(texts.slice(0, 5)).toEqual([
      ['Volume', ''],
      ['Long axis', ''],
      ['Short axis', ''],
      ['Attenuation Coefficient', 'Mean'],
      ['Attenuation Coefficient', 'Standard Deviation'],
    ]);
    expect(texts).toContainEqual(['Joint Entropy of GLCM', '']);
    const { volume, axes, intensity } = input.findings[0].measurements;
    const values = findings[0].measurements.map(m => [m.value, m.unit?.value]);
    expect(values.slice(0, 4)).toEqual([
      [volume! / 1000, 'cm3'],
      [axes.longAxis.length, 'mm'],
      [axes.shortAxis.length, 'mm'],
      [intensity!.mean, "[hnsf'U]"],
    ]);
  });

  describe('of what the reader has said', () => {
    const said = {
      ...input,
      findings: input.findings.map((finding, n) =>
        n === 0 ? { ...finding, role: 'target' as const, status: 'reviewed' as const } : finding,
      ),
    };
    const written = encodeSr(said);
    const bytes = writePart10(written.dataset);

    it('keeps role and status, and nothing where nothing was said', () => {
      expect(verifySr(said, written, bytes)).toEqual({ ok: true, differences: [] });
      const [first, second] = decodeSr(bytes).findings;
      expect([first.role, first.status]).toEqual(['target', 'reviewed']);
      expect([second.role, second.status]).toEqual([undefined, undefined]);
    });

    it('tells a report that says something else', () => {
      expect(verifySr(said, encodeSr(input), writePart10(encoded.dataset)).differences).toEqual(
        expect.arrayContaining([expect.stringContaining('baseline category')]),
      );
    });

    judgedTest('is accepted by dciodvfy', () => judge(bytes));
  });

  it('outlines the finding on the slice of its long axis', () => {
    const measurements = (encoded.dataset.ContentSequence as Dataset[]).find(
      item => (item.ConceptNameCodeSequence as Dataset[])[0].CodeValue === '126010',
    )!;
    const nodule = input.findings.findIndex(({ label }) => label === 'nodule');
    const planar = (measurements.ContentSequence as Dataset[])[2 * nodule + 1];
    const region = (planar.ContentSequence as Dataset[]).find(i => i.ValueType === 'SCOORD')!;
    // The one pixel [20, 20], whose upper left corner is at 20, 20 of the image.
    expect(region.GraphicData).toEqual([20, 20, 21, 20, 21, 21, 20, 21, 20, 20]);
  });

  it('has no statistics where the standard has no name for the values', () => {
    const us = {
      ...input,
      units: 'arbitrary' as const,
      sources: input.sources.map(s => ({ ...s, attributes: { ...s.attributes, Modality: 'US' } })),
    };
    const bytes = writePart10(encodeSr(us).dataset);
    const names = decodeSr(bytes).findings[0].measurements.map(m => m.name.meaning);
    expect(names).not.toContain('Attenuation Coefficient');
    expect(names).toContain('Volume');
  });

  it('is found out when anything is not what it was', () => {
    const [first, ...others] = input.findings;
    const found = (change: object) =>
      verifySr(
        { ...input, findings: [{ ...first, ...change }, ...others] },
        encoded,
        writePart10(encoded.dataset),
      ).differences.join();
    const measurements = { ...first.measurements, volume: first.measurements.volume! * 1.0000001 };
    expect(found({ measurements })).toMatch(/Finding 1: the value of Volume differs/);
    expect(found({ segment: { ...first.segment, number: 7 } })).toMatch(/segment number differs/);
    expect(found({ property: others[0].property })).toMatch(/code of its type differs/);
    expect(found({ tracking: { id: '', uid: '2.25.9' } })).toMatch(/Finding 1 is missing/);
  });

  it('is refused without a finding', () => {
    expect(() => encodeSr({ ...input, findings: [] })).toThrow(/no finding/);
  });
});
