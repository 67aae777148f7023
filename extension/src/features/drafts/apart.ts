/**
 * Sorts segments into groups in which no two share a voxel: a labelmap has one label a voxel.
 *
 * @param segments by their labels in `images`.
 * @param images the layers of each image, as runs of labels; one layer has no overlaps
 */
export function apartGroups<Segment extends { readonly index: number }>(
  segments: readonly Segment[],
  images: readonly (readonly Uint32Array[])[],
): readonly (readonly Segment[])[] {
  const layered = images.filter(({ length }) => length > 1);
  if (!layered.length) return [segments];
  const meeting = new Set<string>();
  for (const layers of layered) {
    for (const [n, layer] of layers.entries()) {
      for (const other of layers.slice(n + 1)) noteMeetings(layer, other, meeting);
    }
  }
  const groups: Segment[][] = [];
  for (const segment of segments) {
    const group = groups.find(others =>
      others.every(other => !meeting.has(pairOf(segment.index, other.index))),
    );
    if (group) group.push(segment);
    else groups.push([segment]);
  }
  return groups;
}

/** Notes which labels of two layers of one image share a pixel; runs are in the order of pixels. */
function noteMeetings(a: Uint32Array, b: Uint32Array, meeting: Set<string>): void {
  for (let m = 0, n = 0; m < a.length && n < b.length;) {
    const [endA, endB] = [a[m] + a[m + 1], b[n] + b[n + 1]];
    if (a[m] < endB && b[n] < endA && a[m + 2] !== b[n + 2])
      meeting.add(pairOf(a[m + 2], b[n + 2]));
    if (endA < endB) m += 3;
    else n += 3;
  }
}

const pairOf = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
