import { labelRuns, labelsOf, maskOfLabel } from '../../../../extension/src/core/mask/labelRuns';

const [COLUMNS, ROWS] = [7, 5];

/** Labels 0 to 3 in patches, as segments lie. */
function labels(length: number, seed: number): Uint8Array {
  let state = seed;
  const next = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const data = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const end = Math.min(length, at + 1 + Math.floor(next() * 9));
    data.fill(Math.floor(next() * 4), at, end);
    at = end;
  }
  return data;
}

test.each([35, 36, 1024, 3])('the masks of all labels make an image of %i pixels again', length => {
  const data = labels(length, length);
  const runs = labelRuns(data);
  const again = new Uint8Array(length);
  for (const label of labelsOf(runs)) {
    const { x, width, data: inside } = maskOfLabel(runs, label, length, 1);
    for (let n = 0; n < width; n++) if (inside[n]) again[x + n] = label;
  }
  expect(again).toEqual(data);
});

test('an image of two rows that meet keeps its rows', () => {
  const data = new Uint8Array(COLUMNS * ROWS);
  data.fill(2, COLUMNS * 2 - 1, COLUMNS * 2 + 1);
  expect([...labelRuns(data)]).toEqual([COLUMNS * 2 - 1, 2, 2]);
  expect(maskOfLabel(labelRuns(data), 2, COLUMNS, ROWS)).toMatchObject({
    ...{ x: 0, y: 1, width: COLUMNS, height: 2 },
  });
});

test('labels of 16 bits, and images that begin within a word, are read as well', () => {
  expect([...labelRuns(Uint16Array.of(0, 0, 300, 300, 0))]).toEqual([2, 2, 300]);
  const shifted = new Uint8Array(new ArrayBuffer(9), 1, 8);
  shifted[7] = 5;
  expect([...labelRuns(shifted)]).toEqual([7, 1, 5]);
});

test('runs that do not fit an image have no pixels on it', () => {
  expect(maskOfLabel(Uint32Array.of(30, 10, 1), 1, COLUMNS, ROWS).width).toBe(0);
});
