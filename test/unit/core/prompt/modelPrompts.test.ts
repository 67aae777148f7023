import { promptGeometry } from '../../../../extension/src/core/prompt/modelPrompts';
import type { Prompt } from '../../../../extension/src/core/prompt/prompt';

const line: [number, number][] = Array.from({ length: 21 }, (_, n) => [n, 2 * n]);

test('a scribble stands for its middle first, then its ends and what is between', () => {
  const { include, exclude } = promptGeometry([
    { kind: 'scribble', polarity: 'exclude', path: line },
  ]);
  expect(include).toEqual([]);
  expect(exclude).toEqual([
    [10, 20],
    [0, 0],
    [5, 10],
    [15, 30],
    [20, 40],
  ]);
});

test('a lasso is a box and an outline; a box beside it allows what is in either', () => {
  const lasso: Prompt = {
    kind: 'lasso',
    path: [
      [2, 3],
      [8, 4],
      [5, 9],
    ],
  };
  expect(promptGeometry([lasso])).toEqual({
    include: [],
    exclude: [],
    box: { x: 2, y: 3, width: 6, height: 6 },
    outlines: [lasso.path],
  });
  const box: Prompt = {
    kind: 'box',
    corners: [
      [0, 0],
      [4, 4],
    ],
  };
  const both = promptGeometry([lasso, box]);
  expect(both.outlines).toBeUndefined();
  expect(both.box).toEqual({ x: 0, y: 0, width: 8, height: 9 });
});
