/**
 * A binary mask as run lengths: pixels outside, inside, outside, … in the order of the mask,
 * beginning with those outside (possibly 0). The sum is the number of pixels.
 */
export function toRunLengths(mask: Uint8Array): number[] {
  const runs: number[] = [];
  let value = 0;
  let length = 0;
  for (const pixel of mask) {
    const inside = pixel ? 1 : 0;
    if (inside === value) length++;
    else {
      runs.push(length);
      value = inside;
      length = 1;
    }
  }
  if (length > 0) runs.push(length);
  return runs;
}

/** The mask, 0 and 1, of run lengths. Throws a RangeError when they do not add up to `size`. */
export function fromRunLengths(runs: readonly number[], size: number): Uint8Array {
  const total = runs.reduce((sum, run) => sum + run, 0);
  if (total !== size) throw new RangeError(`Runs of ${total} pixels for a mask of ${size}.`);
  const mask = new Uint8Array(size);
  let at = 0;
  runs.forEach((run, n) => {
    if (n % 2 === 1) mask.fill(1, at, at + run);
    at += run;
  });
  return mask;
}
