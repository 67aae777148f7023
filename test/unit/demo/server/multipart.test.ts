import fc from 'fast-check';
import {
  parameterOf,
  parseMultipart,
  writeMultipart,
} from '../../../../.webpack/demo/server/multipart';

const body = (text: string) => Buffer.from(text, 'latin1');
const bodies = (text: string, type = 'multipart/related; boundary=b') =>
  parseMultipart(body(text), type).map(part => part.body.toString('latin1'));

test('parts with and without headers, preamble and epilogue', () => {
  const text =
    'preamble\r\n--b\r\nContent-Type: application/dicom\r\nX-A:  1\r\n\r\none\r\n' +
    '--b \r\n\r\ntwo\r\n--b--\r\nepilogue\r\n--b\r\nno part';
  expect(bodies(text)).toEqual(['one', 'two']);
  expect(parseMultipart(body(text), 'multipart/related; boundary=b')[0].headers).toEqual({
    'content-type': 'application/dicom',
    'x-a': '1',
  });
});

test('a quoted boundary with blanks and signs', () => {
  const type = 'multipart/related; type="application/dicom"; boundary="a b:+(x)"';
  expect(bodies('--a b:+(x)\r\n\r\none\r\n--a b:+(x)--', type)).toEqual(['one']);
  expect(parameterOf(type, 'type')).toBe('application/dicom');
});

test('data that looks like a boundary stays data', () => {
  const tricky = 'a--b\r\n--bc\r\n-- b\n--b\r\n\r\n';
  expect(bodies(`--b\r\n\r\n${tricky}\r\n--b--`)).toEqual([tricky]);
});

test('empty parts, and no part at all', () => {
  expect(bodies('--b\r\n\r\n\r\n--b--')).toEqual(['']);
  expect(bodies('--b--')).toEqual([]);
});

test('what is cut off or has no boundary is refused', () => {
  expect(() => bodies('--b\r\n\r\none')).toThrow('before its last boundary');
  expect(() => bodies('--b\r\n\r\none\r\n--c--')).toThrow('before its last boundary');
  expect(() => bodies('nothing here')).toThrow('does not hold');
  expect(() => bodies('--b--', 'multipart/related')).toThrow('names no boundary');
});

test('what is written is read again, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { minLength: 1 }), values => {
      const parts = values.map(bytes => ({ contentType: 'application/dicom', body: bytes }));
      const written = writeMultipart(parts, 'application/dicom');
      const read = parseMultipart(written.body, written.contentType);
      expect(read.map(part => [...part.body])).toEqual(values.map(bytes => [...bytes]));
    }),
  );
});
