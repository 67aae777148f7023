import { apartGroups } from '../../../../extension/src/features/drafts/apart';

const segments = [1, 2, 3].map(index => ({ index }));
const indices = (groups: ReturnType<typeof apartGroups<{ index: number }>>) =>
  groups.map(group => group.map(({ index }) => index));

test('segments of one layer stay together', () => {
  const image = [Uint32Array.of(0, 5, 1, 5, 5, 2)];
  expect(indices(apartGroups(segments, [image]))).toEqual([[1, 2, 3]]);
});

test('segments that share a pixel of any image come apart, the others stay together', () => {
  const apart = [Uint32Array.of(0, 5, 1), Uint32Array.of(5, 5, 2)];
  const meeting = [Uint32Array.of(0, 5, 1, 20, 4, 2), Uint32Array.of(4, 2, 3, 30, 4, 2)];
  expect(indices(apartGroups(segments, [apart, meeting]))).toEqual([[1, 2], [3]]);
});
