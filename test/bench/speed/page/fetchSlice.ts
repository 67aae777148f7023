import type { SliceImage } from '../../../../extension/src/core/image/sliceImage';

/** The bench's picture. */
export async function fetchSlice(): Promise<SliceImage> {
  const slice = (await (await fetch('/picture/slice.json')).json()) as Omit<SliceImage, 'values'>;
  const values = await (await fetch('/picture/values')).arrayBuffer();
  return { ...slice, values: new Float32Array(values) };
}
