import { gzipSync } from 'fflate';
import { layoutOf } from '../../../../../extension/src/core/export/dicom/sourceLayout';
import { type SourceImage } from '../../../../../extension/src/core/export/dicom/source';
import { type ExportSegment } from '../../../../../extension/src/core/export/exportInput';
import {
  encodeNiftis,
  masksOnSources,
  readNifti,
} from '../../../../../extension/src/core/export/nifti';
import { makeUid } from '../../../../../extension/src/core/export/uid';
import { syntheticCases } from '../../../../conformance/cases';

const cases = syntheticCases();
const even = cases.filter(({ name }) => name !== 'with gaps');

const encode = (sources: readonly SourceImage[], segments: readonly ExportSegment[]) =>
  encodeNiftis(sources, layoutOf(sources, makeUid), segments).encoded;

describe.each(even.map(c => [c.name, c] as const))('NIfTI, %s', (_name, { sources, segments }) => {
  it('returns every voxel of every segment, overlaps in a file of their own', () => {
    const encoded = encode(sources, segments);
    expect(encoded.length).toBeGreaterThan(1);
    const masks = encoded.map(({ bytes }) => masksOnSources(readNifti(bytes), sources));
    segments.forEach(({ maskOf }, n) => {
      const file = encoded.findIndex(({ written }) => written.includes(n));
      sources.forEach((_, k) => {
        expect(masks[file]?.get(n + 1)?.get(k) ?? null).toEqual(maskOf(k));
      });
    });
  });
});

describe('NIfTI', () => {
  const [{ sources, segments }] = cases;
  const [{ bytes: written }] = encode(sources, segments);

  it('is read gzipped as well', () => {
    const zipped = gzipSync(new Uint8Array(written)).buffer as ArrayBuffer;
    expect(readNifti(zipped)).toEqual(readNifti(written));
  });

  it('has the header of the standard', () => {
    const view = new DataView(written);
    expect(view.getInt32(0, true)).toBe(348);
    expect(String.fromCharCode(view.getUint8(344), view.getUint8(345), view.getUint8(346))).toBe(
      'n+1',
    );
    // RAS: x and y of the first voxel change their sign.
    expect([292, 308, 324].map(at => view.getFloat32(at, true))).toEqual([120.5, 80.25, 40]);
  });

  it('reads a quaternion where there is no sform', () => {
    const bytes = written.slice(0);
    const view = new DataView(bytes);
    view.setInt16(254, 0, true);
    view.setInt16(252, 1, true);
    // Half a turn about z: RAS steps −x, −y, z, as the axial sform has.
    [0, 0, 1, 120.5, 80.25, 40].forEach((v, n) => view.setFloat32(256 + 4 * n, v, true));
    const { affine } = readNifti(bytes);
    expect(affine.steps[0][0]).toBeCloseTo(0.8);
    expect(affine.steps[1][1]).toBeCloseTo(0.8);
    expect(affine.steps[2][2]).toBeCloseTo(2.5);
    expect(affine.origin[0]).toBeCloseTo(-120.5);
  });

  it('is refused for slices that are missing, other grids and other files', () => {
    const gapped = cases.find(({ name }) => name === 'with gaps')!;
    expect(() => encode(gapped.sources, gapped.segments)).toThrow(/even grid/);
    const other = cases.find(({ name }) => name === 'oblique')!;
    expect(() => masksOnSources(readNifti(written), other.sources)).toThrow(/another grid/);
    expect(() => readNifti(written.slice(0, 900))).toThrow(/ends too early/);
    expect(() => readNifti(new ArrayBuffer(20))).toThrow(/no NIfTI/);
  });
});
