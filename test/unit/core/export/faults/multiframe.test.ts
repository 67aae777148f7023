import { FindingExport } from '../../../../../extension/src/core/export/findingExport';
import { readFindings } from '../../../../../extension/src/core/export/json';
import { readPart10 } from '../../../../../extension/src/core/export/dicom/readPart10';
import { sourceImage } from '../../../../../extension/src/core/export/dicom/source';
import { decodeRtStruct } from '../../../../../extension/src/core/export/rtstruct/decodeRtStruct';
import { decodeSeg } from '../../../../../extension/src/core/export/seg';
import { decodeSr } from '../../../../../extension/src/core/export/sr/decodeSr';
import { findingSet } from '../../../../conformance/exporters';
import { enhanced, framesOf, oddCaseNamed } from '../../../../conformance/oddSeries';
import { AXIAL, syntheticSeries } from '../../../../conformance/syntheticSeries';

const drawKeyImage = () => ({ pixels: new Uint8Array(27), columns: 3, rows: 3 });
const instance = enhanced(syntheticSeries(AXIAL));

test('every format of an enhanced image names the frames', async () => {
  const exportCase = oddCaseNamed('enhanced CT');
  const { sources } = exportCase;
  const findings = new FindingExport({ ...findingSet(exportCase), drawKeyImage });
  const { files, refused } = await findings.write([
    ...['seg', 'rtstruct', 'sr', 'keyImages', 'json', 'nifti'],
  ]);
  expect(refused).toEqual([]);
  const bytes = (format: string) => files.find(file => file.format === format)!.bytes;
  const seg = decodeSeg(bytes('seg'));
  expect(seg.segments[0].frames.map(f => f.sourceFrameNumber)).toEqual([1, 2, 3, 4, 5, 6]);
  const rois = decodeRtStruct(bytes('rtstruct'), sources).rois;
  expect([...rois[0].masks.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(decodeSr(bytes('sr')).parts[0].frameNumber).toBe(1);
  const { attributes } = readPart10(bytes('keyImages'));
  expect(attributes.SourceImageSequence).toMatchObject([{ ReferencedFrameNumber: '1' }]);
  const { images } = readFindings(new TextDecoder().decode(bytes('json')));
  expect(images.map(({ frameNumber }) => frameNumber)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(findings.measurements[0]?.volume).toBeGreaterThan(0);
  expect(findings.units).toBe('HU');
});

test('the frames of an instance share its attributes', () => {
  const [first, second] = [1, 2].map(frame => sourceImage(instance, frame));
  expect(second.attributes).toBe(first.attributes);
  expect(second.geometry?.imagePositionPatient[2]).toBe(42.5);
});

test('a position that the viewer made up for a frame is not believed', () => {
  const placeless = { ...instance, PerFrameFunctionalGroupsSequence: [{}, {}] };
  for (const source of framesOf({ ...placeless, NumberOfFrames: '2' }, 'made up')) {
    expect(source.geometry).toBeNull();
    expect(source.pixelSpacing).toEqual([0.8, 0.8]);
  }
});

test('values of one frame that lie beside the functional groups are not those of all frames', () => {
  // The viewer's instance of frame 3 repeats that frame's position at its top.
  const third = { ...instance, ImagePositionPatient: ['9', '9', '9'] };
  expect(sourceImage(third, 1).geometry?.imagePositionPatient).toEqual([-120.5, -80.25, 40]);
});

test('frames of RT dose lie at their offsets, those of a detector at its steps', () => {
  const {
    PerFrameFunctionalGroupsSequence: _,
    SharedFunctionalGroupsSequence: __,
    ...rest
  } = instance;
  const plain = { ...rest, NumberOfFrames: '3', PixelSpacing: ['2', '2'] };
  const ImageOrientationPatient = ['1', '0', '0', '0', '1', '0'];
  const dose = {
    ...plain,
    ImageOrientationPatient,
    ImagePositionPatient: ['1', '2', '3'],
    GridFrameOffsetVector: ['0', '2.5', '5'],
  };
  expect(sourceImage(dose, 3).geometry?.imagePositionPatient).toEqual([1, 2, 8]);
  const detector = {
    ...plain,
    SpacingBetweenSlices: '4',
    DetectorInformationSequence: [
      { ImageOrientationPatient, ImagePositionPatient: ['0', '0', '7'] },
    ],
  };
  expect(sourceImage(detector, 2).geometry?.imagePositionPatient).toEqual([0, 0, 11]);
});

test('a thousand frames are read in milliseconds', () => {
  const many = {
    ...instance,
    NumberOfFrames: '1000',
    PerFrameFunctionalGroupsSequence: Array.from({ length: 1000 }, (_, n) => ({
      PlanePositionSequence: [{ ImagePositionPatient: ['0', '0', String(n)] }],
    })),
  };
  const started = performance.now();
  const sources = Array.from({ length: 1000 }, (_, n) => sourceImage(many, n + 1));
  expect(sources[999].geometry?.imagePositionPatient[2]).toBe(999);
  expect(performance.now() - started).toBeLessThan(1500);
});
