import { FindingExport } from '../../../../../extension/src/core/export/findingExport';
import { EXPORT_FORMATS } from '../../../../../extension/src/core/export/formats';
import { decodeRtStruct } from '../../../../../extension/src/core/export/rtstruct/decodeRtStruct';
import { decodeSeg } from '../../../../../extension/src/core/export/seg';
import { decodeSr } from '../../../../../extension/src/core/export/sr/decodeSr';
import { findingSet } from '../../../../conformance/exporters';
import { oddCaseNamed } from '../../../../conformance/oddSeries';
import { judge } from '../judge';

/** Without the report, which takes seconds; its own tests have it. */
const FORMATS = EXPORT_FORMATS.filter(format => format !== 'report');

const drawKeyImage = () => ({ pixels: new Uint8Array(27), columns: 3, rows: 3 });

async function save(name: string) {
  const exportCase = oddCaseNamed(name);
  const findings = new FindingExport({ ...findingSet(exportCase), drawKeyImage });
  const written = await findings.write(FORMATS);
  for (const { instance, bytes, format } of written.files) {
    if (instance && format !== 'keyImages') judge(bytes);
  }
  const of = (format: string) => written.files.filter(file => file.format === format);
  const refused = written.refused.map(({ format, code }) => `${format}: ${code}`);
  return { ...written, exportCase, findings, of, refused, measured: findings.measurements };
}

describe('an image that is not parallel to the others (a scout)', () => {
  test('unmarked, holds up no format and no volume', async () => {
    const { refused, of, measured } = await save('scout among axial images, unmarked');
    expect(refused).toEqual([]);
    expect(of('seg')).toHaveLength(1);
    expect(measured[0]).toMatchObject({ unknown: {}, lengthUnit: 'mm' });
    expect(measured[0]?.volume).toBeGreaterThan(0);
  });

  test('marked, is saved in a segmentation of its own, and the volume says why it is unknown', async () => {
    const { refused, of, measured, exportCase } = await save('scout among axial images, marked');
    expect(refused).toEqual([]);
    const images = of('seg').map(
      ({ bytes }) => new Set(decodeSeg(bytes).segments[0].frames.map(f => f.sourceSopInstanceUID)),
    );
    expect(images.map(({ size }) => size)).toEqual([1, 6]);
    expect(images[0].has(exportCase.sources[0].sopInstanceUID)).toBe(true);
    expect(measured[0]).toMatchObject({
      volume: null,
      unknown: { volume: 'several-orientations', texture: 'several-orientations' },
    });
    expect(measured[0]?.images).toHaveLength(7);
  });
});

describe('repeated positions', () => {
  test('are saved, each image with its own mask; the volume is left out, with the reason', async () => {
    const { refused, of, measured } = await save('repeated positions, all marked');
    expect(refused).toEqual([]);
    const [{ bytes }] = of('seg');
    expect(decodeSeg(bytes).segments[0].frames).toHaveLength(6);
    expect(measured[0]).toMatchObject({
      volume: null,
      intensity: null,
      unknown: { volume: 'repeated-positions', intensity: 'repeated-positions' },
    });
    // Measured in two dimensions, image by image.
    expect(measured[0]?.images.map(({ pixels }) => pixels)).toEqual(Array(6).fill(81));
    expect(measured[0]?.images[2].intensity?.mean).toBeGreaterThan(0);
    // A structure set knows places only: one for each image.
    expect(of('rtstruct')).toHaveLength(6);
    const report = decodeSr(of('sr')[0].bytes);
    expect(report.findings[0].measurements.map(m => m.name.meaning)).not.toContain('Volume');
    expect(report.parts).toHaveLength(12);
  });

  test('with one image marked are measured in two dimensions, without a volume', async () => {
    const { refused, measured } = await save('repeated positions, one marked');
    expect(refused).toEqual([]);
    expect(measured[0]).toMatchObject({ volume: null, unknown: { volume: 'repeated-positions' } });
    expect(measured[0]?.intensity).not.toBeNull();
    expect(measured[0]?.axes.slice).toBe(2);
  });

  test('of diffusion: the group that is marked is saved, with its volume', async () => {
    const { refused, of, measured, exportCase } = await save('diffusion, one group marked');
    expect(refused).toEqual([]);
    const [{ bytes }] = of('seg');
    const uids = decodeSeg(bytes).segments[0].frames.map(f => f.sourceSopInstanceUID);
    expect(uids).toEqual([14, 15, 16].map(n => exportCase.sources[n].sopInstanceUID));
    expect(of('nifti')).toHaveLength(1);
    expect(measured[0]?.volume).toBeCloseTo(3 * 81 * 0.8 * 0.8 * 2.5);
  });
});

describe('a single slice', () => {
  test.each(['single slice', 'single slice of thickness 0'])(
    '%s is saved in every format and measured in two dimensions',
    async name => {
      const { refused, measured, of } = await save(name);
      expect(refused).toEqual([]);
      expect(measured[0]).toMatchObject({
        volume: null,
        meshVolume: null,
        lengthUnit: 'mm',
        unknown: { volume: 'no-thickness' },
      });
      expect(measured[0]?.intensity).not.toBeNull();
      // A label map of two dimensions, as no third is known.
      expect(new DataView(of('nifti')[0].bytes).getInt16(40, true)).toBe(2);
    },
  );
});

describe('images without a place', () => {
  test('without a spacing are measured in pixels, and say so', async () => {
    const { refused, measured, of } = await save('ultrasound');
    expect(refused).toEqual(['rtstruct: no-place', 'nifti: no-place']);
    expect(measured[0]).toMatchObject({
      lengthUnit: 'px',
      volume: null,
      unknown: { volume: 'no-spacing', millimetres: 'no-spacing' },
    });
    expect(measured[0]?.axes.longAxis.length).toBeGreaterThan(9);
    const [{ measurements }] = decodeSr(of('sr')[0].bytes).findings;
    expect(measurements.map(m => m.unit?.value)).not.toContain('mm');
    expect(measurements[0]).toMatchObject({
      name: { meaning: 'Long axis' },
      unit: { value: '{pixels}' },
    });
  });

  test('of two sizes are saved in a segmentation each, in frames of reference of their own', async () => {
    const { refused, of, measured } = await save('mammography, two views');
    expect(refused).toEqual(['rtstruct: no-place', 'nifti: no-place']);
    const segs = of('seg').map(({ bytes }) => decodeSeg(bytes));
    expect(segs).toHaveLength(2);
    expect(new Set(segs.map(seg => seg.frameOfReferenceUID)).size).toBe(2);
    // The viewer loads no segmentation without an orientation.
    expect(segs.map(seg => seg.imageOrientationPatient)).toEqual(Array(2).fill([1, 0, 0, 0, 1, 0]));
    expect(measured[0]).toMatchObject({ lengthUnit: 'mm', unknown: { volume: 'no-place' } });
  });

  test('with colours have no statistics and no key images, and the rest is saved', async () => {
    const { refused, measured } = await save('colours');
    expect(refused).toEqual(['rtstruct: no-place', 'keyImages: no-grey-values', 'nifti: no-place']);
    expect(measured[0]).toMatchObject({ intensity: null, unknown: { intensity: 'no-values' } });
  });
});

test('orientation and spacing that differ in the sixth decimal are one grid', async () => {
  const { refused, of } = await save('orientations that differ in the last decimals');
  expect(refused).toEqual([]);
  expect(of('seg')).toHaveLength(1);
});

test('two spacings in one series: areas count each by its own, texture is left out', async () => {
  const { refused, of, measured } = await save('two spacings in one series');
  expect(refused).toEqual([]);
  expect(of('seg')).toHaveLength(2);
  expect(measured[0]?.volume).toBeCloseTo(81 * 2.5 * 3 * (0.64 + 0.25));
  expect(measured[0]).toMatchObject({
    meshVolume: null,
    texture: null,
    unknown: { meshVolume: 'several-spacings', texture: 'several-spacings' },
  });
});

test('a frame of reference that is made up is one in all objects of a save', async () => {
  const { of, exportCase } = await save('no frame of reference');
  const seg = decodeSeg(of('seg')[0].bytes);
  const rtstruct = decodeRtStruct(of('rtstruct')[0].bytes, exportCase.sources);
  expect(seg.frameOfReferenceUID).toMatch(/^2\.25\./);
  expect(rtstruct.frameOfReferenceUID).toBe(seg.frameOfReferenceUID);
});

test('values are Hounsfield units only where the images say so', async () => {
  const { findings, of } = await save('unspecified rescale type');
  expect(findings.units).toBe('arbitrary');
  const [{ measurements }] = decodeSr(of('sr')[0].bytes).findings;
  expect(measurements.map(m => m.unit?.value)).not.toContain("[hnsf'U]");
  expect((await save('single slice')).findings.units).toBe('HU');
});

test('a measurement of two voxels holds up no JSON file', async () => {
  const { refused, measured } = await save('260 segments that overlap');
  expect(refused).toEqual([]);
  expect(measured[1]?.intensity?.robustMeanAbsoluteDeviation).toBeNull();
});
