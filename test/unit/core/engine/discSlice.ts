import type { Prompt } from '../../../../extension/src/core/prompt/prompt';
import { axialPlane, ctSlice } from '../slices';

export const COLUMNS = 160;
export const ROWS = 120;
/** A bright disc in fat, with a little structure everywhere. */
export const slice = ctSlice(axialPlane(COLUMNS, ROWS, 1.5, 1.5), (i, j) =>
  Math.hypot(i - 80, j - 60) < 18 ? 60 + ((i * 7 + j * 3) % 11) : -100 + ((i * 5 + j) % 13),
);
export const include = (i: number, j: number): Prompt => ({
  kind: 'point',
  polarity: 'include',
  at: [i, j],
});
export const exclude = (i: number, j: number): Prompt => ({
  kind: 'point',
  polarity: 'exclude',
  at: [i, j],
});
export const click = [include(80, 60)];
