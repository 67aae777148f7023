import { withoutSmallRegions } from '../../../../extension/src/core/automatic/smallRegions';
import { fromFull, toFull } from '../../../../extension/src/core/mask/regionMask';

/** A mask drawn with # for inside. */
const draw = (lines: readonly string[]) =>
  fromFull(
    [...lines.join('')].map(letter => (letter === '#' ? 1 : 0)),
    lines[0].length,
    lines.length,
  );

function cleaned(lines: readonly string[], minArea: number): readonly string[] | null {
  const [columns, rows] = [lines[0].length, lines.length];
  const mask = withoutSmallRegions(draw(lines), minArea, columns, rows);
  if (!mask) return null;
  const full = toFull(mask, columns, rows);
  return lines.map((_, j) =>
    Array.from(full.subarray(j * columns, (j + 1) * columns), v => (v ? '#' : '.')).join(''),
  );
}

const RING = ['.........', '.######..', '.#.###...', '.##.##..#', '.######..', '.........'];

describe('small regions', () => {
  it('of fewer pixels go, holes and islands alike', () => {
    expect(cleaned(RING, 3)).toEqual([
      '.........',
      '.######..',
      '.#####...',
      // The island touches the rest at no corner.
      '.#####...',
      '.######..',
      '.........',
    ]);
  });

  it('that touch at their corners are one', () => {
    // Two pixels of hole, one of island.
    expect(cleaned(RING, 2)?.[2]).toBe('.#.###...');
    expect(cleaned(RING, 2)?.[3]).toBe('.##.##...');
  });

  it('are none: null', () => {
    expect(cleaned(RING, 1)).toBeNull();
  });

  it('alone: the largest stays, the first of equal ones', () => {
    expect(cleaned(['##..', '...#', '....', '##..', '....'], 4)).toEqual([
      '##..',
      '....',
      '....',
      '....',
      '....',
    ]);
  });

  it('of what is outside count as holes where the slice has no more', () => {
    expect(cleaned(['.###', '####', '####'], 2)).toEqual(['####', '####', '####']);
  });
});
