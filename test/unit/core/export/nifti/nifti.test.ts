import {
  decodeNifti,
  encodeNifti,
  masksOnSources,
} from '../../../../../extension/src/core/export/nifti';
import { segment, syntheticCases } from '../../../../conformance/cases';

const cases = syntheticCases();
const even = cases.filter(({ name }) => name !== 'with gaps');

describe.each(even.map(c => [c.name, c] as const))('NIfTI, %s', (_name, { sources, segments }) => {
  it('returns every voxel where segments do not overlap', () => {
    const apart = [0, 4, 8, 9].map(n => segments[n]);
    const { bytes, overlapping } = encodeNifti(sources, apart);
    expect(overlapping).toBe(0);
    const masks = masksOnSources(decodeNifti(bytes), sources);
    apart.forEach(({ maskOf }, n) => {
      sources.forEach((_, k) => {
        const expected = maskOf(k)!;
        const found = masks.get(n + 1)?.get(k) ?? new Uint8Array(expected.length);
        expect(found).toEqual(expected);
      });
    });
  });
});

describe('NIfTI', () => {
  const [{ sources, segments }] = cases;

  it('counts voxels that two segments share, and gives them to the later one', () => {
    const both = [segment('a', sources, i => i < 4), segment('b', sources, i => i > 2)];
    const { bytes, overlapping } = encodeNifti(sources, both);
    expect(overlapping).toBe(29 * 9);
    const masks = masksOnSources(decodeNifti(bytes), sources);
    expect([...masks.get(1)!.get(0)!.slice(0, 5)]).toEqual([1, 1, 1, 0, 0]);
  });

  it('has the header of the standard', () => {
    const view = new DataView(encodeNifti(sources, segments).bytes);
    expect(view.getInt32(0, true)).toBe(348);
    expect(String.fromCharCode(view.getUint8(344), view.getUint8(345), view.getUint8(346))).toBe(
      'n+1',
    );
    // RAS: x and y of the first voxel change their sign.
    expect([292, 308, 324].map(at => view.getFloat32(at, true))).toEqual([120.5, 80.25, 40]);
  });

  it('reads a quaternion where there is no sform', () => {
    const { bytes } = encodeNifti(sources, segments);
    const view = new DataView(bytes);
    view.setInt16(254, 0, true);
    view.setInt16(252, 1, true);
    // Half a turn about z: RAS steps −x, −y, z, as the axial sform has.
    [0, 0, 1, 120.5, 80.25, 40].forEach((v, n) => view.setFloat32(256 + 4 * n, v, true));
    const { affine } = decodeNifti(bytes);
    expect(affine.steps[0][0]).toBeCloseTo(0.8);
    expect(affine.steps[1][1]).toBeCloseTo(0.8);
    expect(affine.steps[2][2]).toBeCloseTo(2.5);
    expect(affine.origin[0]).toBeCloseTo(-120.5);
  });

  it('is refused for slices that are missing, other grids and other files', () => {
    const gapped = cases.find(({ name }) => name === 'with gaps')!;
    expect(() => encodeNifti(gapped.sources, gapped.segments)).toThrow(/even grid/);
    const { bytes } = encodeNifti(sources, segments);
    const other = cases.find(({ name }) => name === 'oblique')!;
    expect(() => masksOnSources(decodeNifti(bytes), other.sources)).toThrow(/another grid/);
    expect(() => decodeNifti(bytes.slice(0, 900))).toThrow(/ends too early/);
    expect(() => decodeNifti(new ArrayBuffer(20))).toThrow(/no NIfTI/);
  });
});
